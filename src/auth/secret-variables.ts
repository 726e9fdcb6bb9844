// Which variables of the environment hold secrets, and what other programs get to see of it.

/** URLs that may hold a password, and that every program needs to reach the network. */
const PROXIES = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy'] as const

const SECRETS = [
  'ENTRA_EXTRACT_ACCESS_TOKEN',
  'ENTRA_EXTRACT_MASK_KEY',
  'AZURE_CLIENT_SECRET',
  'AZURE_CLIENT_CERTIFICATE_PASSWORD',
  'ACTIONS_ID_TOKEN_REQUEST_TOKEN',
  'SYSTEM_ACCESSTOKEN',
  'AZURE_STORAGE_CONNECTION_STRING',
  'AZURE_STORAGE_SAS_TOKEN',
  'AZURE_STORAGE_KEY',
] as const

/** Variables that hold secrets, or URLs that may. */
export const SECRET_VARIABLES: readonly string[] = [...SECRETS, ...PROXIES]

type Env = Readonly<Record<string, string | undefined>>

/** What a program that this one starts may see: all but the secrets, with the proxies. */
export const envOfPrograms = (env: Env): Env =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !isSecret(name)))

/** Windows has one variable whatever the case of its name. */
const isSecret = (name: string): boolean => SECRETS.some(secret => secret === name.toUpperCase())
