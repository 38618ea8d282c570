/** A personnel file as a table: its first row names the columns. */
import { CsvError, parse } from 'csv-parse/sync'
import { z } from 'zod'
import { HumaPayrollError } from '../../errors.ts'
import { elements, type Row, readElement, type Values, type Visible } from './schema.ts'

export const columnsSetting = 'csvColumns'

const columns = ['anstid', 'persnr', ...elements] as const
type Column = (typeof columns)[number]

/** Not documented: what Crona calls the columns. These are PAXml's names and the words that Swedish screens use for them. */
const usualNames: Readonly<Record<Column, readonly string[]>> = {
  anstid: ['anställningsnummer', 'anstnr', 'anst.nr', 'anställningsnr'],
  persnr: ['personnummer', 'personnr'],
  fornamn: ['förnamn'],
  efternamn: ['efternamn'],
  extraadress: ['c/o', 'c/o-adress', 'extra adress'],
  postadress: ['adress', 'gatuadress', 'utdelningsadress'],
  postnr: ['postnummer'],
  ort: ['postort'],
  land: [],
  mobiltelefon: ['mobil', 'mobilnummer', 'mobilnr'],
  epostarb: ['e-post', 'epost', 'e-post arbete', 'e-postadress'],
  eposthem: ['e-post hem', 'e-post privat'],
  befattning: [],
  befattningskod: [],
  anstform: ['anställningsform'],
  bankclearing: ['clearingnummer', 'clearing', 'clearingnr'],
  bankkonto: ['kontonummer', 'bankkontonummer', 'kontonr'],
  anstdatum: ['anställningsdatum', 'anställd från'],
  avgdatum: ['avgångsdatum', 'slutdatum', 'anställd till'],
  lonform: ['löneform'],
  timlon: ['timlön'],
  manlon: ['månadslön'],
  sysgrad: ['sysselsättningsgrad'],
}

/**
 * `mapping`: `anstid=Nr; fornamn=First name`, as somebody has set it; it wins over the usual names. Throws kind `usage`
 * where the columns cannot be told, `protocol` for what is no table.
 */
export function readCsv(text: string, mapping: string, file: string): { rows: Row[]; visible: Visible } {
  const [head = [], ...body] = table(text.replace(/^\uFEFF/, ''), file)
  const places = placesOf(head, parseMapping(mapping), file)
  const rows = body.map((cells): Row => {
    const cell = (column: Column): string => cells[places.get(column) ?? -1]?.trim() ?? ''
    const values: Values = {}
    for (const name of elements) if (cell(name)) values[name] = readElement(name, cell(name))
    return { anstid: cell('anstid'), persnr: cell('persnr'), values }
  })
  return { rows, visible: new Set(([...elements, 'persnr'] as const).filter((name) => places.has(name))) }
}

function table(text: string, file: string): string[][] {
  const [first = ''] = text.split(/\r?\n/, 1)
  const count = (character: string) => first.split(character).length
  const [delimiter = ';'] = [';', '\t', ','].sort((a, b) => count(b) - count(a))
  try {
    return z.array(z.array(z.string())).parse(parse(text, { delimiter, skip_empty_lines: true }))
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause
    throw new HumaPayrollError('protocol', `${file} is no table with the same columns in every row.`, {
      hint: 'Export it from Crona Lön again.',
    })
  }
}

function parseMapping(mapping: string): Map<Column, string> {
  const named = new Map<Column, string>()
  for (const part of mapping.split(';').filter((one) => one.trim() !== '')) {
    const [left = '', right = ''] = part.split('=', 2).map((one) => one.trim())
    const column = columns.find((one) => one === left)
    if (!column || right === '') {
      throw new HumaPayrollError('usage', `The setting ${columnsSetting} cannot be read.`, {
        hint: `Write it as "anstid=Anst.nr; fornamn=Förnamn", with names of: ${columns.join(', ')}`,
      })
    }
    named.set(column, right)
  }
  return named
}

function placesOf(head: readonly string[], mapping: ReadonlyMap<Column, string>, file: string): Map<Column, number> {
  const key = (name: string) => name.trim().toLowerCase()
  const places = new Map<Column, number>()
  for (const column of columns) {
    const wanted = mapping.get(column)
    const names = wanted === undefined ? [column, ...usualNames[column]] : [key(wanted)]
    const found = head.flatMap((cell, place) => (names.includes(key(cell)) ? [place] : []))
    const [place, ...more] = found
    if (more.length > 0 || (wanted !== undefined && place === undefined)) {
      throw columnsUnknown(`${file} has ${more.length > 0 ? 'several columns' : 'no column'} for ${column}.`)
    }
    if (place !== undefined) places.set(column, place)
  }
  if (!places.has('anstid')) throw columnsUnknown(`${file} does not show which column holds the employment number.`)
  return places
}

function columnsUnknown(message: string): HumaPayrollError {
  return new HumaPayrollError('usage', message, {
    hint: `Name the columns: huma-payroll configure NAME --set ${columnsSetting}="anstid=Anst.nr; fornamn=Förnamn; epostarb=E-post"`,
  })
}
