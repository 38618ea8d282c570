/** What each kind of object shows. */
import type { Models } from './model-kit.ts'
import { peopleModels } from './people-models.ts'
import { registerModels } from './register-models.ts'

export const models: Models = { ...peopleModels, ...registerModels }
