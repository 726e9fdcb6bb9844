// `entra-extract extract --tenants`: the same for several tenants, each with its own lake, state, lock and sign-in.
import type { Command } from 'commander'
import { UsageError } from '../../errors.ts'
import { globalOptions, resolveConnection } from '../connection.ts'
import type { Context } from '../context.ts'
import { extractOptions, tenantsOptions } from '../extract-options.ts'
import { interruptible } from '../interrupt.ts'
import { type OptionValues, readOptions } from '../options.ts'
import { plural } from '../text.ts'
import { chosenTenants, readTenants } from './entries.ts'
import { namedBy, refuseReadyToken, sharedEnv } from './environment.ts'
import { prepare } from './options.ts'
import { exitCodeOfAll, showOutcomes, type TenantOutcome } from './outcome.ts'
import { type Company, runTenants } from './run.ts'

/** `tables`: of the command line. Returns the exit code. Throws, before any run begins, what is wrong with any part of the configuration. */
export async function extractTenants(
  pattern: string,
  tables: readonly string[],
  command: Command,
  context: Context,
): Promise<number> {
  const startedAt = Date.now()
  const common = readOptions(extractOptions, command, context.env, context.config)
  const { shard, parallel } = readOptions(tenantsOptions, command, context.env)
  refuseOneTenants(common, tables)
  const all = await readTenants(pattern, process.cwd())
  const tenants = chosenTenants(all, shard, command)
  context.hide(namedBy(all))
  const shared = { ...context, env: sharedEnv(context.env, all) }
  refuseReadyToken(shared.env)
  const { verbose, ...global } = readOptions(globalOptions, command, shared.env, context.config)
  const connection = await resolveConnection(global, shared.env)
  const runs = await Promise.all(tenants.map(tenant => prepare(tenant, tables, command, shared)))
  const { quiet, json, maxDuration } = common
  const deadline = maxDuration === null ? null : startedAt + maxDuration
  const company = { context: shared, env: context.env, connection, parallel, deadline, quiet, verbose }
  const outcomes = await interruptible(
    context,
    () => context.note(STOPPING),
    signal => runTenants(runs, { ...company, signal } satisfies Company),
  )
  if (outcomes.length > 0 || json) await showOutcomes(outcomes, json, context)
  else context.print(`This part of ${plural(all.length, 'tenant')} is empty.`)
  return finish(outcomes, context)
}

const STOPPING = 'Stopping; no other tenant begins. Press Ctrl-C again to quit at once.'

function refuseOneTenants({ dryRun }: OptionValues<typeof extractOptions>, tables: readonly string[]): void {
  if (dryRun)
    throw new UsageError(
      '--dry-run is for one tenant: leave --tenants out, and give --tenant and --out <out>/tenant=<id>.',
    )
  if (tables.some(name => name.endsWith('.json')))
    throw new UsageError(
      "The shell has made several files of the pattern after --tenants; put it in quotes: 'tenants/*.json'.",
    )
}

/** Only where there is more to do, so that runs that went well leave stderr alone. */
function finish(outcomes: readonly TenantOutcome[], context: Context): number {
  const exitCode = exitCodeOfAll(outcomes)
  if (exitCode === 130)
    context.note('Interrupted. Run the same command again to go on from the last commit points.')
  return exitCode
}
