/** What Huma's API answers: the organization's values in the shapes of its OpenAPI description 1.53.2. */
import type { Group, HumaUser, Organization, Position, UserValues } from './huma-organization.ts'

/** Fields of UserDetails that a key may be without the right to see. */
export type HidableField =
  | 'preferredName'
  | 'phone'
  | 'nationality'
  | 'birthDate'
  | 'homeAddress'
  | 'civilStatus'
  | 'gender'
  | 'dietaryRequirements'
  | 'interests'
  | 'funfacts'
  | 'bankAccount'
  | 'supervisor'
  | 'employmentId'
  | 'relevantExperienceInMonths'
  | 'seniorityNote'
  | 'excludeFromInsights'
  | 'excludeFromSurveys'
  | 'privateEmail'
  | 'identifications'
  | 'teams'
  | 'locations'
  | 'companies'
  | 'groups'
  | 'salary'
  | 'currentPositions'

export interface View {
  hidden: ReadonlySet<string>
  /** Shown with `editable: false`; a change is refused. */
  locked: ReadonlySet<string>
  /** The key of one of Huma's own integrations that holds everybody. */
  hostedIntegration: string | undefined
  /** ISO 8601 date. */
  today: string
}

const wrappedValues = [
  'preferredName',
  'phone',
  'nationality',
  'civilStatus',
  'gender',
  'dietaryRequirements',
  'interests',
  'funfacts',
  'employmentId',
  'relevantExperienceInMonths',
  'seniorityNote',
  'excludeFromInsights',
  'excludeFromSurveys',
  'privateEmail',
] as const satisfies readonly (keyof UserValues & HidableField)[]

/** User: a row of GET /users and the answer to POST /users. */
export function userRow(user: HumaUser, organization: Organization, view: View) {
  const row = {
    id: user.id,
    givenName: user.values.givenName,
    familyName: user.values.familyName,
    ...present({ preferredName: user.values.preferredName, phone: user.values.phone }),
    email: user.email,
    jobTitles: currentPositions(user, view).flatMap((position) => {
      const title = organization.jobTitles.get(position.titleId)
      return title ? [{ id: title.id, name: title.name }] : []
    }),
    teams: groupsOf(user, organization, 'team'),
    locations: groupsOf(user, organization, 'location'),
    companies: groupsOf(user, organization, 'company'),
    groups: groupsOf(user, organization),
    type: user.type,
    status: { active: user.active },
  }
  return Object.fromEntries(Object.entries(row).filter(([name]) => !view.hidden.has(name)))
}

/** UserDetails: GET and PATCH /users/{id}. The properties that Huma calls deprecated are left out. */
export function userDetails(user: HumaUser, organization: Organization, view: View): Record<string, unknown> {
  function wrap(name: string, value: unknown, more: { editable?: boolean; withoutIntegrations?: boolean } = {}) {
    const hosted = more.withoutIntegrations ? undefined : view.hostedIntegration
    return {
      ...present({ value }),
      // A deactivated profile is locked for editing.
      editable: (more.editable ?? true) && user.active && !view.locked.has(name),
      ...(hosted ? { integrations: { [hosted]: { warning: 'possibly_locked_disconnect' } } } : {}),
    }
  }

  const { values, salary } = user
  const supervisor = values.supervisor ? organization.users.get(values.supervisor) : undefined
  const details: Record<string, unknown> = {
    id: user.id,
    givenName: wrap('givenName', values.givenName),
    familyName: wrap('familyName', values.familyName),
    email: { ...wrap('email', user.email), ...present({ requestedValue: user.requestedEmail }) },
    birthDate: wrap('birthDate', values.birthDate, { withoutIntegrations: true }),
    homeAddress: wrap('homeAddress', values.homeAddress && present(values.homeAddress, addressRequired)),
    bankAccount: wrap('bankAccount', bankAccount(values.bankAccount)),
    identifications: wrap('identifications', user.identifications),
    supervisor: wrap('supervisor', supervisor && simpleUser(supervisor)),
    subordinatesCount: organization.overview().subordinates.get(user.id) ?? 0,
    teams: wrap('teams', groupsOf(user, organization, 'team')),
    locations: wrap('locations', groupsOf(user, organization, 'location')),
    companies: wrap('companies', groupsOf(user, organization, 'company')),
    groups: wrap('groups', groupsOf(user, organization)),
    salary: wrap('salary', salary && { ...salary, current: salary.fromDate <= view.today }, { editable: false }),
    currentPositions: currentPositions(user, view).map((position) => positionSummary(position, organization, view)),
    status: { active: user.active, ...present({ deactivatedAt: user.deactivatedAt }) },
    type: user.type,
    ...present({ invitedAt: user.invitedAt }),
  }
  for (const name of wrappedValues) details[name] = wrap(name, values[name])
  if (view.hostedIntegration) {
    // Not documented: what `type` and `externalId` look like.
    const reference = { type: view.hostedIntegration, externalId: user.id.slice(-6) }
    details.connectedIntegrations = { [view.hostedIntegration]: reference }
  }
  for (const name of view.hidden) delete details[name]
  return details
}

const addressRequired = new Set(['line1', 'postalCode', 'city', 'country'])

/** Without what is empty: undefined and, except for the names in `keep`, ''. */
function present(values: Record<string, unknown>, keep?: ReadonlySet<string>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).filter(([name, value]) => value !== undefined && (value !== '' || keep?.has(name))),
  )
}

function bankAccount(account: UserValues['bankAccount']) {
  if (!account) return undefined
  // Not documented: what `code` holds.
  return { code: 'iban' in account ? account.iban : account.number, ...account }
}

function simpleUser(user: HumaUser) {
  const { givenName, familyName } = user.values
  return { id: user.id, type: user.type, givenName, familyName, email: user.email, jobTitles: [] }
}

function groupsOf(user: HumaUser, organization: Organization, type?: Group['type']): Group[] {
  return user.groupIds.flatMap((id) => {
    const group = organization.groups.get(id)
    return group && (type === undefined || group.type === type) ? [group] : []
  })
}

function currentPositions(user: HumaUser, view: View): Position[] {
  return user.positions.filter((position) => positionStatus(position, view) === 'CURRENT')
}

function positionStatus(position: Position, { today }: View): 'CURRENT' | 'ENDED' | 'UPCOMING' {
  if (position.contractStartDate > today) return 'UPCOMING'
  return position.contractEndDate !== undefined && position.contractEndDate < today ? 'ENDED' : 'CURRENT'
}

/** PositionSummary: a row of GET /users/{userId}/positions. */
export function positionSummary(position: Position, organization: Organization, view: View) {
  const { id, contractStartDate, contractEndDate, percentage, contractType, description } = position
  const title = organization.jobTitles.get(position.titleId)
  const values = { id, title, description, contractStartDate, contractEndDate, percentage, contractType }
  return { ...present(values), status: positionStatus(position, view) }
}

/** Position: a single one, each value wrapped. */
export function positionDetails(user: HumaUser, position: Position, organization: Organization, view: View) {
  const { id, titleId, ...values } = position
  const all = { ...values, title: organization.jobTitles.get(titleId) }
  const names = [...positionFields, 'title'] as const
  const wrapped = names.map((name) => [name, { ...present({ value: all[name] }), editable: user.active }])
  return { id, ...Object.fromEntries(wrapped), status: positionStatus(position, view) }
}

const positionFields = [
  'contractStartDate',
  'contractEndDate',
  'firstDayOfWork',
  'lastDayOfWork',
  'contractCountry',
  'contractType',
  'percentage',
  'terminationNoticeDate',
  'probationEndDate',
  'description',
  'endNote',
  'endReason',
  'wantedEnd',
  'note',
] as const

/** Everything in plain values, without wrappers; '' or absent = empty. */
export function plainUser(user: HumaUser, organization: Organization) {
  const { id, type, active, email, requestedEmail, identifications, positions, salary, groupIds, invitedAt } = user
  return {
    id,
    type,
    active,
    email,
    ...user.values,
    ...(requestedEmail === undefined ? {} : { requestedEmail }),
    ...(invitedAt === undefined ? {} : { invitedAt }),
    ...(salary === undefined ? {} : { salary }),
    identifications,
    positions,
    groups: groupIds.flatMap((groupId) => organization.groups.get(groupId)?.name ?? []),
  }
}
