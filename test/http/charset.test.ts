import { expect, test } from 'vitest'
import { decode } from '../../src/http/charset.ts'

const utf8 = (text: string) => Buffer.from(text, 'utf8')
/** € is 0xA4 there, and ¤ in ISO-8859-1. */
const latin9 = (text: string) => Buffer.from(text.replace('€', '¤'), 'latin1')

test.each([
  ['nothing said, UTF-8', utf8('Äijälä €'), undefined, undefined, 'Äijälä €'],
  ['nothing said, no UTF-8', latin9('Äijälä €'), undefined, 'iso-8859-15', 'Äijälä €'],
  ['nothing said, no UTF-8, nothing else known', latin9('Äijälä'), undefined, undefined, '\ufffdij\ufffdl\ufffd'],
  ['UTF-8 although something else is known', utf8('Äijälä'), 'text/xml', 'iso-8859-15', 'Äijälä'],
  ['the content type says', latin9('Äijälä €'), 'text/xml; charset="ISO-8859-15"', undefined, 'Äijälä €'],
  ['the content type names nothing that exists', utf8('Äijälä'), 'text/xml; charset=finnish', undefined, 'Äijälä'],
  ['a mark of byte order', utf8('\ufeff{}'), 'application/json', undefined, '{}'],
  [
    'the declaration says',
    latin9('<?xml version="1.0" encoding="ISO-8859-15"?><a>Ä€</a>'),
    'text/xml',
    undefined,
    '<?xml version="1.0" encoding="ISO-8859-15"?><a>Ä€</a>',
  ],
  [
    'the content type says otherwise',
    utf8('<?xml version="1.0" encoding="ISO-8859-15"?><a>Ä</a>'),
    'text/xml; charset=utf-8',
    undefined,
    '<?xml version="1.0" encoding="ISO-8859-15"?><a>Ä</a>',
  ],
] as const)('%s', (_, bytes, contentType, otherwise, text) => {
  expect(decode(bytes, contentType, otherwise)).toBe(text)
})
