/** Settings: which Huma, which connections. A JSON file that people may read, and mend by hand. */
import { basename, dirname, extname } from 'node:path'
import { z } from 'zod'
import { type Connection, connectionSchema } from '../core/connection.ts'
import { HumaPayrollError } from '../errors.ts'
import { atFile, makeFolderOf, quoted } from './files.ts'
import { withLockSync } from './lock.ts'
import type { StorePaths } from './paths.ts'
import type { ConfigStore, HumaSettings, MailServerSettings } from './store.ts'

const humaSchema = z.object({
  baseUrl: z.string(),
  organizationId: z.string(),
  userId: z.string(),
  connectedAt: z.string(),
}) satisfies z.ZodType<HumaSettings>

const mailSchema = z.object({
  host: z.string(),
  port: z.int(),
  security: z.enum(['tls', 'starttls', 'none']),
  user: z.string().exactOptional(),
  from: z.string(),
}) satisfies z.ZodType<MailServerSettings>

/** What a newer program may have added stays in the file. */
const fileSchema = z.looseObject({
  huma: humaSchema.loose().optional(),
  mail: mailSchema.loose().optional(),
  connections: z
    .array(
      connectionSchema.loose().extend({
        account: connectionSchema.shape.account.loose(),
        data: connectionSchema.shape.data.loose(),
      }),
    )
    .optional(),
})
type File = z.infer<typeof fileSchema>
type StoredConnection = NonNullable<File['connections']>[number]

/**
 * Throws kind `storage` where the file is there and cannot be read; nothing is written before the first save. Every call
 * reads the file anew, and every save is a change of what is there then, so several processes may use it at once.
 */
export async function createConfigStore(paths: StorePaths): Promise<ConfigStore> {
  const path = paths.config
  const { default: Conf } = await import('conf')
  // Before conf makes it, open to everybody.
  makeFolderOf(path)
  const conf = readable(
    path,
    () =>
      new Conf<File>({
        cwd: dirname(path),
        configName: basename(path, extname(path)),
        projectSuffix: '',
        configFileMode: 0o600,
        // Names of absence types and settings may have dots.
        accessPropertiesByDotNotation: false,
        // Parsed here, conf never takes a file for empty that it does not understand, and so never writes over it.
        deserialize: (text) => fileSchema.parse(JSON.parse(text)),
      }),
  )

  function connections(): StoredConnection[] {
    return readable(path, () => conf.get('connections')) ?? []
  }

  function change(edit: () => void): void {
    withLockSync(paths, 'config', () => readable(path, edit))
  }

  return {
    path,

    huma() {
      const huma = readable(path, () => conf.get('huma'))
      return huma && humaSchema.parse(huma)
    },

    saveHuma: (settings) => change(() => conf.set('huma', { ...unknownOf(humaSchema, conf.get('huma')), ...settings })),

    mail() {
      const mail = readable(path, () => conf.get('mail'))
      return mail && mailSchema.parse(mail)
    },

    saveMail: (settings) =>
      change(() =>
        settings ? conf.set('mail', { ...unknownOf(mailSchema, conf.get('mail')), ...settings }) : conf.delete('mail'),
      ),

    connections: () => connections().map((connection) => connectionSchema.parse(connection)),

    saveConnection: (connection) =>
      change(() => {
        const others = connections()
        const index = others.findIndex(({ id }) => id === connection.id)
        const [before] = index < 0 ? [] : others.splice(index, 1)
        checkName(connection, others)
        conf.set('connections', others.toSpliced(index < 0 ? others.length : index, 0, merged(before, connection)))
      }),

    removeConnection: (id) =>
      change(() =>
        conf.set(
          'connections',
          connections().filter((connection) => connection.id !== id),
        ),
      ),
  }
}

/** People type names, so capitals do not tell two apart. */
function checkName({ name }: Connection, others: readonly Connection[]): void {
  const key = nameKey(name)
  if (!others.some((other) => nameKey(other.name) === key)) return
  throw new HumaPayrollError('usage', `There is already a connection named "${name}".`, {
    hint: 'Choose another name with --name, or see them all: huma-payroll status',
  })
}

function nameKey(name: string): string {
  return name.trim().normalize('NFC').toLowerCase()
}

function merged(before: StoredConnection | undefined, connection: Connection): StoredConnection {
  const { account, data } = connectionSchema.shape
  return {
    ...unknownOf(connectionSchema, before),
    ...connection,
    account: { ...unknownOf(account, before?.account), ...connection.account },
    data: { ...unknownOf(data, before?.data), ...connection.data },
  }
}

/** The parts of a stored object that this version of the program does not know. */
function unknownOf(
  { shape }: z.ZodObject,
  stored: Readonly<Record<string, unknown>> | undefined,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(stored ?? {}).filter(([key]) => !(key in shape)))
}

function readable<T>(path: string, work: () => T): T {
  try {
    return atFile(path, work)
  } catch (error) {
    if (error instanceof SyntaxError) throw unreadable(path, 'it is not valid JSON', error)
    if (error instanceof z.ZodError) {
      const [issue] = error.issues
      throw unreadable(path, `${issue?.path.join('.') || 'the whole'}: ${issue?.message}`, error)
    }
    throw error
  }
}

function unreadable(path: string, why: string, cause: Error): HumaPayrollError {
  return new HumaPayrollError('storage', `The settings in ${path} cannot be read: ${why}. Nothing was changed.`, {
    hint: `Mend the file, or move it aside and connect anew:\nmv ${quoted(path)} ${quoted(`${path}.broken`)}`,
    cause,
  })
}
