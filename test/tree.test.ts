/** The repository as its readers find it: sizes, words, links. */
import { posix } from 'node:path'
import { expect, test } from 'vitest'
import { readRepositoryFile, repositoryFiles } from './helpers/source.ts'

const files = repositoryFiles()

test('no file is longer than 400 lines', () => {
  const long = files
    .filter((path) => /\.(ts|js|mjs|cjs)$/.test(path))
    .map((path) => [path, readRepositoryFile(path).split('\n').length - 1] as const)
    .filter(([, lines]) => lines > 400)
  expect(long).toEqual([])
})

/** What only means something on one machine, and where packages came from (the lock file records no addresses). */
const unwanted = [
  /\/(home|Users)\/[a-z]/,
  /\/root\//,
  /(^|[\s"'`(])\/work\//,
  /registry\.npmjs/,
  /npm\.pkg\.github/,
  /registry\.yarnpkg/,
  /\.\.\/shared\/(design|vendors|mission|hooks)/,
]

test('nothing names a folder of one machine or a package registry', () => {
  const found = files.flatMap((path) => {
    const lines = readRepositoryFile(path).split('\n')
    return lines.flatMap((line, index) => (unwanted.some((one) => one.test(line)) ? [`${path}:${index + 1}`] : []))
  })
  expect(found).toEqual([])
})

test('the lock file records no addresses of packages', () => {
  expect(readRepositoryFile('package-lock.json')).not.toMatch(/"resolved": "https?:/)
})

test('every relative link in the documentation leads to a file, and to a heading where it names one', () => {
  const pages = files.filter((path) => path.endsWith('.md'))
  const broken = pages.flatMap((page) =>
    linksOf(readRepositoryFile(page)).flatMap((link) => {
      const [target = '', heading] = link.split('#')
      const path = target ? posix.join(posix.dirname(page), decodeURIComponent(target)).replace(/\/$/, '') : page
      const there = files.includes(path) || files.some((file) => file.startsWith(`${path}/`))
      if (!there) return [`${page}: ${link}`]
      if (!heading || !path.endsWith('.md')) return []
      return headingsOf(readRepositoryFile(path)).has(heading) ? [] : [`${page}: ${link}`]
    }),
  )
  expect(pages).not.toEqual([])
  expect(broken).toEqual([])
})

/** Targets of inline links, images and link definitions that are no web addresses. */
function linksOf(markdown: string): string[] {
  const text = withoutCode(markdown)
  const inline = text.matchAll(/\]\(([^)\s]+)[^)]*\)/g)
  const definitions = text.matchAll(/^ {0,3}\[[^\]]+\]:\s*(\S+)/gm)
  return [...inline, ...definitions]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z][a-z+.-]*:/i.test(target))
}

/** Anchors as GitHub makes them. */
function headingsOf(markdown: string): Set<string> {
  const headings = withoutCode(markdown, false).matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)
  return new Set(
    [...headings].map(([, title = '']) =>
      title
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  )
}

function withoutCode(markdown: string, inlineToo = true): string {
  const prose = markdown.replace(/^ *(```|~~~)[^\n]*\n.*?^ *\1/gms, '')
  return inlineToo ? prose.replace(/`[^`\n]*`/g, '') : prose
}

test('the reader of links sees what it should', () => {
  const markdown = 'See [a](a.md#x "t"), `[no](n.md)`, [web](https://x.example)\n\n```\n[no](m.md)\n```\n[r]: ./r.md\n'
  expect(linksOf(markdown)).toEqual(['a.md#x', './r.md'])
  expect([...headingsOf('# Exit codes, in `short`\n')]).toEqual(['exit-codes-in-short'])
})
