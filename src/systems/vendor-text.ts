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
