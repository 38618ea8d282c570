import { expect, test } from 'vitest'
import { clientFor, listen } from './server.ts'

test('each try is signed anew, of the address as it is sent', async () => {
  const server = await listen((outgoing, number) => {
    if (number === 1) outgoing.destroy()
    else if (number === 2) outgoing.writeHead(503).end()
    else if (number === 3) outgoing.writeHead(429).end()
    else outgoing.writeHead(200, { 'content-type': 'text/xml' }).end(Buffer.from('<a>Äijälä</a>', 'latin1'))
  })
  const signed: string[] = []
  const answer = await clientFor().send({
    method: 'POST',
    url: `${server.url}/employees.nv`,
    query: { name: 'Äijälä & co', ended: 1 },
    headers: { accept: 'text/xml' },
    sign(url) {
      signed.push(url)
      return { 'x-signature': String(signed.length) }
    },
    text: { type: 'text/xml', content: '<root>å</root>' },
    charset: 'iso-8859-15',
    effect: 'read',
  })
  expect(answer).toMatchObject({ status: 200, body: '<a>Äijälä</a>' })
  expect(signed).toEqual(server.asked.map(({ path }) => server.url + path))
  expect(server.asked.map(({ headers }) => headers['x-signature'])).toEqual(['1', '2', '3', '4'])
  expect(server.asked[3]).toMatchObject({
    headers: { 'content-type': 'text/xml', accept: 'text/xml' },
    body: '<root>å</root>',
  })
})
