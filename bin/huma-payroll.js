#!/usr/bin/env node
// Nothing here is newer than Node 12, so that an old one can say what is wrong instead of failing on an unknown word.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import module from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import v8 from 'node:v8'

/** The same as `engines` in package.json: ^22.22.2 || ^24.15.0 || >=26.0.0 */
function fits(version) {
  const [major, minor, patch] = version.split('.').map(Number)
  if (major === 22) return minor > 22 || (minor === 22 && patch >= 2)
  if (major === 24) return minor >= 15
  return major >= 26
}

function refuse() {
  const { node } = process.versions
  process.stderr.write(`huma-payroll needs Node 22.22.2, 24.15 or 26, or later ones of these; this is Node ${node}.\n`)
  process.exitCode = 64
}

/** A clone of the repository brings its own Node. */
function runOn(node) {
  const env = Object.assign({}, process.env, { HUMA_PAYROLL_RESTARTED: '1' })
  const args = [fileURLToPath(import.meta.url)].concat(process.argv.slice(2))
  const program = spawn(node, args, { stdio: 'inherit', env })
  program.on('error', refuse)
  program.on('exit', (code, signal) => {
    if (signal) process.kill(process.pid, signal)
    else process.exitCode = code
  })
  // Ctrl-C reaches the program too, and the program decides what follows; the others reach only this process.
  process.on('SIGINT', () => {})
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => program.kill(signal))
}

function start() {
  // Thousands of answers are read and dropped: a small nursery keeps the process at two thirds of the memory, as fast.
  v8.setFlagsFromString('--semi-space-growth-factor=1')
  if (module.enableCompileCache) module.enableCompileCache()
  // Until the program says otherwise: an end that nobody announced is no success.
  process.exitCode = 1
  return import('../dist/main.js')
    .then((program) => program.main(process.argv.slice(2)))
    .then((exitCode) => {
      process.exitCode = exitCode
    })
}

const ownNode = join(dirname(dirname(fileURLToPath(import.meta.url))), 'node_modules', '.bin', 'node')
if (fits(process.versions.node)) void start()
else if (!process.env.HUMA_PAYROLL_RESTARTED && existsSync(ownNode)) runOn(ownNode)
else refuse()
