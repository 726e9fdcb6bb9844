// Who asks Google Cloud Storage: Google's application default credentials, as its SDK finds them.
import { Storage } from '@google-cloud/storage'
import type { Agents } from './gcs-agents.ts'

export interface SignIn {
  /** The headers by which a request is somebody's. Throws what the SDK throws. */
  headers(url: URL): Promise<Readonly<Record<string, string>>>
  /** Forgets what the service did not accept: all is read and asked for anew, once for all who failed with it. */
  renew(refused: Readonly<Record<string, string>>): void
}

export const nobody: SignIn = { headers: async () => ({}), renew: () => {} }

/** Objects need no project; the SDK would look for one for seconds. */
const NO_PROJECT = 'none'

type Finder = Storage['authClient']

export function defaultCredentials({ agentFor }: Agents): SignIn {
  const transporterOptions = { agent: (url: URL) => agentFor(url) }
  const find = (): Finder =>
    new Storage({ clientOptions: { transporterOptions }, projectId: NO_PROJECT }).authClient
  let finder = find()
  let last: Readonly<Record<string, string>> = {}
  return {
    headers: async url => {
      const client = await finder.getClient()
      leadExchange(client, transporterOptions)
      last = { ...(await client.getRequestHeaders(url.href)) }
      return last
    },
    renew: refused => {
      if (refused.Authorization !== last.Authorization) return
      finder = find()
      last = {}
    },
  }
}

/** The token exchange of a workload identity federation makes connections of its own, which are told nothing by the SDK. */
function leadExchange(client: object, defaults: object): void {
  const exchange: unknown = Reflect.get(client, 'stsCredential')
  if (typeof exchange !== 'object' || exchange === null) return
  const transporter: unknown = Reflect.get(exchange, 'transporter')
  if (typeof transporter === 'object' && transporter !== null) Reflect.set(transporter, 'defaults', defaults)
}
