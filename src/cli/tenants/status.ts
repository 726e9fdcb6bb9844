// `entra-extract status --tenants`: how fresh the lakes of several tenants are. It asks nobody.
import type { Command } from 'commander'
import { readStatus, type TableStatus } from '../../extract/status.ts'
import { globalOptions } from '../connection.ts'
import type { Context } from '../context.ts'
import { formatDuration } from '../duration.ts'
import { tenantsOptions } from '../extract-options.ts'
import { describeFailure } from '../failure.ts'
import { readOptions } from '../options.ts'
import { isStale, type StatusValues, staleLine, statusOptions } from '../status-options.ts'
import { lazyConnection, useLake } from '../store.ts'
import { clean, plural } from '../text.ts'
import { chosenTenants, readTenants, type Tenant } from './entries.ts'
import { namedBy, sharedEnv } from './environment.ts'
import { lakeOf, readLayered } from './options.ts'
import { exitCodeOfAll } from './outcome.ts'

/** Contract; it may gain fields, never lose or rename one. */
interface TenantStatus {
  readonly tenant: string
  /** 1: a table is staler than --max-age. */
  readonly exitCode: number
  /** Why the lake could not be read, in one sentence; null: it was. */
  readonly error: string | null
  readonly tables: readonly TableStatus[] | null
}

/** Returns the exit code. A lake that cannot be read hides no other. */
export async function showTenantsStatus(
  pattern: string,
  command: Command,
  context: Context,
): Promise<number> {
  const { maxAge, json } = readOptions(statusOptions, command, context.env, context.config)
  const { shard } = readOptions(tenantsOptions, command, context.env)
  const all = await readTenants(pattern, process.cwd())
  context.hide(namedBy(all))
  const shared = { ...context, env: sharedEnv(context.env, all) }
  const found: TenantStatus[] = []
  for (const tenant of chosenTenants(all, shard, command))
    found.push(await statusOf(tenant, maxAge, command, shared))
  if (json) context.printJson(found)
  else await print(found, context)
  for (const { tenant, tables } of found)
    for (const table of tables ?? [])
      if (maxAge !== null && isStale(table, maxAge)) context.note(`${tenant}: ${staleLine(table)}`)
  return exitCodeOfAll(found)
}

async function statusOf(
  tenant: Tenant,
  maxAge: number | null,
  command: Command,
  context: Context,
): Promise<TenantStatus> {
  const { env, config } = context
  const { out, ...store }: StatusValues = readLayered(statusOptions, tenant, { command, config, env })
  const connection = lazyConnection(() => readOptions(globalOptions, command, env, config), context)
  try {
    const tables = await useLake(lakeOf(out, tenant), store, connection, context, lake =>
      readStatus(lake, new Date()),
    )
    const stale = maxAge !== null && tables.some(table => isStale(table, maxAge))
    return { tenant: tenant.id, exitCode: stale ? 1 : 0, error: null, tables }
  } catch (error) {
    const { exitCode, text } = describeFailure(error, false)
    return { tenant: tenant.id, exitCode, error: text, tables: null }
  }
}

async function print(found: readonly TenantStatus[], context: Context): Promise<void> {
  const { renderTable, styleFor } = await import('../report.ts')
  const head = ['tenant', 'tables', 'complete', 'partial', 'skipped', 'failed', 'rows', 'oldest']
  const table = renderTable(head, found.map(rowOf), styleFor(context), ['partial', 'skipped', 'complete'])
  const errors = found.flatMap(({ tenant, error }) => (error === null ? [] : [`${tenant}: ${clean(error)}`]))
  const rows = found.reduce((sum, { tables }) => sum + rowsIn(tables ?? []), 0)
  context.print([table, `${plural(rows, 'row')} of ${plural(found.length, 'tenant')}.`, ...errors].join('\n'))
}

const rowsIn = (tables: readonly TableStatus[]): number => tables.reduce((sum, { rows }) => sum + rows, 0)

/** `oldest`: how long ago the stalest of the tables was complete. */
function rowOf({ tenant, tables }: TenantStatus): (string | number | null)[] {
  if (tables === null) return [tenant, ...Array<null>(7).fill(null)]
  const count = (wanted: TableStatus['verdict']) => tables.filter(({ verdict }) => verdict === wanted).length
  const ages = tables.flatMap(({ ageMs }) => ageMs ?? [])
  return [
    tenant,
    tables.length,
    ...[count('complete'), count('partial'), count('skipped'), count('failed')],
    rowsIn(tables),
    ages.length === 0 ? 'never' : formatDuration(Math.max(...ages)),
  ]
}
