import type { HumaPayrollError } from '../errors.ts'

/** What a command gives back to `main`. Its output for people was printed through `world.io` on the way. */
export interface CommandResult {
  /** 0 when absent; 3 where a run finished while some people failed or were held back. */
  exitCode?: number
  /** The rest of the one object that `--json` prints, beside `version` and `ok`; never a secret or a personal value. */
  json: Readonly<Record<string, unknown>>
  /** It failed with something to show for it: treated as if it were thrown, with `json` kept beside it. */
  error?: HumaPayrollError
}
