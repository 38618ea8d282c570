/** What a vendor client sees of HTTP. The one implementation is http/client.ts. Types only. */

/** How fast a system may be asked, and how patiently. */
export interface RatePolicy {
  /** Requests under way at once. 1 = strictly one after the other. */
  concurrency: number
  /** At most `requests` in any `seconds` (sliding). */
  window?: { requests: number; seconds: number }
  /** Response headers that tell what is left, and the seconds until it is whole again. */
  headers?: { remaining: string; reset: string }
  /** Wait after a 429 that says nothing, in seconds. */
  tooManyWait: number
  /** No answer for so long means none will come, in seconds. */
  timeout: number
}

export interface HttpRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Absolute, without query. */
  url: string
  /** Repeated keys for arrays. */
  query?: Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>
  headers?: Readonly<Record<string, string>>
  /** More headers, made anew for every try, of the address as it is sent. For systems that want each request signed. */
  sign?: (url: string) => Readonly<Record<string, string>>
  /** Sent as JSON. */
  json?: unknown
  /** Sent as application/x-www-form-urlencoded. */
  form?: Readonly<Record<string, string>>
  /** Sent as it is, in UTF-8; `type` is its content type. */
  text?: { type: string; content: string }
  /** What an answer is written in that names no charset and is no UTF-8, e.g. 'iso-8859-15'. */
  charset?: string
  /**
   * 'read': safe to send again, so network faults, 429 and 5xx are retried.
   * 'write': sent again only where it surely did not take effect (no connection, 429);
   * a lost answer is `unknown-outcome`, a 5xx is returned to the caller.
   */
  effect: 'read' | 'write'
  /** Parts of the URL or body that must not be logged, e.g. a token in a path. */
  secret?: readonly string[]
  /**
   * Of a system that refuses for now in another way than by 429, so that nothing was done: how long to wait, in seconds.
   * undefined for any other answer. Such an answer is waited for and asked again as after a 429.
   */
  tooMany?: (response: HttpResponse) => number | undefined
}

export interface HttpResponse {
  status: number
  headers: Readonly<Record<string, string>>
  /** Complete body as text; a body that breaks off is an `unavailable` (read) or `unknown-outcome` (write). */
  body: string
}

export interface Http {
  /** Returns whatever status came at last; throws `unavailable` or `unknown-outcome` when no whole answer came. */
  send(request: HttpRequest): Promise<HttpResponse>
}
