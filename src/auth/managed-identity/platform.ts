// Which platform of Azure this is, as far as it matters to managed identities.
import { accessSync, constants, existsSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { isLoopback } from '../clouds.ts'

/** https://learn.microsoft.com/azure/virtual-machines/instance-metadata-service */
export const IMDS = 'http://169.254.169.254/metadata/identity/oauth2/token'

/** A service that says so by variables; a server with the Azure Arc agent; or a virtual machine. */
export type Platform = 'service' | 'arc' | 'vm'

export interface Machine {
  isAzureVm(): boolean
  hasArcAgent(): boolean
  /** Rejects when `signal` is aborted. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>
}

export const thisMachine: Machine = {
  isAzureVm: () =>
    process.platform === 'win32' ? existsSync('C:\\WindowsAzure') : chassisTag() === AZURE_CHASSIS,
  hasArcAgent: () => isReadable(arcAgent()),
  sleep: (milliseconds, signal) => sleep(milliseconds, undefined, { signal }),
}

/** Every virtual machine of Azure has this tag, in all its clouds. */
const AZURE_CHASSIS = '7783-7084-3265-9085-8269-3286-77'

/** MSAL looks at the same files. https://learn.microsoft.com/azure/azure-arc/servers/agent-overview */
function arcAgent(): string | null {
  if (process.platform === 'linux') return '/opt/azcmagent/bin/himds'
  if (process.platform !== 'win32') return null
  return 'C:\\Program Files\\AzureConnectedMachineAgent\\himds.exe'
}

function isReadable(path: string | null): boolean {
  try {
    if (path !== null) accessSync(path, constants.R_OK)
    return path !== null
  } catch {
    return false
  }
}

function chassisTag(): string | null {
  try {
    return readFileSync('/sys/class/dmi/id/chassis_asset_tag', 'utf8').trim()
  } catch {
    // Not Linux, or a container that is not shown it.
    return null
  }
}

type Env = Readonly<Record<string, string | undefined>>

const ENDPOINTS = ['IDENTITY_ENDPOINT', 'MSI_ENDPOINT', 'AZURE_POD_IDENTITY_AUTHORITY_HOST'] as const

/** MSAL reads these variables itself, from the process; it has to be the same environment. */
export function platformOf(env: Env, machine: Machine): Platform | null {
  if (env.IDENTITY_ENDPOINT && env.IDENTITY_HEADER) return 'service'
  if (env.MSI_ENDPOINT) return 'service'
  if (env.IDENTITY_ENDPOINT && env.IMDS_ENDPOINT) return 'arc'
  if (machine.hasArcAgent()) return 'arc'
  if (env.AZURE_POD_IDENTITY_AUTHORITY_HOST) return 'service'
  return machine.isAzureVm() ? 'vm' : null
}

/** The hosts (with ports) that the platform names. */
function namedHosts(env: Env): ReadonlySet<string> {
  const urls = ENDPOINTS.map(name => env[name] ?? '').filter(text => URL.canParse(text))
  return new Set(urls.map(text => new URL(text).host))
}

/** Whether a URL may be asked for a token: this machine, its link-local services, and what the platform names. */
export function allowedHosts(env: Env): (url: URL) => boolean {
  const named = namedHosts(env)
  return ({ host, hostname }) =>
    named.has(host) || isLoopback(hostname) || /^169\.254(\.\d{1,3}){2}$/.test(hostname)
}

/** What the platform gives to prove that a request comes from inside. */
export const secretsOf = ({ IDENTITY_HEADER, MSI_SECRET }: Env): readonly string[] =>
  [IDENTITY_HEADER, MSI_SECRET].filter(secret => secret !== undefined)
