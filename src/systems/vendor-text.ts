/** A vendor's words, made fit for a message of ours. */

/**
 * Without control characters, and without what is personal: they may repeat what was sent (`personal`), and long numbers
 * may be an identity or account number.
 */
export function plain(text: string, personal: readonly string[] = []): string {
  return personal
    .toSorted((a, b) => b.length - a.length)
    .reduce((rest, value) => rest.replaceAll(value, '…'), text)
    .replaceAll(/\p{C}+/gu, ' ')
    .replaceAll(/\d(?:[ .-]?\d){7,}/g, '…')
    .trim()
    .slice(0, 300)
}

/** What was sent, as it may stand in a vendor's words about it; texts of one or two letters would hit by chance. */
export function valuesIn(sent: unknown): string[] {
  if (typeof sent === 'object' && sent !== null) return Object.values(sent).flatMap(valuesIn)
  const text = typeof sent === 'string' || typeof sent === 'number' ? String(sent) : ''
  return text.length < 3 ? [] : [text]
}
