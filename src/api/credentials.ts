// What to sign in with, from the variables of an environment.
import type { Federation, SignInSettings } from '../auth/settings.ts'
import type { Connection } from './connection.ts'
import type { Env } from './world.ts'

/** `tables`: what is to be read; none: the default set. */
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
