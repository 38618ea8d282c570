/** What the rest of the house sees of everything that is kept. Types only; implementations stand beside this file. */
import type { BaseFields } from '../core/compare.ts'
import type { Connection } from '../core/connection.ts'
import type { Patch, Side } from '../core/person.ts'

/** Settings: which Huma, which connections. No secret, no personal data. (store/config.ts, on conf) */
export interface ConfigStore {
  huma(): HumaSettings | undefined
  saveHuma(settings: HumaSettings): void
  connections(): Connection[]
  saveConnection(connection: Connection): void
  removeConnection(id: string): void
  mail(): MailServerSettings | undefined
  /** undefined = forget it. */
  saveMail(settings: MailServerSettings | undefined): void
  /** For messages. */
  readonly path: string
}

/** The one mail server for all connections, and from whom. Its password is a secret. As report/settings.ts has them. */
export interface MailServerSettings {
  host: string
  port: number
  security: 'tls' | 'starttls' | 'none'
  /** Absent where the server wants no login. */
  user?: string
  from: string
}

export interface HumaSettings {
  baseUrl: string
  /** The organisation that answered. */
  organizationId: string
  /** The user on whose behalf the key acts. */
  userId: string
  connectedAt: string
}

/** Secrets: environment, then the OS keychain, then an encrypted file. (store/secrets.ts) */
export interface SecretStore {
  /**
   * `owner` is 'huma', 'mail' or a connection's id; `names` the keys wanted. Values from the environment win
   * (`HUMA_PAYROLL_<PREFIX>_<KEY_IN_CAPITALS>`, prefix HUMA or the system's id). undefined where nothing is kept.
   * Throws kind `storage` where something is kept and cannot be reached, `authorization` for a wrong passphrase.
   */
  get(owner: SecretOwner, names: readonly string[]): Promise<Secrets | undefined>
  /** Where `get` would find the values, without opening anything; undefined where nothing is kept. */
  place(owner: SecretOwner, names: readonly string[]): Promise<SecretPlace | undefined>
  /**
   * Stores all values of an owner at once, replacing what was there, and says where. Atomic: after a crash the old or the
   * new values are there. Who changes what `get` answered does both under `withLock`.
   */
  set(owner: SecretOwner, values: Readonly<Record<string, string>>): Promise<SecretPlace>
  remove(owner: SecretOwner): Promise<void>
  /**
   * Runs `work` while no other `withLock` of the same owner runs, in this process or another; a holder that dies lets go.
   * `get` never answers from a cache, so inside it is what the holder before has stored. Not reentrant. Throws kind
   * `busy` when the lock does not come free for two minutes.
   */
  withLock<T>(owner: SecretOwner, work: () => Promise<T>): Promise<T>
}

export interface SecretOwner {
  id: string
  /** For the environment variables: HUMA, TRIPLETEX, VISMA_NET_PAYROLL. */
  environmentPrefix: string
}

export interface Secrets {
  values: Readonly<Record<string, string>>
  place: SecretPlace
}

/** `text` is a phrase for people: "the OS keychain", "the encrypted file /…/secrets.age". */
export interface SecretPlace {
  kind: 'environment' | 'keychain' | 'file'
  text: string
}

/**
 * Everything else that must survive: SQLite, one file. Synchronous: every call returns after the commit. Every call throws
 * kind `storage` where the file cannot be read or written, and those with a lease kind `busy` when it has been lost.
 * (store/state.ts)
 */
export interface State {
  /** Throws kind `busy` naming who holds it. A lease whose process is gone or whose time is over is taken over. */
  takeLease(connectionId: string): Lease

  links(connectionId: string): Link[]
  link(connectionId: string, humaId: string): Link | undefined
  /** In one commit. A link takes the place of any other link of either person. */
  saveLinks(lease: Lease, links: readonly Link[]): void

  /** What both sides held after the last run, as keyed digests, by `humaId`. */
  bases(connectionId: string): Map<string, BaseFields>
  /** The same of one. */
  base(connectionId: string, humaId: string): BaseFields | undefined
  /** Of these people; the bases of others stay. */
  saveBases(lease: Lease, bases: ReadonlyMap<string, BaseFields>): void
  /** The key of the digests; made once per state file. */
  digestKey(): Uint8Array

  /** Earlier runs of the connection that never ended are called interrupted from now on. */
  startRun(lease: Lease, run: NewRun): number
  endRun(lease: Lease, runId: number, result: RunResult): void
  /** Newest first. */
  runs(connectionId: string, limit: number): Run[]

  /** Fsynced before it returns. Throws kind `busy` when the lease has been lost. */
  openIntent(lease: Lease, intent: NewIntent): number
  /** In one commit: the intent's end and, where given, the link that it made. Blanks the values of sensitive fields. */
  settleIntent(lease: Lease, intentId: number, end: IntentEnd, link?: Link): void
  openIntents(connectionId: string): Intent[]

  /** The newest 100,000 are kept. */
  log(entries: readonly NewLogEntry[]): void
  logEntries(filter: LogFilter): LogEntry[]

  /**
   * Something has happened to a person, or is to be looked at again. Several notices of the same subject become one task,
   * which is due at once, or at `dueAt` where it is later and nothing else was waiting. A task that was held waits again.
   */
  enqueue(notices: readonly Notice[]): void
  /** Something that somebody has to do in payroll, once; it stays until it is discarded. */
  addByHand(connectionId: string, item: ByHand): void
  /** Waiting and due, the oldest first; all tasks of the people that the first `people` of them are about. */
  dueTasks(connectionId: string, now: number, people: number): Task[]
  /** When the next waiting task is due; undefined where none waits. */
  nextDue(connectionId: string): number | undefined
  /** Done, unless there was another notice since `task` was read: then it waits again. */
  finishTask(lease: Lease, task: Task): void
  /** Put off or held, unless there was another notice since `task` was read. */
  postponeTask(lease: Lease, task: Task, end: Postponed): void
  /** Tasks that wait or are held, the oldest first. */
  tasks(filter: { connectionId?: string; state?: Task['state']; limit: number }): Task[]
  countTasks(connectionId: string): TaskCounts
  /** What was put off because something did not answer is due now. */
  hurryTasks(connectionId: string, now: number): void
  /** Held tasks wait again, at once; answers which. */
  retryTasks(connectionId: string, ids: readonly number[] | 'all'): Task[]
  /** Forgets held tasks; answers which. What they are about is sent only when it changes again. */
  discardTasks(connectionId: string, ids: readonly number[] | 'all'): Task[]

  /** What is known of a person's positions, salary and absence (`kind`, then the id in Huma), in one JSON text each. */
  records(connectionId: string, humaId: string): LiveRecord[]
  record(connectionId: string, of: Pick<LiveRecord, 'humaId' | 'kind' | 'recordId'>): LiveRecord | undefined
  recordsOf(connectionId: string, kind: LiveRecord['kind']): LiveRecord[]
  saveRecords(connectionId: string, records: readonly LiveRecord[]): void
  removeRecord(connectionId: string, record: Pick<LiveRecord, 'humaId' | 'kind' | 'recordId'>): void
  /** Marks of a connection that flows: when something was done last; '' = forget it. */
  marks(connectionId: string): Readonly<Record<string, string>>
  saveMarks(connectionId: string, marks: Readonly<Record<string, string>>): void
  /** All of `work` or nothing of it. */
  together<T>(work: () => T): T

  /** Choices of a review that was put off; at most one a connection. */
  savedReview(connectionId: string): string | undefined
  saveReview(connectionId: string, text: string | undefined): void

  /** Forgets all of a connection, its lease too. */
  forget(connectionId: string): void
  readonly path: string
  close(): void
}

/** What a task is about: a person as a whole, or one absence of theirs. */
export interface Notice {
  connectionId: string
  humaId: string
  kind: 'person' | 'absence'
  /** The absence's id; '' for a person. */
  subject: string
  /** Milliseconds since 1970. */
  at: number
  /** Not before this time. */
  dueAt?: number
}

export interface ByHand {
  humaId: string
  /** What it is about: once each. Its message where absent. */
  subject?: string
  person: string
  message: string
  hint?: string
  /** Milliseconds since 1970. */
  at: number
}

export interface Task {
  id: number
  connectionId: string
  humaId: string
  kind: Notice['kind'] | 'by-hand'
  subject: string
  /** Counts the notices. */
  revision: number
  /** When the first notice came that has not been worked off. Milliseconds since 1970. */
  since: number
  dueAt: number
  /** How often it was tried since the last notice. */
  tries: number
  /** 'held': only another notice, `retry` or `discard` moves it. 'by-hand' (the kind of the same name): `discard` when it is done. */
  state: 'waiting' | 'held' | 'by-hand'
  /** Who, as displayed. */
  person?: string
  message?: string
  hint?: string
}

export interface Postponed {
  state: Task['state']
  dueAt: number
  tries: number
  person?: string
  message: string
  hint?: string
}

export interface TaskCounts {
  waiting: number
  held: number
  byHand: number
  /** Of those that wait. Milliseconds since 1970. */
  oldest?: number
}

export interface LiveRecord {
  humaId: string
  kind: 'person' | 'position' | 'salary' | 'absence'
  recordId: string
  /** JSON. */
  content: string
  /** What the payroll system said when it was last written. */
  reference?: string
}

/** One writer per connection. Renews itself while held; `assertHeld` throws kind `busy` when it was lost. */
export interface Lease {
  readonly connectionId: string
  readonly owner: string
  assertHeld(): void
  release(): void
}

export interface Link {
  humaId: string
  payrollId: string
  linkedAt: string
}

export interface NewRun {
  command: string
  startedAt: string
}

export interface RunResult {
  endedAt: string
  /** 'interrupted' is what a run that never ended is called when the next one starts. */
  result: 'done' | 'partly' | 'failed' | 'stopped' | 'cancelled' | 'interrupted'
  /** How many people each side showed; undefined where the read did not finish. */
  read?: { huma: number; payroll: number }
  counts: Readonly<Record<string, number>>
}

/** Without an end while it runs; an interrupted one has no `endedAt`. */
export interface Run extends NewRun, Partial<RunResult> {
  id: number
  connectionId: string
}

export interface NewIntent {
  runId: number
  kind: 'create' | 'update'
  side: Side
  /** The person on the side that is read from (create) or written to (update). */
  personId: string
  payload: Patch
  /** update: what the fields held before; null = empty. */
  before?: Readonly<Record<string, unknown>>
  openedAt: string
}

export interface Intent extends NewIntent {
  id: number
  connectionId: string
}

export interface IntentEnd {
  outcome: 'done' | 'failed' | 'not-sent' | 'found'
  settledAt: string
  /** create: the new id. */
  resultId?: string
}

export interface NewLogEntry {
  at: string
  connectionId: string
  runId?: number
  level: 'info' | 'attention' | 'error'
  /** sent, created, held-back, left, refused, run-started, ... */
  event: string
  /** Who, as displayed; never a sensitive value. */
  person?: string
  /** Only to find the entry by, not kept as such. */
  email?: string
  humaId?: string
  payrollId?: string
  message: string
  hint?: string
  requestId?: string
}

export interface LogEntry extends NewLogEntry {
  id: number
}

export interface LogFilter {
  connectionId?: string
  runId?: number
  /** 'attention' finds errors too. */
  level?: NewLogEntry['level']
  event?: string
  /** Part of a name or an e-mail address, or an exact id. */
  person?: string
  since?: string
  /** Only entries with a greater id (for `--follow`). */
  afterId?: number
  /** The newest so many, oldest first. */
  limit: number
}
