/** Numbers as Netvisor writes them: with a comma. */

/** 62.5 -> `62,5`; at most two decimals. */
export function withComma(number: number): string {
  return String(Math.round((number + Number.EPSILON) * 100) / 100).replace('.', ',')
}

/** `7,50` -> 7.5. undefined for an empty text and for what is no number. */
export function decimalOf(text: string): number | undefined {
  const plain = text.trim().replace(',', '.')
  return /^-?\d+(\.\d+)?$/.test(plain) ? Number(plain) : undefined
}
