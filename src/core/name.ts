/** A name that a side keeps as one text, and what can be known of its parts. */
import type { Fields, Person } from './person.ts'

type Name = Pick<Fields, 'givenName' | 'familyName'>

export function joinedName({ givenName, familyName }: Name): string {
  return [givenName, familyName].filter(Boolean).join(' ')
}

/** True where it cannot be told in which part of the one text the family name is: all of it stands in `givenName`. */
export function isUnsplit({ wholeName, fields }: Person): boolean {
  return wholeName !== undefined && !fields.familyName
}

/** Two words are a given name and a family name, in this order. Of more nobody knows where the family name begins. */
export function splitName(whole: string): Name | undefined {
  const [givenName, familyName, ...more] = whole.split(' ')
  const isKnown = givenName && familyName && more.length === 0 && !whole.includes(',')
  return isKnown ? { givenName, familyName } : undefined
}

/**
 * A person whose side keeps the name as one text, read in the light of how somebody else splits it: the same text is split
 * in the same place, and where one part is the same and one word is left, the word is the other part. Otherwise as it was.
 */
export function readLike(person: Person, other: Fields): Person {
  const { wholeName } = person
  if (wholeName === undefined || !other.givenName || !other.familyName) return person
  const name = likeOther(wholeName, other.givenName, other.familyName)
  return name ? { ...person, fields: { ...person.fields, ...name } } : person
}

function likeOther(whole: string, givenName: string, familyName: string): Name | undefined {
  if (whole === joinedName({ givenName, familyName })) return { givenName, familyName }
  // The family name first: the order says nothing then.
  if (whole === `${familyName} ${givenName}`) return { givenName: whole, familyName: null }
  const rest = whole.startsWith(`${givenName} `) ? whole.slice(givenName.length + 1) : ''
  if (isWord(rest)) return { givenName, familyName: rest }
  const start = whole.endsWith(` ${familyName}`) ? whole.slice(0, -familyName.length - 1) : ''
  return isWord(start) ? { givenName: start, familyName } : undefined
}

function isWord(text: string): boolean {
  return /^[^ ,]+$/.test(text)
}
