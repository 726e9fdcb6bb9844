// The credentials that the environment may hold. They are never options: a secret is not for the command line.
import type { Federation, SignInSettings } from '../auth/settings.ts'
import type { Connection } from './connection.ts'
import type { Env } from './io.ts'

export const credentialsHelp = `
Signing in: the first one given wins, --auth <way> tries one alone. Secrets come from the environment, never from options.
  token             ENTRA_EXTRACT_ACCESS_TOKEN, a ready access token for Microsoft Graph
  certificate       AZURE_CLIENT_CERTIFICATE_PATH (PEM or PFX; AZURE_CLIENT_CERTIFICATE_PASSWORD)
  secret            AZURE_CLIENT_SECRET
  federation        AZURE_FEDERATED_TOKEN_FILE, GitHub Actions, Azure Pipelines
  managed-identity  on a virtual machine or service of Azure; AZURE_CLIENT_ID for a user-assigned one
  person            who signed in with \`entra-extract auth login\`
  azure-cli         who signed in with \`az login\`
Certificate, secret and federation also need AZURE_TENANT_ID and AZURE_CLIENT_ID.
`

/** `tables`: what the command reads; none: the default set. */
export function signInSettings(
  env: Env,
  connection: Connection,
  tables: readonly string[] = [],
): SignInSettings {
  const given = (name: string): string | null => env[name]?.trim() || null
  const { cloud, authority, graphUrl, tenant, clientId, auth, cacheFile } = connection
  return {
    choice: auth,
    cloud,
    authority,
    graphUrl,
    tenantId: tenant,
    clientId,
    accessToken: given('ENTRA_EXTRACT_ACCESS_TOKEN'),
    clientSecret: given('AZURE_CLIENT_SECRET'),
    certificatePath: given('AZURE_CLIENT_CERTIFICATE_PATH'),
    certificatePassword: env.AZURE_CLIENT_CERTIFICATE_PASSWORD || null,
    federation: federationOf(given, clientId),
    tables,
    cacheFile,
    env,
  }
}

type Given = (name: string) => string | null

function federationOf(given: Given, clientId: string | null): Federation | null {
  const path = given('AZURE_FEDERATED_TOKEN_FILE')
  if (path !== null) return { kind: 'file', path }
  // A job has what follows whatever it is for, so the application has to be named too.
  return clientId === null ? null : (pipelinesFederation(given) ?? actionsFederation(given))
}

function actionsFederation(given: Given): Federation | null {
  const url = given('ACTIONS_ID_TOKEN_REQUEST_URL')
  const token = given('ACTIONS_ID_TOKEN_REQUEST_TOKEN')
  return url === null || token === null ? null : { kind: 'github', url, token }
}

/** https://learn.microsoft.com/azure/devops/pipelines/build/variables: SYSTEM_ACCESSTOKEN has to be mapped by the pipeline. */
function pipelinesFederation(given: Given): Federation | null {
  const url = given('SYSTEM_OIDCREQUESTURI')
  const token = given('SYSTEM_ACCESSTOKEN')
  const serviceConnectionId =
    given('AZURESUBSCRIPTION_SERVICE_CONNECTION_ID') ?? given('ENTRA_EXTRACT_SERVICE_CONNECTION_ID')
  if (url === null || token === null || serviceConnectionId === null) return null
  return { kind: 'azure-devops', url, serviceConnectionId, token }
}
