/**
 * Which elements the bodies have, in which order: the vendor's tables for `employee.nv`, `patchemployee.nv` and the
 * employment periods (https://support.netvisor.fi/en/articles/769728, …/769742). The order is binding.
 */

export type Occurs = '1' | '0..1' | '0..n' | '1..n'

/** decimal: with a comma. flag: 0 or 1. */
type Kind = 'text' | 'integer' | 'decimal' | 'flag' | 'date' | 'country'

export interface Spec {
  name: string
  occurs: Occurs
  kind: Kind
  /** Letters. */
  maxLength?: number
  /** The values that there are. */
  values?: readonly string[]
  /** What may be in each attribute; '' = it may be left out, '?' = anything. */
  attributes?: Readonly<Record<string, readonly string[]>>
  children?: readonly Spec[]
  /** Another one that takes its place. */
  unless?: string
}

type More = Partial<Omit<Spec, 'name' | 'kind'>>

function text(name: string, maxLength?: number, more: More = {}): Spec {
  return { name, kind: 'text', occurs: '0..1', ...(maxLength === undefined ? {} : { maxLength }), ...more }
}
function typed(kind: Kind): (name: string, more?: More) => Spec {
  return (name, more = {}) => ({ name, kind, occurs: '0..1', ...more })
}
const integer = typed('integer')
const decimal = typed('decimal')
const flag = typed('flag')
const group = (name: string, children: readonly Spec[], occurs: Occurs = '0..1'): Spec => ({
  ...text(name),
  occurs,
  children,
})
const day = (name: string, occurs: Occurs = '0..1', more: More = {}): Spec => ({
  name,
  kind: 'date',
  occurs,
  attributes: { format: ['ansi'] },
  ...more,
})
const choice = (name: string, values: readonly string[], type = 'netvisor'): Spec =>
  integer(name, { values, attributes: { type: [type] } })
const must: More = { occurs: '1' }
const country = typed('country')

const payroll = {
  flags: [flag('isjointowner'), flag('isathlete'), flag('isperformingartist')],
  insurance: [
    integer('employeeinsurancetype', { values: ['1', '2', '3', '4'] }),
    flag('ispersonworkingonaroadferryonalandislands'),
    flag('isentrepreneurwithoptionalyelormyel'),
  ],
  address: (more: More) => [
    text('streetaddress', 255, more),
    text('postnumber', 50, more),
    text('city', 255, more),
    text('municipality', 255),
    country('country', { maxLength: 2 }),
    country('nationality', { maxLength: 2 }),
    country('language', { maxLength: 2 }),
  ],
  bank: [
    text('bankaccountnumber', 34),
    text('bankidentificationcode', 20),
    integer('accountingaccountnumber'),
    text('hierarchy', undefined, { attributes: { type: ['netvisor', 'customer'] } }),
  ],
  delivery: choice('payslipdeliverymethod', ['1', '2', '3']),
  settings: group('employeesettings', [
    text('payrollservice', undefined, { values: ['enabled', 'disabled'] }),
    text('resourcemanagement', undefined, { values: ['enabled', 'disabled'] }),
  ]),
}

export const employmentPeriod: Spec = group(
  'employmentperiod',
  [
    day('companystartdate'),
    day('startdate', '1'),
    day('probationenddate'),
    choice('employmentmode', ['1', '2', '3', '4', '5']),
    text('profession', 250, must),
    text('comment', 500),
    day('enddate'),
    // 1, 3 and 7 to 10 are withdrawn.
    choice('endreason', ['2', '4', '5', '6', '11', '12', '13']),
    text('occupationclassification', undefined, { attributes: { type: ['isco'] } }),
    choice('employmentcontract', ['1', '2']),
    choice('employmentform', ['1', '2', '3']),
    decimal('parttimepercent'),
    decimal('regularworkinghours'),
    integer('groundsforemployment', { values: ['0', '1'] }),
    integer('kevaprofessionalclasscode'),
    integer('kevaemploymentregistration', { attributes: { type: ['keva'], pensionprovidercode: ['', '?'] } }),
    flag('ispaymenttypemonthlywage'),
    flag('ispaymenttypehourlywage'),
    flag('ispaymenttypepiecewage'),
    integer('collectiveagreement', { attributes: { type: ['cbacode'] } }),
    flag('stateemploymentfund'),
    integer('carbenefityear'),
    flag('isabroadcarbenefit'),
    integer('caremissionsvalue'),
  ],
  '1..n',
)

const settlementPoints = [
  'employeeworkpensioninsurance',
  'employeeunemploymentinsurance',
  'employeeaccidentinsurance',
  'employeegrouplifeinsurance',
  'employeeotherinsurance',
  'employeeunionmembershipfee',
  'employeeforeclosure',
]

/** `employee.nv`: adding and editing have one table. */
export const employeeBody: Spec = group(
  'employee',
  [
    group(
      'employeebaseinformation',
      [
        group('foreignemployeeidentification', [
          text('identifier', undefined, {
            ...must,
            attributes: { type: ['taxidentificationnumber', 'foreignpersonalidentifier', 'other'] },
          }),
          country('issuingcountry', { ...must, attributes: { type: ['ISO-3166'] } }),
          text('gender', undefined, { ...must, values: ['male', 'female'] }),
          day('dateofbirth', '1'),
        ]),
        text('employeeidentifier', undefined, { ...must, unless: 'foreignemployeeidentification' }),
        text('companyidentifier'),
        text('companyname'),
        text('firstname', 50, must),
        text('lastname', 50, must),
        text('phonenumber', 50, must),
        text('email', 100, must),
      ],
      '1',
    ),
    group(
      'employeepayrollinformation',
      [
        ...payroll.address(must),
        integer('employeenumber', { maxLength: 10 }),
        text('profession', 255),
        day('jobbegindate', '0..1', { maxLength: 10 }),
        text('payrollrulegroupname', 50, must),
        ...payroll.bank,
        group(
          'dimension',
          [
            text('dimensionname', undefined, must),
            text('dimensionitem', undefined, { ...must, attributes: { fatherid: ['', '?'] } }),
          ],
          '0..n',
        ),
        payroll.delivery,
        ...payroll.flags,
        ...payroll.insurance,
        flag('nosocialsecuritypayment'),
        flag('activity'),
        flag('foreclosure'),
        // The table of this one leaves out a letter that the other has.
        integer('foreclosuremaitenancepersons'),
        text('taxnumber'),
        text('placeofbusiness'),
      ],
      '1',
    ),
    group('employmentperiods', [employmentPeriod]),
    payroll.settings,
    group(
      'employeesettlementpoints',
      settlementPoints.map((name) => group(name, [text('type'), text('name')])),
    ),
    group('employeeeducationalinformation', [
      group(
        'degree',
        [
          text('name', undefined, must),
          text('school', undefined, must),
          integer('graduationyear', must),
          flag('primarydegree', must),
        ],
        '0..n',
      ),
    ]),
    group('employeeadditionalinformation', [
      group('additionalinformationfield', [text('name', undefined, must), text('value', undefined, must)], '0..n'),
    ]),
  ],
  '1',
)

/** `patchemployee.nv`: only what shall change. */
export const patchBody: Spec = group(
  'patchemployee',
  [
    group(
      'employeebaseinformation',
      [text('companyname'), text('firstname', 50), text('lastname', 50), text('phonenumber', 50), text('email', 100)],
      '1',
    ),
    group('employeepayrollinformation', [
      ...payroll.address({}),
      integer('employeenumber'),
      text('payrollrulegroupname', 50),
      ...payroll.bank,
      payroll.delivery,
      ...payroll.flags,
      ...payroll.insurance,
      flag('ispersonreceivingeppoinsurancesalary'),
      flag('nosocialsecuritypayment'),
      flag('receivessalaryfromdiplomaticembassy'),
      flag('activity'),
      flag('foreclosure'),
      integer('foreclosuremaintenancepersons'),
      text('taxnumber'),
      text('placeofbusiness'),
    ]),
    payroll.settings,
  ],
  '1',
)

/** The same, with nothing that must be there: only what shall change. */
export function onlyChanges(spec: Spec): Spec {
  return { ...spec, children: (spec.children ?? []).map((child) => ({ ...child, occurs: '0..1' as const })) }
}
