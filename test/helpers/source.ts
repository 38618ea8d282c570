/** Reads the repository's own files, for tests about the repository. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync, Visitor } from 'oxc-parser'

const root = join(import.meta.dirname, '../..')

/** Made by tools or by the package manager, or not ours. */
const notOurs = new Set(['.git', 'node_modules', 'dist', 'coverage'])

/** Paths of all files that belong to the repository, below its root, sorted. */
export function repositoryFiles(folder = ''): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter(({ name }) => !notOurs.has(name))
    .flatMap((entry) => {
      const path = folder ? `${folder}/${entry.name}` : entry.name
      return entry.isDirectory() ? repositoryFiles(path) : [path]
    })
    .sort()
}

export function readRepositoryFile(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}

export interface Import {
  /** As written: `./plan.ts`, `node:fs`, `@inquirer/prompts`. */
  specifier: string
  /** Gone after compilation. */
  typesOnly: boolean
}

export interface Source {
  imports: Import[]
  /** What the file uses of the world outside: global variables, time, chance, asynchronous code. */
  worldly: Set<string>
}

/** Global variables that reach out of the program, and ways to learn the time or chance. */
const worldlyNames = new Set([
  'process',
  'console',
  'globalThis',
  'fetch',
  'crypto',
  'performance',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
])
const worldlyMembers = new Set(['Date.now', 'Math.random'])

/** What a TypeScript or JavaScript file imports, in every form there is, and what it uses of the world. */
export function readSource(path: string, code: string): Source {
  const { program, module, errors } = parseSync(path, code)
  if (errors.length > 0) throw new Error(`${path} cannot be parsed: ${errors[0]?.message}`)
  const imports: Import[] = []

  for (const { moduleRequest, entries } of module.staticImports) {
    imports.push({
      specifier: moduleRequest.value,
      typesOnly: entries.length > 0 && entries.every((one) => one.isType),
    })
  }
  for (const { entries } of module.staticExports) {
    for (const { moduleRequest, isType } of entries) {
      if (moduleRequest) imports.push({ specifier: moduleRequest.value, typesOnly: isType })
    }
  }
  const uses: { name: string; start: number }[] = []
  const labels = new Set<number>()
  const worldly = new Set<string>()
  const asynchronous = ({ async }: { async: boolean }): void => {
    if (async) worldly.add('async')
  }
  new Visitor({
    ImportExpression({ source }) {
      if (source.type !== 'Literal' || typeof source.value !== 'string')
        throw new Error(`${path} imports a computed name`)
      imports.push({ specifier: source.value, typesOnly: false })
    },
    TSImportType({ source }) {
      imports.push({ specifier: source.value, typesOnly: true })
    },
    Identifier({ name, start }) {
      if (worldlyNames.has(name)) uses.push({ name, start })
    },
    MemberExpression({ computed, object, property }) {
      if (computed) return
      labels.add(property.start)
      const member = object.type === 'Identifier' && property.type === 'Identifier' && `${object.name}.${property.name}`
      if (member && worldlyMembers.has(member)) worldly.add(member)
    },
    NewExpression({ callee, arguments: given }) {
      if (callee.type === 'Identifier' && callee.name === 'Date' && given.length === 0) worldly.add('new Date()')
    },
    FunctionDeclaration: asynchronous,
    FunctionExpression: asynchronous,
    ArrowFunctionExpression: asynchronous,
    AwaitExpression: () => void worldly.add('async'),
    Property({ computed, shorthand, key }) {
      if (!computed && !shorthand) labels.add(key.start)
    },
    MethodDefinition: ({ key }) => void labels.add(key.start),
    PropertyDefinition: ({ key }) => void labels.add(key.start),
    TSPropertySignature: ({ key }) => void labels.add(key.start),
    TSMethodSignature: ({ key }) => void labels.add(key.start),
  }).visit(program)

  // A property may be called `process`; only the variable counts.
  for (const { name, start } of uses) if (!labels.has(start)) worldly.add(name)
  return { imports, worldly }
}
