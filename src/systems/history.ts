/** What a position is that was over before anything was sent, and that the system never had. */
import type { PositionOrder } from './system.ts'

/** Only where the system has no such position: a change of one that it has is sent, however long ago it was. */
export function isHistory({ position, before, reference, today }: PositionOrder): boolean {
  return before !== undefined && reference === undefined && position.endDate !== null && position.endDate < today
}

export function historyNotSent({ position: { startDate, endDate } }: PositionOrder, name: string): string {
  return `The position from ${startDate} to ${endDate} is over and not in ${name}; history is not sent.`
}
