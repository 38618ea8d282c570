/** What the made-up Huma organization holds. */
import type { z } from 'zod'
import type {
  BankAccountTypes,
  identificationInput,
  positionCreateInput,
  UserDetailsInput,
  userInput,
} from './huma-inputs.ts'
import type { SandboxPerson } from './sandbox.ts'

export interface HumaPerson extends SandboxPerson {
  /** Whose identity and account number it is, ISO 3166-1 alpha-2; Norway when absent. */
  country?: string
  /** An ordinary active user when absent. */
  standing?: 'deactivated' | 'service-user'
}

/** Plain values by their names in UserDetails; '' or absent = empty. */
export type UserValues = Omit<UserDetailsInput, 'email' | 'givenName' | 'familyName' | 'relevantExperienceInYears'> & {
  givenName: string
  familyName: string
}

type Identification = z.infer<typeof identificationInput> & { id: string }
export type Position = z.infer<typeof positionCreateInput> & { id: string }

interface JobTitle {
  id: string
  name: string
  description?: string
}

export interface Group {
  id: string
  name: string
  type: 'team' | 'location' | 'company'
}

/** Without `current`: the day tells. */
export interface Salary {
  id: string
  periodUnit: 'hourly' | 'weekly' | 'monthly' | 'yearly'
  amount: number
  currency: string
  fromDate: string
}

/** By their names in WorkSchedule.weekWorkDays. */
export const weekdays = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'] as const
export type Weekday = (typeof weekdays)[number]

export interface HumaUser {
  id: string
  type: 'user' | 'service_user'
  active: boolean
  deactivatedAt?: string
  email: string
  /** Waits for the employee's confirmation. */
  requestedEmail?: string
  values: UserValues
  identifications: Identification[]
  positions: Position[]
  salary?: Salary
  groupIds: string[]
  invitedAt?: string
  /** Where they work, ISO 3166-1 alpha-2. */
  country: string
  /** Their own; absent = the organization's, Monday to Friday. */
  workSchedule?: { id: string; days: readonly Weekday[] }
}

export interface Invitation {
  userId: string
  subject?: string
  message?: string
  language?: string
}

export interface Organization {
  users: Map<string, HumaUser>
  groups: Map<string, Group>
  jobTitles: Map<string, JobTitle>
  invitations: Invitation[]
  /** The user on whose behalf the key acts. */
  keyUserId: string
  /** Ids are counted, so that the same steps give the same ids. */
  newId(kind: keyof typeof idPrefix): string
  /** Made where there is none of that name yet, as `titleId`. */
  groupId(type: Group['type'], name: string): string
  titleId(name: string): string
  add(person: HumaPerson): HumaUser
  create(input: z.infer<typeof userInput>): HumaUser
  /** Everybody by name, and how many each supervises. Valid until `changed` is called. */
  overview(): { byName: readonly HumaUser[]; subordinates: ReadonlyMap<string, number> }
  /** To be called after every change of a user. */
  changed(): void
  /** True where somebody other than `exceptId` has this address or has asked for it, in whatever letter case. */
  emailTaken(email: string, exceptId?: string): boolean
}

const idPrefix = {
  user: 1,
  group: 2,
  jobTitle: 3,
  identification: 4,
  position: 5,
  salary: 6,
  organization: 7,
  workSchedule: 8,
  absence: 9,
}

/** By the country where they are paid. */
const currencies: Readonly<Record<string, string>> = { NO: 'NOK', SE: 'SEK', FI: 'EUR' }

export function createOrganization(
  people: readonly HumaPerson[],
  bankAccountTypes: BankAccountTypes,
  now: () => number,
): Organization {
  let lastId = 0
  let overview: ReturnType<Organization['overview']> | undefined
  const organization: Organization = {
    users: new Map(),
    groups: new Map(),
    jobTitles: new Map(),
    invitations: [],
    keyUserId: '',
    newId(kind) {
      lastId += 1
      return `${idPrefix[kind]}0000000-0000-4000-8000-${String(lastId).padStart(12, '0')}`
    },
    groupId(type, name) {
      for (const group of organization.groups.values()) if (group.type === type && group.name === name) return group.id
      const group: Group = { id: organization.newId('group'), name, type }
      organization.groups.set(group.id, group)
      return group.id
    },
    titleId(name) {
      for (const title of organization.jobTitles.values()) if (title.name === name) return title.id
      const title: JobTitle = { id: organization.newId('jobTitle'), name }
      organization.jobTitles.set(title.id, title)
      return title.id
    },
    add(person) {
      const user = userFrom(person)
      organization.users.set(user.id, user)
      organization.changed()
      return user
    },
    create(input) {
      const { email, groups, invite, inviteSubject, inviteMessage, inviteLanguage, ...values } = input
      const id = organization.newId('user')
      const user: HumaUser = {
        id,
        type: 'user',
        active: true,
        email,
        values,
        identifications: [],
        positions: [],
        groupIds: groups,
        country: people[0]?.country ?? 'NO',
      }
      // Not documented: what leaving `invite` out means. Taken for yes, so that a client which wants none has to say so.
      if (invite !== false) {
        user.invitedAt = new Date(now()).toISOString()
        organization.invitations.push({
          userId: id,
          ...(inviteSubject === undefined ? {} : { subject: inviteSubject }),
          ...(inviteMessage === undefined ? {} : { message: inviteMessage }),
          ...(inviteLanguage === undefined ? {} : { language: inviteLanguage }),
        })
      }
      organization.users.set(id, user)
      organization.changed()
      return user
    },
    overview() {
      overview ??= overviewOf([...organization.users.values()])
      return overview
    },
    changed() {
      overview = undefined
    },
    emailTaken(email, exceptId) {
      const wanted = email.toLowerCase()
      for (const user of organization.users.values()) {
        if (user.id === exceptId) continue
        if (user.email.toLowerCase() === wanted || user.requestedEmail?.toLowerCase() === wanted) return true
      }
      return false
    },
  }

  function userFrom(person: HumaPerson): HumaUser {
    const { groupId, titleId, newId } = organization
    const id = newId('user')
    const issuer = person.country ?? 'NO'
    const { line1, line2, postalCode, city, country } = person.address
    const isServiceUser = person.standing === 'service-user'
    const values: UserValues = {
      givenName: person.givenName,
      familyName: person.familyName,
      phone: person.phone,
      gender: person.gender,
      employmentId: person.employeeNumber,
      ...(person.birthDate === '' ? {} : { birthDate: person.birthDate }),
      ...(line1 === '' ? {} : { homeAddress: { line1, line2, line3: '', postalCode, city, country } }),
      ...(person.bankAccount === ''
        ? {}
        : {
            bankAccount: {
              type: bankAccountTypes.national,
              number: person.bankAccount,
              country: issuer,
            },
          }),
    }
    const { team, location, company } = person
    const user: HumaUser = {
      id,
      type: isServiceUser ? 'service_user' : 'user',
      active: person.standing !== 'deactivated',
      email: person.email,
      values: isServiceUser ? { givenName: person.givenName, familyName: person.familyName } : values,
      identifications: [],
      positions: [],
      groupIds: [groupId('team', team), groupId('location', location), groupId('company', company)],
      country: issuer,
    }
    if (!user.active) user.deactivatedAt = new Date(now()).toISOString()
    if (isServiceUser) return user
    if (person.nationalId !== '') {
      user.identifications.push({
        id: newId('identification'),
        type: 'national',
        country: issuer,
        value: person.nationalId,
      })
    }
    user.positions.push({
      id: newId('position'),
      contractStartDate: person.startDate,
      contractType: 'Permanent',
      titleId: titleId(person.jobTitle),
      percentage: person.percentage,
    })
    user.salary = {
      id: newId('salary'),
      periodUnit: 'monthly',
      amount: person.monthlySalary,
      currency: currencies[issuer] ?? 'EUR',
      fromDate: person.startDate,
    }
    return user
  }

  for (const person of people) organization.add(person)
  // Not documented: which user a key acts for. Here the first service user, else the first user.
  const users = [...organization.users.values()]
  organization.keyUserId = (users.find((user) => user.type === 'service_user') ?? users[0])?.id ?? ''
  return organization
}

/** Not documented: what lists are ordered by. Here by first and last name, then by id. */
function overviewOf(users: HumaUser[]): ReturnType<Organization['overview']> {
  const subordinates = new Map<string, number>()
  const keys = new Map<HumaUser, string>()
  for (const user of users) {
    const { givenName, familyName, supervisor } = user.values
    keys.set(user, `${givenName} ${familyName} ${user.id}`)
    if (supervisor) subordinates.set(supervisor, (subordinates.get(supervisor) ?? 0) + 1)
  }
  const byName = users.sort((a, b) => ((keys.get(a) ?? '') < (keys.get(b) ?? '') ? -1 : 1))
  return { byName, subordinates }
}
