/** Notices as Huma may write them. */
import { readNotice } from '../../src/huma/webhook.ts'

/** `topic` is in the header too. */
export function read(content: object, header?: string) {
  const topic = header ?? Reflect.get(content, 'topic')
  return readNotice(JSON.stringify(content), new Headers(typeof topic === 'string' ? { 'huma-topic': topic } : {}))
}

export const plain = { id: 'a1', userId: 'u1', type: 'Sick leave', startDate: '2026-03-02', endDate: '2026-03-06' }
export const approved = { ...plain, status: 'APPROVED' }
export const absence = {
  id: 'a1',
  type: 'Sick leave',
  startDate: '2026-03-02',
  endDate: '2026-03-06',
  percentage: 100,
  isApproved: true,
  isDeleted: false,
}

/** What is read of a notice of one absence. */
export function readOne(one: unknown, around: object = {}) {
  return read({ topic: 'absence-edited', absences: [one], ...around })
}
