/** A login server that answers whatever a test wants. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import { onTestFinished } from 'vitest'

export interface OddAnswer {
  status?: number
  type?: string
  /** Sent as JSON unless it is a text. */
  body: unknown
}

/** Answers in turn, the last one for ever. An answer may be made from the form that was sent. */
export async function oddServer(
  ...answers: (OddAnswer | ((form: URLSearchParams) => OddAnswer))[]
): Promise<{ url: string; forms: URLSearchParams[] }> {
  const forms: URLSearchParams[] = []
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk) => {
      text += String(chunk)
    })
    request.on('end', () => {
      const form = new URLSearchParams(text)
      const next = answers[Math.min(forms.length, answers.length - 1)]
      forms.push(form)
      const {
        status = 200,
        type = 'application/json',
        body,
      } = typeof next === 'function' ? next(form) : (next ?? { body: {} })
      response.writeHead(status, { 'content-type': type }).end(typeof body === 'string' ? body : JSON.stringify(body))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(async () => {
    server.close()
    server.closeAllConnections()
    await once(server, 'close')
  })
  const address = server.address()
  return { url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`, forms }
}
