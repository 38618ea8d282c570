import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  buildClientSchema,
  buildSchema,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLSchema,
  getIntrospectionQuery,
  isInputObjectType,
  isObjectType,
} from 'graphql'
import { expect, test } from 'vitest'
import { contractsAbsent } from '../contract/contracts.ts'
import { serveXledger } from './served-xledger.ts'

test('the schema is the one that is known of Xledger, as far as it goes', async ({ skip }) => {
  const folder = process.env.HUMA_PAYROLL_CONTRACTS ?? join(import.meta.dirname, '../../../shared/contracts')
  const file = join(folder, 'DERIVED-xledger-schema.graphql')
  if (!existsSync(file)) return skip(contractsAbsent)
  const known = buildSchema(readFileSync(file, 'utf8'))
  const { ask } = await serveXledger()
  const served = buildClientSchema((await ask(getIntrospectionQuery())).data)

  // What can be asked is never more than what is known, and what can be read is never less, but for what is named here.
  const added = ['Query.objectValues', 'Query.entities']
  const left = new Set([
    'assistant',
    'flexiFieldsItem',
    'employeePositions',
    'absences',
    'payrollRates',
    'payrollEntryItems',
  ])
  expect(
    inputsOf(served).filter((line) => !inputsOf(known).includes(line) && !added.some((name) => line.startsWith(name))),
  ).toEqual([])
  expect(
    outputsOf(known, served).filter(
      (line) => !outputsOf(served, served).includes(line) && !left.has(line.split(/[.:]/)[1] ?? ''),
    ),
  ).toEqual([])
})

/** "AddEmployeesNode.code: String", and every argument of a query or mutation. */
function inputsOf(schema: GraphQLSchema): string[] {
  const roots = [schema.getQueryType(), schema.getMutationType()].filter((type) => !!type)
  const inputs = Object.values(schema.getTypeMap()).filter(isInputObjectType)
  return [
    ...inputs.flatMap((type) => lines(type.name, Object.values(type.getFields()))),
    ...roots.flatMap((type) =>
      Object.values(type.getFields()).flatMap((field) =>
        field.args.map((argument) => `${type.name}.${field.name}(${argument.name}: ${argument.type})`),
      ),
    ),
  ]
}

/** The fields of the object types that `served` has too. */
function outputsOf(schema: GraphQLSchema, served: GraphQLSchema): string[] {
  return Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .filter((type) => served.getType(type.name) && !type.name.startsWith('__'))
    .flatMap((type) => lines(type.name, Object.values(type.getFields())))
}

function lines(name: string, fields: (GraphQLInputField | GraphQLField<unknown, unknown>)[]): string[] {
  return fields.map((field) => `${name}.${field.name}: ${field.type}`)
}
