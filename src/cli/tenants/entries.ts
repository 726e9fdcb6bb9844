// The tenants of --tenants, each with what its entry says. Nothing is looked up but files.
import type { Command } from 'commander'
import { UsageError } from '../../errors.ts'
import { type Json, type JsonObject, parseJson } from '../config/json.ts'
import { parseConfig } from '../config/schema.ts'
import { refuseSecrets } from '../config/secrets.ts'
import { globalOptions } from '../connection.ts'
import type { Shard } from '../extract-options.ts'
import { type Config, readOptions } from '../options.ts'
import { readOwnVariables } from './environment.ts'
import { readTenantsFiles, type TenantsFile } from './files.ts'

export interface Tenant {
  /** A GUID in small letters: its lake is named after it. */
  readonly id: string
  /** Keys of the config file for this tenant alone; its path is how errors name the entry. */
  readonly config: Config
  /** By a variable that signing in knows, the variable of this process that holds its value. */
  readonly variables: Readonly<Record<string, string>>
}

/** Every tenant of the files that `pattern` names, by id. Throws a `UsageError` for anything that is wrong in any of them. */
export async function readTenants(pattern: string, cwd: string): Promise<Tenant[]> {
  const tenants = (await readTenantsFiles(pattern, cwd)).flatMap(tenantsIn)
  refuseTwins(tenants)
  return tenants.sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** The one that the flag --tenant names, else the tenants of one shard, else all. Throws a `UsageError` for one that is not listed. */
export function chosenTenants(
  tenants: readonly Tenant[],
  shard: Shard | null,
  command: Command,
): readonly Tenant[] {
  const { tenant } = readOptions({ tenant: globalOptions.tenant }, command, {})
  if (tenant === null) return shard === null ? tenants : shardOf(tenants, shard)
  const one = tenants.filter(({ id }) => id === tenant.toLowerCase())
  if (one.length > 0) return one
  throw new UsageError(`--tenant is none of the ids that --tenants lists: '${tenant}'.`)
}

/** Shards differ in length by one at most, and are the whole list together. */
export const shardOf = <T>(tenants: readonly T[], { index, count }: Shard): readonly T[] =>
  tenants.filter((_, at) => at % count === index - 1)

function tenantsIn({ name, folder, text }: TenantsFile): Tenant[] {
  const json = parseJson(text, name)
  const list = listIn(json, name)
  if (list === null) return [tenantIn(json, name, folder)]
  if (list.length === 0) throw new UsageError(`${name} lists no tenant.`)
  return list.map((entry, at) => tenantIn(entry, `entry ${at + 1} of ${name}`, folder))
}

/** Null: the file is about one tenant, as a config file is. */
function listIn(json: Json, file: string): readonly Json[] | null {
  if (isList(json)) return json
  if (!isObject(json) || !Object.hasOwn(json, 'tenants')) return null
  const { tenants = null, $schema, ...rest } = json
  refuseSecrets(rest, file)
  const [unknown] = Object.keys(rest)
  if (unknown !== undefined)
    throw new UsageError(
      `Unknown key '${unknown}' beside the tenants in ${file}; what is the same for all of them stands in the config file.`,
    )
  if (isList(tenants)) return tenants
  throw new UsageError(`tenants in ${file} is a list of objects.`)
}

function tenantIn(json: Json, where: string, folder: string): Tenant {
  if (!isObject(json))
    throw new UsageError(`${upper(where)} is an object such as { "tenant": "<its id>" }, and nothing else.`)
  const { env = {}, ...keys } = json
  const variables = readOwnVariables(env, where)
  const config = parseConfig(JSON.stringify(keys), where, folder)
  return { id: idOf(config, where), config, variables }
}

const GUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i

function idOf({ values }: Config, where: string): string {
  const { tenant } = values
  if (tenant === undefined) throw new UsageError(`${upper(where)} does not say its tenant.`)
  if (GUID.test(tenant)) return tenant.toLowerCase()
  throw new UsageError(
    `tenant in ${where} is the id of the tenant, a GUID, not '${tenant}', for its lake is named after it; the Entra admin center shows it under Overview.`,
  )
}

function refuseTwins(tenants: readonly Tenant[]): void {
  const seen = new Map<string, string | null>()
  for (const { id, config } of tenants) {
    const first = seen.get(id)
    if (first !== undefined)
      throw new UsageError(`The tenant ${id} is there twice: ${first} and ${config.path}.`)
    seen.set(id, config.path)
  }
}

const isList = (json: Json): json is readonly Json[] => Array.isArray(json)
const isObject = (json: Json): json is JsonObject =>
  json !== null && typeof json === 'object' && !Array.isArray(json)
/** A file's name stays as it is. */
const upper = (where: string): string => where.replace(/^entry /, 'Entry ')
