/** Xledger's times are Norwegian, without a zone. */

const times = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Oslo', dateStyle: 'short', timeStyle: 'medium' })

/** "14:20" */
export function norwegianTime(milliseconds: number): string {
  return times.format(milliseconds).slice(11, 16)
}

/** Milliseconds since 1970; undefined where it cannot be read. With a zone, that one counts. */
export function fromNorwegian(text: string): number | undefined {
  if (/(Z|[+-]\d\d:?\d\d)$/i.test(text)) return known(Date.parse(text))
  const asUtc = known(Date.parse(`${text}Z`))
  if (asUtc === undefined) return undefined
  const offset = Date.parse(`${times.format(asUtc).replace(' ', 'T')}Z`) - Math.floor(asUtc / 1000) * 1000
  return asUtc - offset
}

function known(milliseconds: number): number | undefined {
  return Number.isNaN(milliseconds) ? undefined : milliseconds
}
