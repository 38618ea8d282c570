import type { OAuth2ClientCredentialsMethod, OAuth2CodeMethod } from '../systems/system.ts'

/** An app as registered at a vendor, and where it asks. */
export interface App<Method = OAuth2CodeMethod | OAuth2ClientCredentialsMethod> {
  method: Method
  /** Without a slash at its end. */
  authUrl: string
  /** By SecretQuestion.key. */
  keys: Readonly<Record<string, string>>
  /** For messages. */
  systemName: string
  /** The command that authorizes anew. */
  again: string
}
