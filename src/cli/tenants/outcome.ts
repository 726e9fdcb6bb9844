// How the runs of several tenants ended: one exit code, one table.
import type { RunReport, TableReport, Verdict } from '../../extract/report.ts'
import type { Context } from '../context.ts'
import { clean, formatCount, plural } from '../text.ts'

/** Contract; it may gain fields, never lose or rename one. */
export interface TenantOutcome {
  readonly tenant: string
  readonly exitCode: number
  /** Why there is no report, in one sentence; null: there is one. */
  readonly error: string | null
  readonly report: RunReport | null
}

/** The worst first: what was interrupted, then what somebody has to mend, then what the next run does by itself. */
const BY_WEIGHT: readonly number[] = [130, 1, 2, 3, 5, 4]

/** 0 when every tenant ended so. */
export function exitCodeOfAll(outcomes: readonly Pick<TenantOutcome, 'exitCode'>[]): number {
  const codes = new Set(outcomes.map(({ exitCode }) => exitCode))
  codes.delete(0)
  return BY_WEIGHT.find(code => codes.has(code)) ?? [...codes][0] ?? 0
}

/** The first to leave a narrow terminal comes first. */
const DISPENSABLE: readonly string[] = ['requests', 'skipped', 'partial', 'changed']

export async function showOutcomes(
  outcomes: readonly TenantOutcome[],
  json: boolean,
  context: Context,
): Promise<void> {
  if (json) return context.printJson(outcomes)
  const { renderTable, styleFor } = await import('../report.ts')
  const head = ['tenant', 'complete', 'partial', 'skipped', 'failed', 'changed', 'requests', 'exit']
  const table = renderTable(head, outcomes.map(rowOf), styleFor(context), DISPENSABLE)
  context.print([table, ...outcomes.flatMap(reasonLine), summary(outcomes)].join('\n'))
}

function rowOf({ tenant, exitCode, report }: TenantOutcome): (string | number | null)[] {
  const tables = report?.tables ?? []
  const count = (verdict: Verdict) =>
    report === null ? null : tables.filter(table => table.verdict === verdict).length
  return [
    tenant,
    count('complete'),
    count('partial'),
    count('skipped'),
    count('failed'),
    report === null ? null : changedRows(report),
    report?.requests ?? null,
    exitCode,
  ]
}

const changedRows = ({ tables }: RunReport): number =>
  tables.reduce((sum, { inserted, updated, deleted }) => sum + inserted + updated + deleted, 0)

function reasonLine(outcome: TenantOutcome): string[] {
  const reason = reasonOf(outcome)
  return reason === null ? [] : [`${outcome.tenant}: ${clean(reason)}`]
}

/** Why a tenant did not end with 0; null: it did. */
function reasonOf({ exitCode, error, report }: TenantOutcome): string | null {
  if (exitCode === 0) return null
  if (report === null) return error
  if (exitCode === 130) return 'Interrupted; the next run goes on from the last commit point.'
  if (exitCode === 5) return 'Stopped by --max-duration; the next run goes on from the last commit point.'
  const order: readonly Verdict[] = ['failed', 'partial', 'skipped']
  const tables = order.flatMap(verdict => report.tables.filter(table => table.verdict === verdict))
  const alike = tables.filter(({ verdict }) => verdict === tables[0]?.verdict)
  return alike[0] === undefined ? null : tableReason(alike[0], alike.length - 1)
}

function tableReason({ table, verdict, reason }: TableReport, others: number): string {
  const more = others === 0 ? '' : ` (and ${plural(others, 'more table')})`
  return `${table} ${verdict}: ${reason ?? 'no reason given'}${more}`
}

function summary(outcomes: readonly TenantOutcome[]): string {
  const good = outcomes.filter(({ exitCode }) => exitCode === 0).length
  const reports = outcomes.flatMap(({ report }) => report ?? [])
  const sum = (of: (report: RunReport) => number) => reports.reduce((all, report) => all + of(report), 0)
  return `${formatCount(good)} of ${plural(outcomes.length, 'tenant')} as asked; ${plural(sum(changedRows), 'row')} changed; ${plural(
    sum(report => report.requests),
    'request',
  )}.`
}
