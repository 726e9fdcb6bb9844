// The credentials that the environment may hold. They are never options: a secret is not for the command line.
import type { SignInSettings } from '../auth/choose.ts'
import type { Connection } from './connection.ts'
import type { Env } from './io.ts'

export const credentialsHelp = `
Credentials come from the environment, the first one given wins:
  ENTRA_EXTRACT_ACCESS_TOKEN                              a ready access token for Microsoft Graph
  AZURE_TENANT_ID, AZURE_CLIENT_ID, AZURE_CLIENT_SECRET   an application and its client secret
`

export function signInSettings(env: Env, { authority, graphUrl }: Connection): SignInSettings {
  return {
    accessToken: env.ENTRA_EXTRACT_ACCESS_TOKEN,
    tenantId: env.AZURE_TENANT_ID,
    clientId: env.AZURE_CLIENT_ID,
    clientSecret: env.AZURE_CLIENT_SECRET,
    authority,
    graphUrl,
  }
}
