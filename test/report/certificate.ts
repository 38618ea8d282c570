/** Certificates made on the spot, so that no private key lies in the repository (RFC 5280, in DER). */
import { generateKeyPairSync, randomUUID, sign } from 'node:crypto'

export interface TestCertificate {
  key: string
  cert: string
}

/** Signed by its own key, for `names` (DNS), and for 127.0.0.1 where `names` holds 'localhost'. */
export function selfSigned(names: readonly string[], days: { from: Date; until: Date } = thisYear): TestCertificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const ecdsaWithSha256 = sequence(oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02))
  // Several with one name could not be told apart.
  const commonName = sequence(set(sequence(oid(0x55, 0x04, 0x03), tagged(0x0c, Buffer.from(`test ${randomUUID()}`)))))
  const addresses = names.includes('localhost') ? [Buffer.from([127, 0, 0, 1])] : []
  const alternativeNames = sequence(
    ...names.map((name) => tagged(0x82, Buffer.from(name))),
    ...addresses.map((address) => tagged(0x87, address)),
  )
  const body = sequence(
    tagged(0xa0, integer(2)),
    integer(1),
    ecdsaWithSha256,
    commonName,
    sequence(time(days.from), time(days.until)),
    commonName,
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(sequence(oid(0x55, 0x1d, 0x11), tagged(0x04, alternativeNames)))),
  )
  const signature = sign('sha256', body, privateKey)
  const whole = sequence(body, ecdsaWithSha256, tagged(0x03, Buffer.concat([Buffer.of(0), signature])))
  const lines = whole.toString('base64').replaceAll(/.{64}/g, '$&\n')
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
  }
}

const day = 86_400_000
const thisYear = { from: new Date(Date.now() - day), until: new Date(Date.now() + 365 * day) }

function tagged(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts)
  const { length } = content
  const head = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.of(tag, ...head), content])
}

function sequence(...parts: readonly Uint8Array[]): Buffer {
  return tagged(0x30, ...parts)
}

function set(part: Uint8Array): Buffer {
  return tagged(0x31, part)
}

function oid(...bytes: readonly number[]): Buffer {
  return tagged(0x06, Buffer.from(bytes))
}

function integer(value: number): Buffer {
  return tagged(0x02, Buffer.of(value))
}

/** UTCTime: two digits of the year. */
function time(date: Date): Buffer {
  return tagged(
    0x17,
    Buffer.from(
      `${date
        .toISOString()
        .replaceAll(/[-:T]|\..*/g, '')
        .slice(2)}Z`,
    ),
  )
}
