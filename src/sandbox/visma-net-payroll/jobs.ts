/** Writes are accepted first and done later. Until then nothing has changed. */
import { randomUUID } from 'node:crypto'
import type { Finding } from './findings.ts'

export interface JobPace {
  /** So often a job is asked about and is not done yet. */
  polls: number
  /** After so many seconds a job that nobody has asked about is done, too. */
  seconds: number
}

export interface Outcome {
  /** Of what was made or changed. */
  artifactId?: string
  findings: readonly Finding[]
}

export interface Order {
  clientId: string
  artifactType: 'Employee' | 'Position'
  action: 'Create' | 'Update'
  /** Whose positions they are; undefined for an employee. */
  employeeId?: string
  /** Must change nothing where it finds an error. */
  work(): Outcome
}

export interface Job extends Order {
  id: string
  correlationId: string
  /** Milliseconds since 1970. */
  created: number
  lastChange: number
  polls: number
  outcome: Outcome | undefined
}

export interface Jobs {
  accept(order: Order): Job
  /** Counts as a poll. undefined where there is no such job of that employee. */
  poll(id: string, employeeId: string | undefined): Job | undefined
  /** Does everything that is due by the clock. */
  runDue(): void
}

/** `now`: milliseconds since 1970. Jobs are done in the order in which they were accepted. */
export function createJobs(pace: JobPace, now: () => number): Jobs {
  const jobs = new Map<string, Job>()

  function run(job: Job): void {
    if (job.outcome) return
    job.outcome = job.work()
    job.lastChange = now()
  }

  return {
    accept(order) {
      const job = {
        ...order,
        id: randomUUID(),
        correlationId: randomUUID(),
        created: now(),
        lastChange: now(),
        polls: 0,
        outcome: undefined,
      }
      jobs.set(job.id, job)
      return job
    },
    poll(id, employeeId) {
      const job = jobs.get(id)
      if (!job || job.employeeId !== employeeId) return undefined
      job.polls += 1
      if (job.polls > pace.polls) {
        for (const one of jobs.values()) {
          run(one)
          if (one === job) break
        }
      }
      return job
    },
    runDue() {
      for (const job of jobs.values()) if (now() - job.created >= pace.seconds * 1000) run(job)
    },
  }
}

/** Not documented: every number but that of Succeeded. */
const statusCodes = { NotStarted: 1, InProgress: 2, Failed: 3, Succeeded: 4 } as const

export function shownJob(job: Job, tenantId: string) {
  const { outcome } = job
  const isFailed = outcome?.findings.some(({ severity }) => severity === 'Error')
  const status = outcome ? (isFailed ? 'Failed' : 'Succeeded') : job.polls < 2 ? 'NotStarted' : 'InProgress'
  return {
    correlationId: job.correlationId,
    clientId: job.clientId,
    id: job.id,
    tenantId,
    created: new Date(job.created).toISOString(),
    ...(outcome?.artifactId === undefined ? {} : { artifactId: outcome.artifactId }),
    artifactType: job.artifactType,
    status,
    statusCode: statusCodes[status],
    action: job.action,
    lastChange: new Date(job.lastChange).toISOString(),
    ...(isFailed ? { message: 'The document has errors.' } : {}),
    validationResults: (outcome?.findings ?? []).map((finding, index) => ({ id: String(index + 1), ...finding })),
  }
}
