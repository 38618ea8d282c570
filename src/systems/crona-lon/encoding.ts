/** The letters of a file: how those of others are read, and which of ours the chosen encoding has. */
import { HumaPayrollError } from '../../errors.ts'

export type Encoding = 'iso-8859-1' | 'utf-8'

export const encodingSetting = 'encoding'

/** The manual's own example is in ISO-8859-1: whatever is not chosen is that. */
export function encodingOf(settings: Readonly<Record<string, string>>): Encoding {
  return settings[encodingSetting] === 'utf-8' ? 'utf-8' : 'iso-8859-1'
}

/** XML 1.0 has no other control characters, and a value here is one line; those from 80 to 9F mean nothing in a name. */
const printable: Readonly<Record<Encoding, RegExp>> = {
  'iso-8859-1': /^[\x20-\x7e\xa0-\xff]*$/,
  'utf-8': /^[^\p{Cc}\p{Cs}\u{fffe}\u{ffff}]*$/u,
}

/** A sentence that names the first character that cannot be written, or undefined. Nothing is ever replaced by another letter. */
export function lacking(text: string, encoding: Encoding): string | undefined {
  const taken = printable[encoding]
  if (taken.test(text)) return undefined
  const character = [...text].find((one) => !taken.test(one)) ?? ''
  const code = character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')
  const shown = /\p{C}|\p{M}/u.test(character) ? '' : `${character} `
  return `The import file is written in ${encoding.toUpperCase()}, which lacks the character ${shown}(U+${code}).`
}

export function encode(text: string, encoding: Encoding): Uint8Array {
  return Buffer.from(text, encoding === 'utf-8' ? 'utf8' : 'latin1')
}

/** By a byte order mark, else by what the file says of itself, else UTF-8 where it is that, else Windows-1252. */
export function decode(bytes: Uint8Array, file: string): string {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return decodeAs('utf-16le', bytes, file)
  if (first === 0xfe && second === 0xff) return decodeAs('utf-16be', bytes, file)
  const declared = /^(?:\u00ef\u00bb\u00bf)?<\?xml[^>]*\sencoding\s*=\s*["']([\w.-]+)["']/.exec(
    Buffer.from(bytes.subarray(0, 200)).toString('latin1'),
  )?.[1]
  if (declared !== undefined) return decodeAs(declared, bytes, file)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return decodeAs('windows-1252', bytes, file)
  }
}

function decodeAs(encoding: string, bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new HumaPayrollError('protocol', `${file} is not written in ${encoding.slice(0, 20)} as it says.`, {
      hint: 'Export it from Crona Lön again.',
      cause,
    })
  }
}
