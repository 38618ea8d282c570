/** Command lines to paste: in hints, as the next step, and as what would do the same without questions. */

const program = 'huma-payroll'

/** `commandLine('configure', 'Nordlys AS')` -> huma-payroll configure "Nordlys AS" */
export function commandLine(...words: readonly string[]): string {
  return [program, ...words.map(quoted)].join(' ')
}

/** Double quotes mean the same in every shell; single quotes only where nothing else will do. */
export function quoted(word: string): string {
  if (/^[\p{L}\p{N}_@%+=:,./-]+$/u.test(word)) return word
  if (!/["$`\\!]/.test(word)) return `"${word}"`
  return `'${word.replaceAll("'", "'\\''")}'`
}

/** Hints from below the commands say NAME where they cannot know the connection's name. */
export function withConnectionName(hint: string, name: string): string {
  return hint.replaceAll(/(?<=huma-payroll .*)\bNAME\b/g, quoted(name))
}
