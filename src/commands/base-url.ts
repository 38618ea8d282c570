import { HumaPayrollError } from '../errors.ts'
import { plain } from '../ui/text.ts'

/**
 * An address as typed, without a slash at its end. https, or http to this machine only: keys and pay travel over it.
 * Throws kind `usage`.
 */
export function checkedUrl(typed: string, option: '--base-url' | '--auth-url'): string {
  const problem = urlProblem(typed)
  if (problem === undefined) return typed.trim().replace(/\/+$/, '')
  throw new HumaPayrollError('usage', `${option}: ${problem}`, {
    hint: `Write a whole address: ${option} https://…`,
  })
}

/** A sentence why it cannot be one, or undefined. */
export function urlProblem(typed: string): string | undefined {
  const url = URL.parse(typed.trim())
  if (!url?.host) return `"${plain(typed)}" is not an address.`
  if (url.username || url.password) return 'keys do not belong in an address.'
  if (url.search || url.hash) return 'an address here has no ? and no #.'
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isThisMachine(url.hostname))) return undefined
  return 'only https:// can be used (http:// only to this machine: 127.0.0.1, localhost).'
}

function isThisMachine(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host)
}
