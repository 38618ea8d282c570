/** No whole answer -> what failed, in words that name the host and nothing else of the request. */
import { type ErrorKind, HumaPayrollError } from '../errors.ts'
import type { HttpRequest } from './http.ts'

export interface Failure {
  /** undici's or the operating system's code: ECONNREFUSED, UND_ERR_SOCKET. */
  code: string
  why: string
  /** False: surely no byte of the request has left this machine. */
  sent: boolean
  /** Asking again would fail in the same way. */
  lasting: boolean
  hint?: string
}

/** `timedOut` is how many seconds were waited where that was too long. */
export function failureOf(error: unknown, sent: boolean, timedOut: number | undefined): Failure {
  if (timedOut !== undefined) return { code: 'TIMEOUT', why: `no answer within ${timedOut} s`, sent, lasting: false }
  const code = codeOf(error)
  const common = { code, sent, lasting: false }
  if (code in reasons) return { ...common, why: reasons[code] ?? code }
  if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') return { ...common, why: 'the answer is too large', lasting: true }
  if (code === 'UND_ERR_INVALID_ARG')
    return { ...common, why: 'the key holds a character that no key has', lasting: true }
  if (isCertificate(code)) {
    const hint = 'If your network inspects traffic, put the file of its certificate in NODE_EXTRA_CA_CERTS.'
    return { ...common, why: `its certificate is not trusted (${code})`, lasting: true, hint }
  }
  if (code.startsWith('ERR_SSL_') || code === 'EPROTO') {
    return { ...common, why: `no secure connection could be made (${code})`, lasting: true }
  }
  if (code.startsWith('UND_ERR_PRX') || (code === 'UND_ERR_ABORTED' && !sent)) {
    const hint = 'Check the address in HTTPS_PROXY, or name the host in NO_PROXY.'
    return { ...common, why: 'the proxy of HTTPS_PROXY did not let the connection through', hint }
  }
  if (code.startsWith('HPE_')) return { ...common, why: `the answer is no HTTP (${code})` }
  return { ...common, why: `the connection failed (${code})` }
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ENOTFOUND: 'there is no such name (DNS)',
  EAI_AGAIN: 'the name could not be looked up (DNS)',
  UND_ERR_CONNECT_TIMEOUT: 'no connection within 10 s',
  ETIMEDOUT: 'the connection timed out',
  EHOSTUNREACH: 'there is no way to the host',
  ENETUNREACH: 'there is no network',
  ECONNRESET: 'the connection broke',
  EPIPE: 'the connection broke',
  UND_ERR_SOCKET: 'the connection broke',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'the answer broke off',
  HPE_INVALID_EOF_STATE: 'the answer broke off',
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  if ('code' in error && typeof error.code === 'string') return error.code
  return error.cause === undefined ? error.name : codeOf(error.cause)
}

function isCertificate(code: string): boolean {
  return code.includes('CERT') || code === 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' || code === 'CRL_HAS_EXPIRED'
}

/** Of a write that may have arrived, nobody knows what it did. */
export function errorOf(failure: Failure, host: string, effect: HttpRequest['effect']): HumaPayrollError {
  const { why, code, sent, hint } = failure
  const parts = { hint: hint ?? 'Check the network, then run the command again.', details: { host, code } }
  if (!sent) return new HumaPayrollError('unavailable', `${host} could not be reached: ${why}.`, parts)
  if (effect === 'write') {
    const message = `A change was sent to ${host}, and it is not known whether it took effect: ${why}.`
    return new HumaPayrollError('unknown-outcome', message, {
      ...parts,
      hint: 'Run the command again: it looks first.',
    })
  }
  const kind: ErrorKind = code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE' ? 'protocol' : 'unavailable'
  return new HumaPayrollError(kind, `${host} gave no whole answer: ${why}.`, parts)
}
