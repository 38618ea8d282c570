import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  absenceCodes,
  headerFields,
  personFields,
  presenceCodes,
  readPaxml,
  timeFields,
} from '../../src/sandbox/crona-lon/paxml.ts'
import { contractsAbsent } from '../contract/contracts.ts'
import { openCronaLon } from './served-crona-lon.ts'

const folder = process.env.HUMA_PAYROLL_CONTRACTS ?? join(import.meta.dirname, '../../../shared/contracts')
const schema = join(folder, 'paxml-2.0-2013-12-03-RECONSTRUCTED.xsd')
const validator = 'xmllint'
const absent = !existsSync(schema) && !process.env.HUMA_PAYROLL_CONTRACTS

test('the elements and codes are those of the schema, in its order', ({ skip }) => {
  if (absent) return skip(contractsAbsent)
  const xsd = readFileSync(schema, 'latin1')
  const namesOf = (type: string) => {
    const body = new RegExp(`Type name="${type}">(.*?)</xs:(?:complex|simple)Type>`, 's').exec(xsd)?.[1] ?? ''
    return [...body.matchAll(/<xs:(?:element name|enumeration value)="([^"]+)"/g)].map(([, name]) => name)
  }
  expect(Object.keys(headerFields)).toEqual(namesOf('headerTYPE'))
  expect(Object.keys(personFields)).toEqual(namesOf('personTYPE'))
  expect(Object.keys(timeFields)).toEqual(namesOf('tidtransTYPE'))
  expect([...absenceCodes, ...presenceCodes]).toEqual(namesOf('tidkodTYPE'))
})

test.for(['paxml-2.0-example.pax', 'paxml-register-example.xml'])('%s is read', (file, { skip }) => {
  if (absent) return skip(contractsAbsent)
  const { persons, times } = readPaxml(readFileSync(join(folder, file)))
  expect([persons[0]?.values.efternamn, persons.length, times.length]).toEqual(['Ljunggren', 1, 2])
})

test('what is exported is right by the schema itself', async ({ skip }) => {
  if (absent) return skip(contractsAbsent)
  const { crona } = await openCronaLon()
  const file = await crona.exportFile('paxml')
  const result = spawnSync(validator, ['--noout', '--schema', schema, file], { encoding: 'utf8' })
  if (result.error) {
    const reason = `no ${validator}: install libxml2-utils`
    if (process.env.HUMA_PAYROLL_REQUIRE_EXTRAS === '1') throw new Error(reason)
    return skip(reason)
  }
  expect(result.stderr).toContain('validates')
})
