/** What jobs do. Nothing changes where a document has an error. */
import type { z } from 'zod'
import type { Company } from './company.ts'
import {
  type EmployeeDocument,
  employeeDocumentOf,
  type employeeInput,
  type employeeWithPositionInput,
  positionDocumentOf,
  type positionInput,
} from './documents.ts'
import { absent, type Finding, wrong } from './findings.ts'
import type { Outcome } from './jobs.ts'
import { employeeFindings, positionFindings } from './rules.ts'
import { overwritten } from './salary.ts'

function hasErrors(findings: readonly Finding[]): boolean {
  return findings.some(({ severity }) => severity === 'Error')
}

export function addEmployee(company: Company, input: z.infer<typeof employeeWithPositionInput>): Outcome {
  const { positions = [], ...document } = input
  const isDraft = document.isDraft ?? false
  const findings = [
    ...employeeFindings(company, document),
    ...(positions.length === 0 && !isDraft ? [absent('$.positions')] : []),
    ...positions.flatMap((one, index) => positionFindings(company, one, isDraft, `$.positions[${index}]`)),
  ]
  if (hasErrors(findings)) return { findings }
  return { artifactId: company.add(document, positions).id, findings }
}

/** The whole document: what it leaves out is gone. */
export function changeEmployee(
  company: Company,
  id: string,
  expected: number | undefined,
  input: z.infer<typeof employeeInput>,
): Outcome {
  const stored = company.employee(id)
  if (!stored || (expected !== undefined && stored.version !== expected)) return { findings: [changedMeanwhile()] }
  // Not documented: whether a draft that is sent without isDraft stays one. It does.
  const wasDraft = stored.document.isDraft ?? false
  const document: EmployeeDocument = { isDraft: wasDraft, ...employeeDocumentOf(input) }
  const findings = employeeFindings(company, document, id)
  if (!wasDraft && document.isDraft) findings.push(wrong('$.isDraft', 'InvalidValue', 'The employee is no draft.'))
  if (wasDraft && !document.isDraft) {
    const positions = [...stored.positions.values()]
    if (positions.length === 0) findings.push(absent('$.positions'))
    findings.push(...positions.flatMap((one) => positionFindings(company, one.document, false, '$.positions')))
  }
  if (hasErrors(findings)) return { findings }
  company.save(id, document)
  return { artifactId: id, findings }
}

export function addPosition(company: Company, employeeId: string, input: z.infer<typeof positionInput>): Outcome {
  const employee = company.employee(employeeId)
  if (!employee) return { findings: [changedMeanwhile()] }
  const document = positionDocumentOf(input)
  const findings = positionFindings(company, document, employee.document.isDraft ?? false)
  if (hasErrors(findings)) return { findings }
  return { artifactId: company.savePosition(employeeId, undefined, document), findings }
}

export function changePosition(
  company: Company,
  employeeId: string,
  id: string,
  expected: number | undefined,
  input: z.infer<typeof positionInput>,
): Outcome {
  const employee = company.employee(employeeId)
  const stored = employee?.positions.get(id)
  if (!stored || (expected !== undefined && stored.version !== expected)) return { findings: [changedMeanwhile()] }
  const given = positionDocumentOf(input)
  const { salary, findings } = overwritten(stored.document.salaryInformation ?? [], given.salaryInformation ?? [])
  const document = { ...given, ...(salary.length > 0 ? { salaryInformation: salary } : {}) }
  findings.push(...positionFindings(company, document, employee?.document.isDraft ?? false))
  if (hasErrors(findings)) return { findings }
  return { artifactId: company.savePosition(employeeId, id, document), findings }
}

/** Not documented: what becomes of a write that was overtaken after it had been accepted. */
function changedMeanwhile(): Finding {
  return wrong('$', 'Conflict', 'It was changed in the meantime.')
}
