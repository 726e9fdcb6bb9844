// The options of each tenant: a flag, else its entry, else the environment, else the config file.

import { join } from 'node:path'
import type { Command } from 'commander'
import type { ExtractOptions } from '../../extract/options.ts'
import { parsePlace } from '../../store/place.ts'
import { type Connection, globalOptions, resolveConnection } from '../connection.ts'
import type { Context } from '../context.ts'
import { checkSince, extractOptions, toExtractOptions } from '../extract-options.ts'
import type { Env } from '../io.ts'
import { askedTables, type Config, type OptionSpecs, type OptionValues, readOptions } from '../options.ts'
import type { Tenant } from './entries.ts'

export interface TenantRun {
  readonly tenant: Tenant
  readonly options: ExtractOptions
  readonly connection: Connection
  readonly values: OptionValues<typeof extractOptions>
}

/** Everything of a run that can be known before it begins. Throws what is wrong with it. */
export async function prepare(
  tenant: Tenant,
  tables: readonly string[],
  command: Command,
  context: Context,
): Promise<TenantRun> {
  const { config, env } = context
  const from = { command, config, env }
  const global = { ...readLayered(globalOptions, tenant, from), tenant: tenant.id }
  const values = readLayered(extractOptions, tenant, from)
  const connection = await resolveConnection(global, env)
  const asked = askedTables(askedTables(tables, tenant.config), config)
  const options = toExtractOptions(asked, values, connection, env)
  const { checkNames } = await import('../run.ts')
  checkNames(options)
  checkSince(options.since, Date.now())
  return { tenant, options: { ...options, out: lakeOf(values.out, tenant) }, connection, values }
}

interface Sources {
  readonly command: Command
  readonly config: Config
  readonly env: Env
}

/** As `readOptions`, with the tenant's entry before the environment. */
export function readLayered<S extends OptionSpecs>(
  specs: S,
  tenant: Pick<Tenant, 'config'>,
  { command, config, env }: Sources,
): OptionValues<S> {
  const values = Object.entries(specs).map(([key, spec]) => {
    const own = Object.hasOwn(tenant.config.values, key)
    const [variables, file] = own ? [{}, tenant.config] : [env, config]
    return [key, readOptions({ [key]: spec }, command, variables, file)[key]]
  })
  return Object.fromEntries(values) as OptionValues<S>
}

/** The place of a tenant's lake below the place of all. */
export function lakeOf(out: string, { id }: Pick<Tenant, 'id'>): string {
  const name = `tenant=${id}`
  const place = parsePlace(out, '--out')
  return place.kind === 'folder' ? join(place.path, name) : `${place.url}/${name}`
}
