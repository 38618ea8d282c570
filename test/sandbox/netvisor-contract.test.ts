import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { employeeBody, patchBody, type Spec } from '../../src/sandbox/netvisor/elements.ts'
import { contractsAbsent } from '../contract/contracts.ts'

test.for([
  { file: 'netvisor-employee.tsv', spec: employeeBody },
  { file: 'netvisor-patchemployee.tsv', spec: patchBody },
])('the elements are those of $file, in its order', ({ file, spec }, { skip }) => {
  const rows = readRows(file)
  if (!rows) return skip(contractsAbsent)
  expect(linesOf(spec, 1)).toEqual(rows)
})

/** "3 firstname 50 1": depth, name, length, occurrence; and "3 @type" for an attribute of the one before. */
function linesOf(spec: Spec, depth: number): string[] {
  const attributes = Object.keys(spec.attributes ?? {}).map((name) => `${depth} @${name}`)
  return [
    [depth, spec.name, spec.maxLength ?? '', spec.occurs].join(' '),
    ...attributes,
    ...(spec.children ?? []).flatMap((child) => linesOf(child, depth + 1)),
  ]
}

/** undefined where the contracts are absent. */
function readRows(file: string): string[] | undefined {
  const folder = process.env.HUMA_PAYROLL_CONTRACTS ?? join(import.meta.dirname, '../../../shared/contracts')
  const path = join(folder, file)
  if (!existsSync(path) && !process.env.HUMA_PAYROLL_CONTRACTS) return undefined
  let depth = ''
  return (
    readFileSync(path, 'utf8')
      .trim()
      .split('\n')
      .slice(2)
      // An example row of the vendor's page got into the table.
      .filter((line) => !line.startsWith('1\tAmmattinimike'))
      .map((line) => line.split('\t'))
      .map(([first = '', name = '', , length = '', occurs = '']) => {
        if (first === '@') return `${depth} @${name}`
        depth = first
        // Its occurrence is in that example row.
        return [first, name, length, name === 'profession' && first === '4' ? '1' : occurs].join(' ')
      })
  )
}
