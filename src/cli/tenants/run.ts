// The runs of several tenants, some at once. None knows of another, and none stops another.
import { UsageError } from '../../errors.ts'
import type { RunReport } from '../../extract/report.ts'
import { runExtract } from '../../extract/run.ts'
import { decodeToken } from '../../graph/claims.ts'
import { keptLimits } from '../../graph/limits.ts'
import type { TokenSource } from '../../graph/token-source.ts'
import type { Connection } from '../connection.ts'
import type { Context } from '../context.ts'
import { signInSettings } from '../credentials.ts'
import { describeFailure } from '../failure.ts'
import type { Env } from '../io.ts'
import { signedIn } from '../run.ts'
import { storeIn, useLake } from '../store.ts'
import { contextOf } from './context.ts'
import { envOf } from './environment.ts'
import type { TenantRun } from './options.ts'
import type { TenantOutcome } from './outcome.ts'

export interface Company {
  /** Of the command; it sees nothing that is a tenant's own. */
  readonly context: Context
  /** With everything that entries may name. */
  readonly env: Env
  /** The lakes belong to who runs the command: buckets are opened with what is shared, and with no tenant's credentials. */
  readonly connection: Connection
  readonly parallel: number
  /** Milliseconds since 1970 when all have to stop; null: never. */
  readonly deadline: number | null
  /** Aborted: all stop at their next commit point, and no other begins. */
  readonly signal: AbortSignal
  readonly quiet: boolean
  readonly verbose: boolean
}

/** The outcomes in the order of `runs`. Never throws. */
export async function runTenants(runs: readonly TenantRun[], company: Company): Promise<TenantOutcome[]> {
  const outcomes = new Map<TenantRun, TenantOutcome>()
  const waiting = [...runs]
  const work = async () => {
    for (let run = waiting.shift(); run !== undefined; run = waiting.shift())
      outcomes.set(run, await outcomeOf(run, company))
  }
  await Promise.all(Array.from({ length: company.parallel }, work))
  return runs.flatMap(run => outcomes.get(run) ?? [])
}

async function outcomeOf(run: TenantRun, company: Company): Promise<TenantOutcome> {
  const tenant = run.tenant.id
  const left = company.deadline === null ? null : company.deadline - Date.now()
  if (company.signal.aborted) return notBegun(tenant, 130, 'Not begun: interrupted.')
  if (left !== null && left <= 0) return notBegun(tenant, 5, 'Not begun: --max-duration was over.')
  const context = contextOf(company.context, tenant, company.context.env, company.signal)
  try {
    const report = await extract(run, left, context, company)
    if (!company.quiet) context.note(`ended with exit code ${report.exitCode}`)
    return { tenant, exitCode: report.exitCode, error: null, report }
  } catch (error) {
    const { exitCode, text } = describeFailure(error, false)
    context.noteLines(company.verbose ? describeFailure(error, true).text : text)
    return { tenant, exitCode, error: text, report: null }
  }
}

const notBegun = (tenant: string, exitCode: number, error: string): TenantOutcome => ({
  tenant,
  exitCode,
  error,
  report: null,
})

/** `left`: milliseconds that all have; null: no end. */
function extract(
  { tenant, options: asked, connection, values }: TenantRun,
  left: number | null,
  context: Context,
  { env, quiet, verbose, ...company }: Company,
): Promise<RunReport> {
  const options = { ...asked, maxDurationMs: shorter(asked.maxDurationMs, left) }
  const own = { ...context, env: envOf(tenant, context.env, env) }
  const signIn = signInSettings(own.env, connection, options.tables)
  const stopping = 'stopping at the next commit point'
  const request = { signIn, way: connection.way, timeouts: options.timeouts, quiet, verbose, stopping }
  return useLake(
    options.out,
    values,
    async () => company.connection,
    context,
    lake =>
      signedIn(request, own, async deps => {
        await refuseForeigner(deps.tokens, tenant.id)
        return runExtract(options, { ...deps, ...storeIn(lake), limits: keptLimits(values.share) })
      }),
  )
}

const shorter = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.min(a, b)

/** A managed identity and a person are of one tenant, whichever was asked for. Throws a `UsageError`. */
async function refuseForeigner(tokens: TokenSource, tenantId: string): Promise<void> {
  const { claims } = decodeToken((await tokens.get()).token)
  if (claims.tenantId === null || claims.tenantId.toLowerCase() === tenantId) return
  throw new UsageError(
    `Signed in by ${tokens.description} to the tenant ${claims.tenantId}, not to this one; nothing was read.`,
  )
}
