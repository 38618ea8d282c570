/** Where everything that is kept lies. */
import { posix, win32 } from 'node:path'

export interface StorePaths {
  /** Settings, no secrets. */
  config: string
  /** Secrets that no OS keychain takes, encrypted; and which ones a keychain has. */
  secrets: string
  /** Links, bases, journal and log. */
  state: string
  /** A folder of empty files that processes lock against each other. */
  locks: string
}

/**
 * `HUMA_PAYROLL_HOME` moves everything into one folder; without it, the platform's own folders. `home` is the person's home
 * folder, `platform` as Node names it.
 *
 * Sources: XDG Base Directory Specification (a relative path in its variables is ignored); Apple, File System Programming
 * Guide; Microsoft, Known Folders (settings may roam between machines, state may not).
 */
export function storePaths(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
  home: string,
): StorePaths {
  const { join } = platform === 'win32' ? win32 : posix
  const [config, state] = folders(env, platform, home)
  return {
    config: join(config, 'config.json'),
    secrets: join(config, 'secrets.age'),
    state: join(state, 'state.sqlite'),
    locks: join(state, 'locks'),
  }
}

function folders(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
  home: string,
): [config: string, state: string] {
  const name = 'huma-payroll'
  if (env.HUMA_PAYROLL_HOME) return [env.HUMA_PAYROLL_HOME, env.HUMA_PAYROLL_HOME]
  if (platform === 'darwin') {
    const folder = posix.join(home, 'Library', 'Application Support', name)
    return [folder, folder]
  }
  if (platform === 'win32') {
    const roaming = env.APPDATA || win32.join(home, 'AppData', 'Roaming')
    const local = env.LOCALAPPDATA || win32.join(home, 'AppData', 'Local')
    return [win32.join(roaming, name), win32.join(local, name)]
  }
  const absolute = (path: string | undefined): string | undefined => (path && posix.isAbsolute(path) ? path : undefined)
  return [
    posix.join(absolute(env.XDG_CONFIG_HOME) ?? posix.join(home, '.config'), name),
    posix.join(absolute(env.XDG_STATE_HOME) ?? posix.join(home, '.local', 'state'), name),
  ]
}
