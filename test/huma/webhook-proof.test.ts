/** Who may tell us something. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import fc from 'fast-check'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { isFromHuma, type WebhookKeys } from '../../src/huma/webhook.ts'

// The real one, counted.
vi.mock('node:crypto', async (original) => {
  const real = await original<typeof import('node:crypto')>()
  return { ...real, timingSafeEqual: vi.fn(real.timingSafeEqual) }
})
afterEach(() => void vi.mocked(timingSafeEqual).mockClear())

const body = Buffer.from('{"topic":"users-update","users":[{"id":"u1","givenName":"Åse"}]}')
const secret = 'hemmelig'
const token = 'adgang'
const digest = (encoding: 'hex' | 'base64' | 'base64url', key = secret) =>
  createHmac('sha256', key).update(body).digest(encoding)
const hex = digest('hex')
const base64 = digest('base64')

describe('the proof', () => {
  const signed = (signature: string) => ({ 'huma-hmac-sha256': signature })
  const bearer = { authorization: `Bearer ${token}` }
  const both = { secret, token }
  test.each<[string, Record<string, string>, WebhookKeys, boolean]>([
    ['hex', signed(hex), { secret }, true],
    ['hex in capitals', signed(hex.toUpperCase()), { secret }, true],
    ['base64', signed(base64), { secret }, true],
    ['base64 of addresses, without its end', signed(digest('base64url')), { secret }, true],
    ['blanks around it', signed(` ${hex} `), { secret }, true],
    ['of another secret', signed(digest('hex', 'x')), { secret }, false],
    ['of another secret in base64', signed(digest('base64', 'x')), { secret }, false],
    ['base64 in capitals', signed(base64.toUpperCase()), { secret }, false],
    ['cut short', signed(hex.slice(0, 62)), { secret }, false],
    ['base64 cut short', signed(base64.slice(0, 40)), { secret }, false],
    ['with something after it', signed(`${hex}00`), { secret }, false],
    ['with something after it that is no digit', signed(`${hex}zz`), { secret }, false],
    ['base64 with something after it', signed(`${base64}AAAA`), { secret }, false],
    ['twice', signed(`${hex}, ${hex}`), { secret }, false],
    ['empty', signed(''), { secret }, false],
    ['absent', {}, { secret }, false],
    ['the secret itself', signed(secret), { secret }, false],
    ['with the token where only the secret is known', { ...signed(hex), ...bearer }, { secret }, true],
    ['the token', bearer, { token }, true],
    ['the token, with a signature nobody can check', { ...bearer, ...signed('x') }, { token }, true],
    ['the token after "bearer"', { authorization: `bearer ${token}` }, { token }, true],
    ['the token after "Basic"', { authorization: `Basic ${token}` }, { token }, false],
    ['the token alone', { authorization: token }, { token }, false],
    ['another token', { authorization: 'Bearer adganG' }, { token }, false],
    ['a longer token', { authorization: `Bearer ${token}1` }, { token }, false],
    ['an empty token', { authorization: 'Bearer ' }, { token }, false],
    ['no token', {}, { token }, false],
    ['both', { ...signed(base64), ...bearer }, both, true],
    ['both wanted, only the token', bearer, both, false],
    ['both wanted, only the signature', signed(hex), both, false],
    ['both wanted, another token', { ...signed(hex), authorization: 'Bearer x' }, both, false],
    ['nothing to prove it by', { ...signed(hex), ...bearer }, {}, false],
    ['empty keys', { ...signed(digest('hex', ' ')), authorization: 'Bearer ' }, { secret: '', token: '' }, false],
  ])('%s', (_, headers, keys, expected) => {
    expect(isFromHuma(body, new Headers(headers), keys)).toBe(expected)
  })

  test('is of every byte as it came', () => {
    for (let at = 0; at < body.length; at += 1) {
      const other = Buffer.from(body)
      other.writeUInt8(other.readUInt8(at) ^ 1, at)
      expect(isFromHuma(other, new Headers(signed(hex)), { secret })).toBe(false)
    }
    expect(isFromHuma(Buffer.concat([body, Buffer.from('\n')]), new Headers(signed(hex)), { secret })).toBe(false)
  })

  test('is compared in constant time, both parts of it', () => {
    isFromHuma(body, new Headers({ ...signed(digest('hex', 'x')), ...bearer }), both)
    expect(vi.mocked(timingSafeEqual)).toHaveBeenCalledTimes(2)
  })

  test('no proof throws, and none is taken by chance', () => {
    const header = fc.string({ unit: fc.integer({ min: 32, max: 255 }).map((code) => String.fromCharCode(code)) })
    fc.assert(
      fc.property(fc.uint8Array(), header, header, (bytes, signature, authorization) => {
        const headers = new Headers({ 'huma-hmac-sha256': signature, authorization })
        expect(isFromHuma(bytes, headers, { secret })).toBe(false)
        expect(isFromHuma(bytes, headers, { token })).toBe(false)
      }),
      { numRuns: 500 },
    )
  })
})
