/**
 * `npm test`: everything that must hold before a change is taken. The last line is the result, alone:
 * `N passed, N failed, N skipped`; each static check counts as one.
 *
 * Tests that need something from outside (a keychain, a browser) say so when they are skipped.
 * With HUMA_PAYROLL_REQUIRE_EXTRAS=1 they fail instead.
 */
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import semver from 'semver'
import { startVitest } from 'vitest/node'

const root = dirname(import.meta.dirname)
const counts = { passed: 0, failed: 0, skipped: 0 }

checkNode()
process.chdir(root)
await Promise.all([
  check('types', 'tsc', '--noEmit'),
  check('format and lint', 'biome', 'check', '--error-on-warnings', '.'),
  check('unused files, exports and dependencies', 'knip', '--no-progress'),
  check('build', 'tsc', '--project', 'tsconfig.build.json'),
])
await runTests()

say(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`)
process.exitCode = counts.failed === 0 ? 0 : 1

/** Without the repository's own Node on the PATH everything would quietly run on whatever the machine has. */
function checkNode() {
  const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  if (semver.satisfies(process.versions.node, engines.node)) return
  say(`Node ${process.versions.node} does not fit ${engines.node}. Run \`npm install\`, then \`npm test\`.`)
  process.exit(1)
}

/** Runs one of the tools that the repository brings; shows what it said only when it failed. */
async function check(name, tool, ...args) {
  try {
    await promisify(execFile)(join(root, 'node_modules/.bin', tool), args, { maxBuffer: 64 * 1024 * 1024 })
    counts.passed += 1
    say(`✔ ${name}`)
  } catch (error) {
    counts.failed += 1
    say(`✖ ${name}\n${error.stdout ?? ''}${error.stderr ?? error}`)
  }
}

async function runTests() {
  /** Names of tests, by the reason why they were skipped. */
  const skipped = new Map()
  const failedBefore = counts.failed
  const reporter = {
    onTestRunEnd(modules, unhandledErrors) {
      counts.failed += unhandledErrors.length
      for (const module of modules) {
        if (module.errors().length > 0) counts.failed += 1
        for (const test of module.children.allTests()) {
          const { state, note } = test.result()
          counts[state === 'pending' ? 'skipped' : state] += 1
          if (state === 'passed' || state === 'failed') continue
          const reason = note ?? 'no reason given'
          skipped.set(reason, [...(skipped.get(reason) ?? []), test.fullName])
        }
      }
    },
  }
  const vitest = await startVitest('test', [], {
    root,
    watch: false,
    coverage: { enabled: true },
    reporters: [process.env.CI ? 'dot' : 'default', reporter],
  })
  await vitest.close()
  // Whatever else vitest holds against the run: a threshold of coverage, no tests at all.
  if (process.exitCode && counts.failed === failedBefore) counts.failed += 1

  for (const [reason, names] of skipped) say(`\nSkipped: ${reason}\n${names.map((name) => `- ${name}`).join('\n')}`)
}

function say(text) {
  process.stdout.write(`${text}\n`)
}
