/** The authorization endpoint and the page on which a person approves or denies. */
import { randomUUID } from 'node:crypto'
import type { Context, Hono } from 'hono'
import { html } from 'hono/html'
import type {
  AuthorizationOptions,
  AuthorizeRequest,
  Client,
  OAuthProblem,
  RedirectRule,
  Tenant,
} from './authorization.ts'
import type { Grants } from './grants.ts'
import { single } from './parameters.ts'

interface Answer {
  answer: 'approve' | 'deny'
  tenant?: string
}

/** A request that waits for a person. */
interface Waiting {
  client: Client
  redirect: string
  request: AuthorizeRequest
}

export function addConsentRoutes(
  app: Hono,
  options: AuthorizationOptions,
  grants: Grants,
  nextAnswer: () => Answer | undefined,
): void {
  const { endpoints, rules, tenants } = options
  const waiting = new Map<string, Waiting>()

  app.get(endpoints.authorize, (context) => {
    const { values, repeated } = single(new URL(context.req.url).searchParams)
    const client = options.clients.find((one) => one.id === values.client_id)
    if (!client) return errorPage(context, 'There is no such client_id.')
    const redirect = redirectFor(client, values.redirect_uri)
    // Whoever asks with a wrong address is not sent there (RFC 6749 section 4.1.2.1).
    if (redirect === undefined) return errorPage(context, 'The redirect_uri is not one that is registered.')
    const scopes = (values.scope ?? '').split(' ').filter((scope) => scope !== '')
    const request = { clientId: client.id, scopes, parameters: values }
    const problem = problemOf(request, client, options, repeated) ?? rules?.refusesRequest?.(request)
    if (problem) return back(context, redirect, values.state, problem)

    const one = { client, redirect, request }
    const answer = nextAnswer()
    if (answer) return answered(context, one, answer)
    const id = randomUUID()
    waiting.set(id, one)
    return context.html(consentPage(`${endpoints.authorize}/answer`, id, one, tenants))
  })

  app.post(`${endpoints.authorize}/answer`, async (context) => {
    const { values } = single(new URLSearchParams(await context.req.text()))
    const one = waiting.get(values.request ?? '')
    if (!one || (values.answer !== 'approve' && values.answer !== 'deny')) {
      return errorPage(context, 'This page has been answered already, or never was a question.')
    }
    waiting.delete(values.request ?? '')
    return answered(context, one, { answer: values.answer, ...(values.tenant ? { tenant: values.tenant } : {}) })
  })

  function answered(context: Context, { redirect, request }: Waiting, { answer, tenant }: Answer) {
    const { state } = request.parameters
    if (answer === 'deny') {
      return back(context, redirect, state, { error: 'access_denied', description: 'The user denied the request.' })
    }
    const picked = tenant ?? tenants[0].id
    if (!tenants.some((one) => one.id === picked)) return errorPage(context, 'There is no such company.')
    const problem = rules?.refusesApproval?.(request)
    if (problem) return back(context, redirect, state, problem)
    return back(context, redirect, state, { code: grants.approve(request, picked) })
  }
}

function problemOf(
  { scopes, parameters }: AuthorizeRequest,
  client: Client,
  { pkce }: AuthorizationOptions,
  repeated: readonly string[],
): OAuthProblem | undefined {
  const invalid = (description: string) => ({ error: 'invalid_request', description })
  if (repeated.length > 0) return invalid(`Given more than once: ${repeated.join(', ')}.`)
  if (parameters.response_type === undefined) return invalid('response_type is missing.')
  if (parameters.response_type !== 'code') {
    return { error: 'unsupported_response_type', description: 'response_type must be code.' }
  }
  if (!client.grants.includes('authorization_code')) {
    return { error: 'unauthorized_client', description: 'This client may not ask for a code.' }
  }
  const unknown = scopes.filter((scope) => !client.scopes.includes(scope))
  if (scopes.length === 0) return { error: 'invalid_scope', description: 'scope is missing.' }
  if (unknown.length > 0) return { error: 'invalid_scope', description: `Not for this client: ${unknown.join(' ')}.` }
  if (parameters.code_challenge === undefined) {
    if (pkce === 'required' || client.secret === undefined) return invalid('code_challenge is missing.')
    if (parameters.code_challenge_method !== undefined) return invalid('code_challenge is missing.')
    return undefined
  }
  // Without the method it would be `plain` (RFC 7636 section 4.3).
  if (parameters.code_challenge_method !== 'S256') return invalid('code_challenge_method must be S256.')
  if (!/^[\w-]{43}$/.test(parameters.code_challenge)) return invalid('code_challenge is no SHA-256 in base64url.')
  return undefined
}

/** The address to go back to; undefined where the one that was sent, or was left out, is not registered. */
function redirectFor({ redirects }: Client, given: string | undefined): string | undefined {
  const [first] = redirects
  if (given === undefined) return redirects.length === 1 && typeof first === 'string' ? first : undefined
  return redirects.some((rule) => matches(rule, given)) ? given : undefined
}

/** Character by character; with a loopback rule all but the port. */
function matches(rule: RedirectRule, given: string): boolean {
  if (typeof rule === 'string') return given === rule
  return rule.loopback.some((host) => {
    const [start, end] = [`http://${host}:`, rule.path]
    return given.startsWith(start) && given.endsWith(end) && /^\d{1,5}$/.test(given.slice(start.length, -end.length))
  })
}

function back(
  context: Context,
  redirect: string,
  state: string | undefined,
  answer: OAuthProblem | { code: string },
): Response {
  const target = new URL(redirect)
  if ('code' in answer) target.searchParams.set('code', answer.code)
  else {
    target.searchParams.set('error', answer.error)
    target.searchParams.set('error_description', answer.description)
  }
  if (state !== undefined) target.searchParams.set('state', state)
  return context.redirect(target.href, 302)
}

function errorPage(context: Context, text: string) {
  return context.html(page('Something is wrong', html`<p id="error">${text}</p>`), 400)
}

function consentPage(action: string, id: string, { client, request }: Waiting, tenants: readonly Tenant[]) {
  const company =
    tenants.length === 1
      ? html`<p>Company: <strong>${tenants[0]?.name}</strong></p>`
      : html`<p><label>Company <select name="tenant">
          ${tenants.map((tenant) => html`<option value="${tenant.id}">${tenant.name}</option>`)}
        </select></label></p>`
  return page(
    `${client.name} asks for access`,
    html`<form method="post" action="${action}">
      <input type="hidden" name="request" value="${id}">
      ${company}
      <ul>${request.scopes.map((scope) => html`<li>${scope}</li>`)}</ul>
      <button id="approve" name="answer" value="approve">Approve</button>
      <button id="deny" name="answer" value="deny">Deny</button>
    </form>`,
  )
}

function page(title: string, content: ReturnType<typeof html>) {
  return html`<!doctype html>
    <html lang="en">
      <head><meta charset="utf-8"><title>${title}</title></head>
      <body><h1>${title}</h1>${content}<p>Sandbox: made-up people on this machine.</p></body>
    </html>`
}
