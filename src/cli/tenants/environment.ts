// What each of several tenants sees of the environment: its own credentials, and never another's.
import { UsageError } from '../../errors.ts'
import { SignInError } from '../../graph/sign-in-error.ts'
import type { Json } from '../config/json.ts'
import type { Env } from '../io.ts'
import { listed } from '../text.ts'

const READY_TOKEN = 'ENTRA_EXTRACT_ACCESS_TOKEN'

/** What an application proves itself with. */
const PROOFS: readonly string[] = [
  READY_TOKEN,
  'AZURE_CLIENT_SECRET',
  'AZURE_CLIENT_CERTIFICATE_PATH',
  'AZURE_CLIENT_CERTIFICATE_PASSWORD',
  'AZURE_FEDERATED_TOKEN_FILE',
]

/** Texts in small letters are no names of variables but, more often than not, a secret in the wrong place. */
const VARIABLE = /^[A-Z_][A-Z0-9_]*$/

/** The `env` of an entry. Throws a `UsageError`, which shows nothing of a value: it may be the secret itself. */
export function readOwnVariables(env: Json, where: string): Readonly<Record<string, string>> {
  if (env === null || typeof env !== 'object' || Array.isArray(env))
    throw new UsageError(
      `env in ${where} is an object such as { "AZURE_CLIENT_SECRET": "CONTOSO_CLIENT_SECRET" }.`,
    )
  const entries = Object.entries(env).map(([name, source]) => {
    if (!PROOFS.includes(name))
      throw new UsageError(
        `env in ${where} takes ${listed(PROOFS)}, and nothing else; an application's id is its clientId.`,
      )
    if (typeof source === 'string' && VARIABLE.test(source)) return [name, source] as const
    throw new UsageError(
      `env.${name} in ${where} is the name of a variable, such as CONTOSO_${name.replace(/^[A-Z]+_/, '')}, and never the value itself.`,
    )
  })
  return Object.fromEntries(entries)
}

type Named = { readonly variables: Readonly<Record<string, string>> }

/** What is left for everything that is no tenant's own: without the variables that any of the tenants names. */
export function sharedEnv(env: Env, tenants: readonly Named[]): Env {
  const named = new Set(namedBy(tenants))
  return without(env, name => named.has(name))
}

/** The variables that any of the tenants names. */
export const namedBy = (tenants: readonly Named[]): string[] =>
  tenants.flatMap(({ variables }) => Object.values(variables))

/** A token is of one tenant, and would be shown to them all. Throws a `UsageError`. */
export function refuseReadyToken(shared: Env): void {
  if ((shared[READY_TOKEN]?.trim() ?? '') === '') return
  throw new UsageError(
    `${READY_TOKEN} is of one tenant; with --tenants, unset it, or name a variable for each tenant in its \`env\`.`,
  )
}

/**
 * The environment of one tenant: what is shared, with its own variables under the names that signing in knows. Who has a proof
 * of its own gets none that is shared. Throws a `SignInError` for one that is not set.
 */
export function envOf({ variables }: Named, shared: Env, env: Env): Env {
  const own = Object.entries(variables).map(([name, source]) => [name, variable(name, source, env)] as const)
  if (own.length === 0) return shared
  return { ...without(shared, name => PROOFS.includes(name)), ...Object.fromEntries(own) }
}

function variable(name: string, source: string, env: Env): string {
  const value = env[source] ?? ''
  if (value.trim() !== '') return value
  throw new SignInError(`Not signed in: ${source}, which holds its ${name}, is not set.`, {
    failure: 'missing',
    missing: [source],
  })
}

const without = (env: Env, is: (name: string) => boolean): Env =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !is(name)))
