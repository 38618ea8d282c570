/** Where the keys come from that a person brings along: a file, the environment, or questions. Never the command line. */
import { HumaPayrollError } from '../errors.ts'
import type { SecretQuestion } from '../systems/system.ts'

export interface KeyRequest {
  questions: readonly SecretQuestion[]
  /** `--key-file`: a path, or '-' for standard input. */
  keyFile?: string
  /** HUMA, TRIPLETEX, VISMA_NET_PAYROLL: the middle of the names of the environment variables. */
  environmentPrefix: string
  /** What was given before and holds still, by SecretQuestion.key: the last place to look. */
  kept?: Readonly<Record<string, string>>
}

/** What is needed of the world. */
export interface KeyParts {
  env: Readonly<Record<string, string | undefined>>
  readFile(path: string): Promise<string>
  readStdin(): Promise<string>
  /** undefined where nobody can be asked. */
  prompter: KeyPrompter | undefined
  /** Shows where a key is found, before it is asked for. */
  tell(text: string): void
}

interface KeyPrompter {
  text(question: { message: string; problem?: (answer: string) => string | undefined }): Promise<string>
  password(question: { message: string; problem?: (answer: string) => string | undefined }): Promise<string>
}

export interface Keys {
  /** By SecretQuestion.key. Optional ones that nobody gave are absent. */
  values: Record<string, string>
  /** 'environment' only where all of them come from there: then there is nothing to keep. */
  from: 'environment' | 'file' | 'kept' | 'prompt'
}

/**
 * For each question the key file wins over the environment, that over what is kept, and only what is required and still
 * missing is asked for.
 * Throws kind `usage` for a key file that cannot be used, `authorization` where keys are missing and nobody can be asked.
 */
export async function collectSecrets(request: KeyRequest, parts: KeyParts): Promise<Keys> {
  const { questions } = request
  const inFile = request.keyFile === undefined ? {} : await readKeyFile(request.keyFile, questions, parts)
  const values: Record<string, string> = {}
  const missing: SecretQuestion[] = []
  let isKept = false
  for (const question of questions) {
    const { key } = question
    const given = inFile[key] ?? parts.env[environmentName(request.environmentPrefix, key)]?.trim()
    const value = given || request.kept?.[key]
    if (value) values[key] = value
    else missing.push(question)
    isKept ||= Boolean(value) && !given
  }
  const given = isKept ? 'kept' : Object.keys(inFile).length > 0 ? 'file' : 'environment'
  const required = missing.filter((question) => !question.optional)
  if (required.length === 0) return { values, from: given }

  const { prompter } = parts
  if (!prompter) throw nothingThere(required, request)
  for (const question of missing) {
    const answer = await ask(question, prompter, parts)
    if (answer) values[question.key] = answer
  }
  return { values, from: 'prompt' }
}

/** TRIPLETEX, employeeToken -> HUMA_PAYROLL_TRIPLETEX_EMPLOYEE_TOKEN. */
function environmentName(prefix: string, key: string): string {
  return `HUMA_PAYROLL_${prefix}_${key.replaceAll(/[A-Z]/g, '_$&').toUpperCase()}`
}

async function ask(question: SecretQuestion, prompter: KeyPrompter, parts: KeyParts): Promise<string> {
  parts.tell(question.help)
  const message = question.optional ? `${question.label} (empty: none)` : question.label
  const problem = (answer: string) => {
    if (answer.trim() === '') return question.optional ? undefined : `${question.label} is needed.`
    return isOneLine(answer.trim()) ? undefined : 'It must be one line.'
  }
  const asked = { message, problem }
  return (await (question.hidden ? prompter.password(asked) : prompter.text(asked))).trim()
}

async function readKeyFile(
  path: string,
  questions: readonly SecretQuestion[],
  parts: KeyParts,
): Promise<Record<string, string>> {
  const text = path === '-' ? await parts.readStdin() : await parts.readFile(path)
  const trimmed = text.replace(/^\uFEFF/, '').trim()
  const unusable = (what: string) =>
    new HumaPayrollError('usage', `${path === '-' ? 'Standard input' : `The key file ${path}`} ${what}.`, {
      hint: `It must hold ${keyFileForm(questions)}.`,
    })

  if (trimmed === '') throw unusable('is empty')
  if (!trimmed.startsWith('{')) {
    const [only, ...others] = questions.filter((question) => !question.optional)
    if (!only || others.length > 0) throw unusable('is no JSON object')
    if (!isOneLine(trimmed)) throw unusable('has more than one line')
    return { [only.key]: trimmed }
  }

  // What is wrong with the JSON stays here: the reason would repeat a piece of it.
  const parsed = parseObject(trimmed)
  if (!parsed) throw unusable('is not valid JSON')
  const values: Record<string, string> = {}
  for (const [name, value] of Object.entries(parsed)) {
    if (!questions.some((question) => question.key === name)) {
      const meant = closest(name, questions)
      // The name itself may be a secret that stands in the wrong place.
      throw unusable(`has a name that is not known here${meant ? ` (${meant} may be meant)` : ''}`)
    }
    // Some ids are numbers, and are then written as such.
    if (typeof value !== 'string' && typeof value !== 'number') throw unusable(`has no text for ${name}`)
    const cleaned = String(value).trim()
    if (!isOneLine(cleaned)) throw unusable(`has more than one line for ${name}`)
    if (cleaned !== '') values[name] = cleaned
  }
  return values
}

function parseObject(text: string): object | undefined {
  try {
    const parsed: unknown = JSON.parse(text)
    return typeof parsed === 'object' && parsed !== null ? parsed : undefined
  } catch {
    return undefined
  }
}

/** A header cannot carry anything else, and no vendor's key holds it. */
function isOneLine(text: string): boolean {
  return !/\p{Cc}/u.test(text)
}

/** The known name with the same letters, or with the fewest of them different; undefined where none is near. */
function closest(name: string, questions: readonly SecretQuestion[]): string | undefined {
  const letters = (text: string) => text.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
  const near = questions
    .map(({ key }) => ({ key, steps: distance(letters(name), letters(key)) }))
    .toSorted((a, b) => a.steps - b.steps)[0]
  return near && near.steps <= 3 ? near.key : undefined
}

/** Levenshtein: how many letters must be added, removed or replaced. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (const [i, letter] of [...one].entries()) {
    const next = [i + 1]
    for (const [j, wanted] of [...other].entries()) {
      const replaced = (row[j] ?? 0) + (letter === wanted ? 0 : 1)
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}

function nothingThere(required: readonly SecretQuestion[], request: KeyRequest): HumaPayrollError {
  const variables = required.map(({ key }) => environmentName(request.environmentPrefix, key))
  const labels = required.map(({ label }) => label).join(' and ')
  return new HumaPayrollError('authorization', `Missing: ${labels}. Nobody can be asked here.`, {
    hint: `Set ${variables.join(' and ')}, or give --key-file PATH (- for standard input) with ${keyFileForm(request.questions)}.`,
    details: { variables },
  })
}

/** {"clientId": "…", "clientSecret": "…"} */
function keyFileForm(questions: readonly SecretQuestion[]): string {
  const required = questions.filter((question) => !question.optional)
  const names = questions.map(({ key, optional }) => `"${key}": "…"${optional ? ' (may be left out)' : ''}`)
  const form = `a JSON object: {${names.join(', ')}}`
  return required.length === 1 ? `the ${required[0]?.label} alone, or ${form}` : form
}
