/** What the sandbox's rooms share. Types only. The sandbox never imports the clients that it answers. */
import type { Hono } from 'hono'

/** A made-up employee, before either system has its own idea of them. '' (address: every part) = known to be empty. */
export interface SandboxPerson {
  givenName: string
  familyName: string
  email: string
  /** E.164. */
  phone: string
  birthDate: string
  /** Norwegian birth number with valid check digits, in the synthetic series (month + 80). */
  nationalId: string
  /** Norwegian account number, valid check digit, 11 digits. */
  bankAccount: string
  address: { line1: string; line2: string; postalCode: string; city: string; country: string }
  employeeNumber: string
  gender: 'Male' | 'Female'
  jobTitle: string
  team: string
  location: string
  company: string
  startDate: string
  percentage: number
  monthlySalary: number
}

/** One local system: an app that answers like the vendor, and what may be looked at from outside. */
export interface SandboxSystem {
  id: string
  app: Hono
  /** What its administrator does, by HTTP: answers below `/__sandbox/<id>/`. */
  control?: Hono
  /** Values for the tool's key file and environment (names as in BEHAVIOUR's key-file list). */
  secrets: Readonly<Record<string, string>>
  /** What is stored now, for tests and for `GET /__sandbox/state`. */
  snapshot(): unknown
}

/** A fault that the switchboard injects into matching requests. */
export interface Fault {
  /** e.g. 'POST'; any when absent. */
  method?: string
  /** Regular expression on the path with query. */
  path?: string
  /**
   * delay: does it, then keeps the answer back for `milliseconds`. status: answers `status` (429, 500, 401, …) without doing anything.
   * status-after: does it, then answers `status`. reset-before: breaks the connection without doing anything.
   * reset-after: does it, then breaks the connection. truncate: does it, sends half of the body and breaks off.
   * empty: answers a list that has no rows in the system's own shape.
   */
  kind: 'delay' | 'status' | 'status-after' | 'reset-before' | 'reset-after' | 'truncate' | 'empty'
  status?: number
  headers?: Record<string, string>
  milliseconds?: number
  /** Skip so many matching requests first. */
  after?: number
  /** Then hit so many; all the following ones when absent. */
  times?: number
}

/** What was asked, in order; secrets are not kept. */
export interface LoggedRequest {
  method: string
  path: string
  /** 0 while there is no answer, and for good where the connection was broken off. */
  status: number
  /** Whether a fault was injected. */
  fault?: Fault['kind']
  body?: unknown
}
