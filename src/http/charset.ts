/** The bytes of an answer -> text. */
import { TextDecoder } from 'node:util'

/**
 * What `contentType` says counts first, then the declaration of an XML document (RFC 7303, section 3). Where neither says
 * anything it is UTF-8, or `otherwise` where it cannot be. What is in no way right holds U+FFFD instead.
 */
export function decode(bytes: Uint8Array, contentType = '', otherwise?: string): string {
  const named = charsetOf(contentType) ?? declaredIn(bytes)
  const decoder = named === undefined ? undefined : decoderOf(named)
  if (decoder) return decoder.decode(bytes)
  if (otherwise === undefined) return new TextDecoder().decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder(otherwise).decode(bytes)
  }
}

function charsetOf(contentType: string): string | undefined {
  return /;\s*charset="?([^\s";]+)/i.exec(contentType)?.[1]
}

function declaredIn(bytes: Uint8Array): string | undefined {
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 200))
  return /^<\?xml\s[^>]*\bencoding\s*=\s*["']([\w.:-]+)["']/.exec(start)?.[1]
}

/** undefined for a charset that nobody knows. */
function decoderOf(label: string): TextDecoder | undefined {
  try {
    return new TextDecoder(label)
  } catch {
    return undefined
  }
}
