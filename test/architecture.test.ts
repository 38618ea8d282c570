/** Who may import whom (docs/architecture.md), and where side effects and third-party packages live. */
import { posix } from 'node:path'
import { expect, test } from 'vitest'
import { systems } from '../src/systems/registry.ts'
import { readRepositoryFile, readSource, repositoryFiles, type Source } from './helpers/source.ts'

const sources = new Map<string, Source>(
  repositoryFiles()
    .filter((path) => path.startsWith('src/') || path.startsWith('bin/'))
    .map((path) => [path, readSource(path, readRepositoryFile(path))]),
)

/** What a room may import: `code` for anything, `types` where nothing of it is left after compilation. */
interface Doors {
  code: readonly string[]
  types?: readonly string[]
}

/** Every room may import itself and `errors`, apart from the exceptions written here. */
const doors: Readonly<Record<string, Doors>> = {
  bin: { code: ['main'] },
  main: { code: ['program', 'world', 'ui'] },
  program: { code: ['commands'], types: ['world'] },
  world: { code: ['http', 'store', 'ui'] },
  commands: {
    code: ['sync', 'live', 'ui', 'auth', 'store', 'report', 'registry', 'core', 'huma', 'sandbox'],
    types: ['world', 'system', 'http'],
  },
  sync: { code: ['core'], types: ['system', 'huma', 'store', 'ui'] },
  live: { code: ['core', 'sync'], types: ['system', 'huma', 'store'] },
  registry: { code: ['a system'], types: ['system'] },
  'a system': { code: ['core', 'http', 'mapping helpers'], types: ['system'] },
  'mapping helpers': { code: ['core', 'http'], types: ['system'] },
  system: { code: [], types: ['core', 'http'] },
  huma: { code: ['core', 'http'], types: ['system'] },
  auth: { code: ['http'], types: ['store', 'core', 'system'] },
  http: { code: [] },
  store: { code: ['core'] },
  // Of ui the words only: what a remote system says is cleaned in one place.
  report: { code: ['core', 'ui'] },
  ui: { code: ['core'], types: ['system'] },
  sandbox: { code: [], types: ['core'] },
  core: { code: [] },
  errors: { code: [] },
}

/** Which part of the house a file belongs to. */
function roomOf(path: string): string {
  const [top, second = '', third] = path.split('/')
  if (top !== 'src') return String(top)
  if (second !== 'systems') return third === undefined ? posix.basename(second, '.ts') : second
  if (third === 'registry.ts') return 'registry'
  if (third === 'system.ts') return 'system'
  return path.split('/').length > 3 ? 'a system' : 'mapping helpers'
}

test('every import goes through a door', () => {
  const wrong: string[] = []
  for (const [path, { imports }] of sources) {
    const room = roomOf(path)
    const allowed = doors[room]
    if (!allowed) {
      wrong.push(`${path}: a room without doors`)
      continue
    }
    for (const { specifier, typesOnly } of imports) {
      if (!specifier.startsWith('.')) continue
      const target = targetOf(path, specifier)
      const other = roomOf(target)
      const sibling = room === 'a system' && other === 'a system' && posix.dirname(path) !== posix.dirname(target)
      const open = [...allowed.code, ...(typesOnly ? (allowed.types ?? []) : []), room, 'errors'].includes(other)
      if (!open || sibling) wrong.push(`${path} imports ${typesOnly ? 'types of ' : ''}${target}`)
    }
  }
  expect(wrong).toEqual([])
})

/** The source file behind a relative import; what bin/ imports is compiled. */
function targetOf(path: string, specifier: string): string {
  const target = posix.join(posix.dirname(path), specifier)
  return target.startsWith('dist/') ? target.replace(/^dist\/(.*)\.js$/, 'src/$1.ts') : target
}

/** One home for each third-party package, and for the parts of Node that touch the world in a special way. */
const homes: Readonly<Record<string, RegExp>> = {
  '@hono/node-server': /^src\/(sandbox\/server|live\/receiver)\.ts$/,
  '@inquirer/prompts': /^src\/ui\/prompter\.ts$/,
  '@navikt/fnrvalidator': /^src\/core\/values\.ts$/,
  'age-encryption': /^src\/store\/vault\.ts$/,
  chalk: /^src\/ui\/theme\.ts$/,
  'cli-table3': /^src\/ui\/tables?\.ts$/,
  commander: /^src\/(program\.ts|commands\/)/,
  conf: /^src\/store\/config\.ts$/,
  'csv-parse': /^src\/(systems\/crona-lon\/csv|commands\/absence-table)\.ts$/,
  'fast-string-width': /^src\/ui\//,
  'fast-wrap-ansi': /^src\/ui\//,
  'fast-xml-parser': /^src\/(sandbox|systems\/[\w-]+)\/xml\.ts$/,
  graphql: /^src\/sandbox\/xledger(\.ts|\/)/,
  hono: /^src\/(sandbox\/|live\/receiver\.ts)/,
  'i18n-iso-countries': /^src\/core\/values\.ts$/,
  ibantools: /^src\/core\/values\.ts$/,
  keytar: /^src\/store\/keychain\.ts$/,
  'libphonenumber-js': /^src\/core\/values\.ts$/,
  'node:child_process': /^bin\/huma-payroll\.js$/,
  'node:sqlite': /^src\/store\/database\.ts$/,
  nodemailer: /^src\/report\/mail\.ts$/,
  open: /^src\/world\.ts$/,
  'openid-client': /^src\/auth\//,
  ora: /^src\/ui\/progress\.ts$/,
  personnummer: /^src\/core\/values\.ts$/,
  'pure-rand': /^src\/sandbox\/people\.ts$/,
  stdnum: /^src\/core\/values\.ts$/,
  undici: /^src\/(http\/client|world)\.ts$/,
  // At every border something is parsed.
  zod: /^src\//,
}

test('every third-party package is imported in its one home only', () => {
  const wrong: string[] = []
  for (const [path, { imports }] of sources) {
    for (const { specifier } of imports) {
      if (specifier.startsWith('.')) continue
      const name = packageName(specifier)
      const home = homes[name]
      if (home ? !home.test(path) : !name.startsWith('node:')) wrong.push(`${path} imports ${name}`)
    }
  }
  expect(wrong).toEqual([])
})

/** `hono/cors` -> hono, `@inquirer/prompts` -> itself, `node:fs/promises` -> node:fs. */
function packageName(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
}

test('the core is pure: nothing of Node, nothing asynchronous, no clock, no chance', () => {
  const impure = [...sources].flatMap(([path, { imports, worldly }]) => {
    if (roomOf(path) !== 'core') return []
    const node = imports.map(({ specifier }) => specifier).filter((specifier) => specifier.startsWith('node:'))
    return [...node, ...worldly].map((what) => `${path}: ${what}`)
  })
  expect(impure).toEqual([])
})

test('process and console are touched only where the world begins', () => {
  const border = /^(src\/(main|world|ui\/io)\.ts|bin\/.*)$/
  const wrong = [...sources].flatMap(([path, { imports, worldly }]) => {
    if (border.test(path)) return []
    const imported = imports.map(({ specifier }) => specifier.replace('node:', ''))
    return ['process', 'console', 'globalThis']
      .filter((name) => worldly.has(name) || imported.includes(name))
      .map((name) => `${path}: ${name}`)
  })
  expect(wrong).toEqual([])
})

test('the registry lists exactly the systems that have a folder', () => {
  const folders = [...sources.keys()].filter((path) => roomOf(path) === 'a system').map((path) => path.split('/')[2])
  expect(systems.map(({ id }) => id).sort()).toEqual([...new Set(folders)].sort())
})

test('the reader of sources sees every form of import and use', () => {
  const { imports, worldly } = readSource(
    'example.ts',
    `import type { A } from './a.ts'
     import { type B, type C } from './b.ts'
     import { type D, e } from './d.ts'
     import './f.ts'
     export * from './g.ts'
     export type { H } from './h.ts'
     const i: import('./i.ts').I = await import('./j.ts')
     e.process = { console: i, fetch: Date.parse(e) }
     run(globalThis, new Date(), Math.random())
     // console.log('./k.ts')`,
  )
  expect(imports.map(({ specifier, typesOnly }) => `${specifier} ${typesOnly}`)).toEqual([
    './a.ts true',
    './b.ts true',
    './d.ts false',
    './f.ts false',
    './g.ts false',
    './h.ts true',
    './i.ts true',
    './j.ts false',
  ])
  expect([...worldly].sort()).toEqual(['Math.random', 'async', 'globalThis', 'new Date()'])
  expect([...readSource('a.ts', 'export const { env } = process').worldly]).toEqual(['process'])
  expect([...readSource('a.ts', 'export const now = async () => Date.now()').worldly].sort()).toEqual([
    'Date.now',
    'async',
  ])
  expect([...readSource('a.ts', 'export const day = (text: string) => new Date(text)').worldly]).toEqual([])
  expect(() => readSource('a.ts', 'import(name)')).toThrow('computed')
})
