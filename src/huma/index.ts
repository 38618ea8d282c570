/** What a person must know and bring to connect Huma: addresses, keys, limits. */
import type { RatePolicy } from '../http/http.ts'
import type { SecretQuestion } from '../systems/system.ts'

export const humaBaseUrl = 'https://openapi.humahr.com'

export const humaQuestions: readonly SecretQuestion[] = [
  {
    key: 'clientId',
    label: 'Client ID',
    help: 'Huma: System settings > Open API > Add API key.',
    hidden: false,
  },
  {
    key: 'clientSecret',
    label: 'Client secret',
    help: 'Huma: System settings > Open API > Add API key. It is shown once, together with the client ID.',
    hidden: true,
  },
]

/** Not documented: any limit, and any header that tells one. */
export const humaLimits: RatePolicy = { concurrency: 8, tooManyWait: 5, timeout: 60 }
