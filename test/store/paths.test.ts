import { expect, test } from 'vitest'
import { storePaths } from '../../src/store/paths.ts'

const kari = '/home-of/kari'

test.for<[string, Record<string, string>, NodeJS.Platform, string, string]>([
  ['Linux', {}, 'linux', `${kari}/.config/huma-payroll/config.json`, `${kari}/.local/state/huma-payroll/state.sqlite`],
  [
    'XDG',
    { XDG_CONFIG_HOME: '/c', XDG_STATE_HOME: '/s' },
    'linux',
    '/c/huma-payroll/config.json',
    '/s/huma-payroll/state.sqlite',
  ],
  [
    'a relative XDG path is none',
    { XDG_CONFIG_HOME: 'c', XDG_STATE_HOME: '' },
    'linux',
    `${kari}/.config/huma-payroll/config.json`,
    `${kari}/.local/state/huma-payroll/state.sqlite`,
  ],
  [
    'macOS',
    { XDG_CONFIG_HOME: '/c' },
    'darwin',
    `${kari}/Library/Application Support/huma-payroll/config.json`,
    `${kari}/Library/Application Support/huma-payroll/state.sqlite`,
  ],
  [
    'Windows',
    { APPDATA: 'C:\\Roaming', LOCALAPPDATA: 'C:\\Local' },
    'win32',
    'C:\\Roaming\\huma-payroll\\config.json',
    'C:\\Local\\huma-payroll\\state.sqlite',
  ],
  [
    'one folder for all',
    { HUMA_PAYROLL_HOME: '/h', XDG_CONFIG_HOME: '/c' },
    'linux',
    '/h/config.json',
    '/h/state.sqlite',
  ],
  [
    'one folder on Windows',
    { HUMA_PAYROLL_HOME: 'D:\\h', APPDATA: 'C:\\R' },
    'win32',
    'D:\\h\\config.json',
    'D:\\h\\state.sqlite',
  ],
])('%s', ([, env, platform, config, state]) => {
  const paths = storePaths(env, platform, kari)
  expect({ config: paths.config, state: paths.state }).toEqual({ config, state })
})

test('secrets stand beside the settings, locks beside the state', () => {
  const paths = storePaths({ XDG_CONFIG_HOME: '/c', XDG_STATE_HOME: '/s' }, 'linux', kari)
  expect(paths).toMatchObject({ secrets: '/c/huma-payroll/secrets.age', locks: '/s/huma-payroll/locks' })
})
