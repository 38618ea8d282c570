/** Files of people. Not documented: whether and how Crona Lön exports its register; this is a REGISTER file of PAXml. */
import { element, writeXml, type XmlElement } from '../xml.ts'
import { personFields } from './paxml.ts'
import { type Person, type Register, valueOn } from './register.ts'

/** ISO-8859-1, as in the manual; `time` is local, `2026-01-15T12:00:00`. */
export function registerAsPaxml(register: Register, time: string): Buffer {
  const day = time.slice(0, 10)
  const header = {
    format: 'REGISTER',
    version: '2.0',
    datum: time,
    foretagorgnr: register.organizationNumber,
    foretagnamn: register.companyName,
    programnamn: 'Crona Lön',
  }
  const root = element(
    'paxml',
    [
      element(
        'header',
        Object.entries(header).map(([name, value]) => element(name, value)),
      ),
      element(
        'personal',
        [...register.people.values()].map((person) => personElement(person, day)),
      ),
    ],
    {
      'xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
      'xsi:noNamespaceSchemaLocation': 'http://www.paxml.se/2.0/paxml.xsd',
    },
  )
  const xml = `<?xml version="1.0" encoding="iso-8859-1"?>\n${writeXml(root)}\n`
  return Buffer.from(
    xml.replaceAll(/[^\0-\xff]/gu, (sign) => `&#${sign.codePointAt(0)};`),
    'latin1',
  )
}

/** Only what there is: an empty element could be read as a wish to empty. */
function personElement(person: Person, day: string): XmlElement {
  const children = Object.keys(personFields).flatMap((name) => {
    const current = valueOn(person, name, day)
    if (current) return [element(name, current.value, current.from === '' ? {} : { datum: current.from })]
    const value = person.values[name] ?? ''
    return value === '' ? [] : [element(name, value)]
  })
  return element('person', children, {
    anstid: person.anstid,
    ...(person.persnr === '' ? {} : { persnr: person.persnr }),
  })
}

/**
 * Not documented: any of it. A heading with the names of PAXml, semicolons, quotes where they are needed, CRLF,
 * ISO-8859-1: what a spreadsheet in Sweden writes.
 */
export function registerAsCsv({ people }: Register, day: string): Buffer {
  const columns = [
    'fornamn',
    'efternamn',
    'extraadress',
    'postadress',
    'postnr',
    'ort',
    'land',
    'mobiltelefon',
    'epostarb',
    'eposthem',
    'befattning',
    'bankclearing',
    'bankkonto',
    'anstdatum',
    'avgdatum',
    'sysgrad',
  ]
  const rows = [...people.values()].map((person) => [
    person.anstid,
    person.persnr,
    ...columns.map((name) => valueOn(person, name, day)?.value ?? person.values[name] ?? ''),
  ])
  const lines = [['anstid', 'persnr', ...columns], ...rows].map((row) => row.map(quoted).join(';'))
  return Buffer.from(`${lines.join('\r\n')}\r\n`, 'latin1')
}

function quoted(value: string): string {
  return /[";\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value
}
