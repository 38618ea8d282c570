/**
 * The fields of an employee. The names are Xledger's, as others have synced them against its live schema. Not documented:
 * the types, and which of them may be null; everything may be, as far as is known.
 */

type ScalarType = 'String' | 'Boolean' | 'Float' | 'DateString'

/** What `addEmployees` and `updateEmployees` both take. */
const written = {
  code: 'String',
  description: 'String',
  employmentFrom: 'DateString',
  employmentTo: 'DateString',
  anniversaryDate: 'DateString',
  seniorityDate: 'DateString',
  noticeDate: 'DateString',
  trialTo: 'DateString',
  dateFrom: 'DateString',
  dateTo: 'DateString',
  managerPhone: 'String',
  timesheet: 'Boolean',
  overtime: 'Boolean',
  flextime: 'Boolean',
  timebased: 'Boolean',
  overview: 'String',
  info: 'String',
  internalInfo: 'String',
  text1: 'String',
  text2: 'String',
  text3: 'String',
  text4: 'String',
  text5: 'String',
  text6: 'String',
  value1: 'Float',
  value2: 'Float',
  number1: 'Float',
  number2: 'Float',
  date1: 'DateString',
  date2: 'DateString',
  date3: 'DateString',
  date4: 'DateString',
  phone: 'String',
  phoneSubledger: 'String',
  contactPhoneList: 'String',
  contactEmailList: 'String',
  contactAddress: 'String',
  email: 'String',
  fullAddress: 'String',
  bankAccount: 'String',
  bankRouting: 'String',
  paymentNotification: 'Boolean',
  firstName: 'String',
  middleName: 'String',
  lastName: 'String',
  initials: 'String',
  aliasName: 'String',
  maidenName: 'String',
  suffix: 'String',
  birthday: 'DateString',
  socialSec: 'String',
  personalId: 'String',
  companyName: 'String',
} as const satisfies Record<string, ScalarType>

export type FieldName = keyof typeof written

/** What can be read of them. The rest goes in and never comes out: telephone numbers, address, bank account, identity number. */
const read = [
  'code',
  'description',
  'email',
  'dateFrom',
  'dateTo',
  'managerPhone',
  'anniversaryDate',
  'noticeDate',
  'seniorityDate',
  'employmentFrom',
  'employmentTo',
  'flextime',
  'info',
  'internalInfo',
  'overtime',
  'overview',
  'timebased',
  'timesheet',
  'trialTo',
] as const satisfies readonly FieldName[]

/** Given and shown as an object of their own. */
export const references = [
  'glObject1',
  'glObject2',
  'glObject3',
  'glObject4',
  'glObject5',
  'subledger',
  'employeeGroup',
  'exitReason',
  'positionCategory',
  'positionValue',
  'compensationType',
  'employmentType',
  'user',
  'superior',
  'xgl',
] as const

/** Taken, and not shown. */
const hiddenReferences = ['contact', 'employeeType', 'paySlipDeliveryMethod'] as const

export type ReferenceName = (typeof references)[number] | (typeof hiddenReferences)[number]

export const writtenReferences: readonly ReferenceName[] = [...references, ...hiddenReferences]

export const fieldNames = Object.keys(written).filter(isFieldName)

function isFieldName(name: string): name is FieldName {
  return name in written
}

function lines(fields: readonly (readonly [string, string])[]): string {
  return fields.map(([name, type]) => `  ${name}: ${type}`).join('\n')
}

/** The object types of one kind of employee input, under the names `<node>` and `<node>_<reference>`. */
export function inputTypes(node: string, extra: readonly (readonly [string, string])[]): string {
  const names = extra.flatMap(([name, type]) => (type.startsWith(`${node}_`) ? [name] : []))
  const types = [...writtenReferences, ...names].map((name) => {
    const fields =
      name === 'paySlipDeliveryMethod' ? 'dbSubId: Int name: String code: String' : 'code: String description: String'
    return `input ${node}_${name} { dbId: Int64String ${fields}${name === 'owner' ? ' ownerCode: String' : ''} }`
  })
  const all = [
    ...Object.entries(written),
    ...writtenReferences.map((name) => [name, `${node}_${name}`] as const),
    ...extra,
  ]
  return `${types.join('\n')}\ninput ${node} {\n${lines(all)}\n}`
}

/** `showsCodes`: with code and description of what is referred to. Not documented: others have read only the dbIds. */
export function employeeTypes(showsCodes: boolean): string {
  const fields = showsCodes ? 'dbId: Int code: String description: String' : 'dbId: Int'
  const types = references.map((name) => `type Employee_${name} { ${fields} }`)
  const all = [
    ...read.map((name) => [name, written[name]] as const),
    ...references.map((name) => [name, `Employee_${name}`] as const),
  ]
  return `${types.join('\n')}
type Employee_contact_gender { name: String }
type Employee_contact_country { description: String }
type Employee_contact {
  firstName: String
  lastName: String
  birthday: DateString
  age: Int
  gender: Employee_contact_gender
  country: Employee_contact_country
}
type Employee {
  dbId: Int
  ownerDbId: Int
  createdAt: DateTimeString
  modifiedAt: DateTimeString
  socialSecurityMasked: String
  contactDbId: Int
  contact: Employee_contact
${lines(all)}
}`
}
