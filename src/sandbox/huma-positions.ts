/** Positions of the Huma sandbox: the same rules for the API and for Huma's own screens. */
import type { z } from 'zod'
import { invalidFields, notFound, type positionCreateInput, type positionUpdateInput } from './huma-inputs.ts'
import type { HumaUser, Organization, Position } from './huma-organization.ts'

export interface Positions {
  /** 404 where there is none. */
  find(user: HumaUser, id: string): Position
  add(user: HumaUser, input: z.output<typeof positionCreateInput>): Position
  edit(user: HumaUser, id: string, changes: z.output<typeof positionUpdateInput>): Position
  remove(user: HumaUser, id: string): void
}

export function createPositions(organization: Organization): Positions {
  function find(user: HumaUser, id: string): Position {
    const position = user.positions.find((one) => one.id === id.toLowerCase())
    if (!position) throw notFound('Position', id)
    return position
  }

  function refuseImpossible(position: Position): void {
    if (!organization.jobTitles.has(position.titleId)) throw invalidFields(['titleId'])
    // Not documented: which dates Huma compares.
    const end = position.contractEndDate
    if (end !== undefined && end < position.contractStartDate) throw invalidFields(['contractEndDate'])
  }

  return {
    find,
    add(user, input) {
      const position: Position = { id: organization.newId('position'), ...input }
      refuseImpossible(position)
      user.positions.push(position)
      return position
    },
    edit(user, id, changes) {
      const position = find(user, id)
      const changed = { ...position, ...changes }
      refuseImpossible(changed)
      return Object.assign(position, changed)
    },
    remove(user, id) {
      user.positions.splice(user.positions.indexOf(find(user, id)), 1)
    },
  }
}
