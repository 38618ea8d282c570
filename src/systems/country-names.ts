/** The country of an employee: a name on the wire ("Sweden", "Sverige"), ISO 3166-1 alpha-2 here. */

const english = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' })
const swedish = new Intl.DisplayNames('sv', { type: 'region', fallback: 'none' })

/** Names that are written where the standard's own is not. */
const everyday: Readonly<Record<string, string>> = { uk: 'GB', usa: 'US', holland: 'NL', turkey: 'TR' }

let codes: ReadonlyMap<string, string> | undefined

/** '' where the text is no country: then nothing is told, rather than something wrong. */
export function countryCodeOf(written: string): string {
  codes ??= namesToCodes()
  return codes.get(written.trim().toLowerCase()) ?? ''
}

/** In English. Not documented by Fortnox: the language of the names; its example is English. undefined where there is no such country. */
export function countryName(code: string): string | undefined {
  return /^[A-Z]{2}$/.test(code) ? english.of(code) : undefined
}

/** In Swedish; undefined where there is no such country. */
export function swedishCountryName(code: string): string | undefined {
  return /^[A-Z]{2}$/.test(code) ? swedish.of(code) : undefined
}

function namesToCodes(): ReadonlyMap<string, string> {
  const found = new Map<string, string>(Object.entries(everyday))
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']
  for (const code of letters.flatMap((first) => letters.map((second) => first + second))) {
    const names = [english.of(code), swedish.of(code)].filter((name) => name !== undefined)
    // A withdrawn code has the name of the one that replaced it.
    for (const name of names) if (!found.has(name.toLowerCase())) found.set(name.toLowerCase(), code)
    if (names.length > 0) found.set(code.toLowerCase(), code)
  }
  return found
}
