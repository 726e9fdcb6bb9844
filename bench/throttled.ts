// npm run bench -- --throttled: a full run against the documented quotas, beside the time that these alone dictate.

import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { staticToken } from '../src/auth/static-token.ts'
import type { RunReport } from '../src/extract/report.ts'
import { runExtract } from '../src/extract/run.ts'
import { DOCUMENTED_LIMITS, keptLimits, type Limit } from '../src/graph/limits.ts'
import { createNetwork, type Network, type RawAnswer } from '../src/graph/undici-http.ts'
import { machine } from './facts.ts'
import { benchOptions } from './options.ts'
import { WORK } from './processes.ts'
import { markdownTable, rounded } from './readme.ts'
import type { Charged, ThrottledTenant } from './throttled-tenant.ts'

const PAGE = 'bench/throttled.md'
const LATENCY_MS = 300
const TIMEOUTS = { connectMs: 10_000, headersMs: 120_000, bodyIdleMs: 60_000 }
const TARGET = 1.15

interface Quota {
  readonly name: string
  readonly limit: Pick<Limit, 'requests' | 'perMs'>
  readonly charged: Charged
  /** What counts against the limit: resource units for the directory, requests elsewhere. */
  readonly units: number
}

interface Measured {
  readonly users: number
  readonly report: RunReport
  readonly quotas: readonly Quota[]
  readonly seconds: number
}

/** Measures tenants of these sizes, with this share of the quotas; `write`: into a page too. */
export async function throttled(sizes: readonly number[], share: number, write: boolean): Promise<void> {
  const lines = [...HEAD, machine()]
  for (const users of sizes) lines.push(...section(await measure(users, share), share))
  console.log(lines.join('\n'))
  if (write) writeFileSync(PAGE, `${lines.join('\n')}\n`)
}

const HEAD = [
  '# Time against the documented quotas',
  '',
  'Written by `npm run bench -- --throttled`: the default set of tables of a sandbox tenant read whole, seven days of events, a fifth of their',
  `usual number. The sandbox is a process of its own, enforces Microsoft's published quotas and answers after ${LATENCY_MS} ms. The least time of a`,
  'quota of `limit` per `window` for `n` is ⌊(n − 1) / limit⌋ windows: the first ones may all start at once. Families are read side by side,',
  'so the slowest one dictates how long a run takes.',
  '',
]

async function measure(users: number, share: number): Promise<Measured> {
  mkdirSync(WORK, { recursive: true })
  const lake = mkdtempSync(`${WORK}/throttled-`)
  const program = fileURLToPath(new URL('./throttled-tenant.js', import.meta.url))
  const tenant = fork(program, [String(users), String(LATENCY_MS)])
  const meter = { units: 0 }
  const network = counting(createNetwork(TIMEOUTS), meter)
  try {
    const facts = (await messageOf(tenant)) as ThrottledTenant
    const began = performance.now()
    const report = await run(facts, lake, network, share)
    const seconds = (performance.now() - began) / 1_000
    tenant.send('charges')
    const charged = (await messageOf(tenant)) as Record<string, Charged>
    return { users, report, seconds, quotas: quotasOf(users, charged, meter.units) }
  } finally {
    tenant.disconnect()
    await network.close()
    rmSync(lake, { recursive: true, force: true })
  }
}

async function messageOf(child: ChildProcess): Promise<unknown> {
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`the tenant's process ended with code ${code}`)
  })
  const [message] = await Promise.race([once(child, 'message'), ended])
  return message
}

/** Adds up the resource units that answers tell of, those within a batch too. */
function counting(network: Network, meter: { units: number }): Network {
  return {
    ...network,
    send: async (request, signal) => {
      const answer = await network.send(request, signal)
      meter.units += unitsOf(answer, request.path.endsWith('/$batch'))
      return answer
    },
  }
}

function unitsOf({ headers, body }: RawAnswer, isBatch: boolean): number {
  if (!isBatch) return Number(headers['x-ms-resource-unit'] ?? 0)
  const inner = body.toString('latin1').matchAll(/"X-Ms-Resource-Unit":"(\d+)"/g)
  return [...inner].reduce((sum, [, units]) => sum + Number(units), 0)
}

async function run(
  { url, token }: ThrottledTenant,
  out: string,
  network: Network,
  share: number,
): Promise<RunReport> {
  const report = await runExtract(
    benchOptions({
      out,
      since: { backMs: 7 * 86_400_000 },
      graphUrl: url,
      timeouts: TIMEOUTS,
    }),
    {
      tokens: staticToken(token, Date.now),
      onEvent: event => {
        if (event.type === 'stream-ended') console.error(`${new Date().toISOString()} ${event.stream}`)
      },
      signal: new AbortController().signal,
      version: 'bench',
      network,
      limits: keptLimits(share),
    },
  )
  const failed = report.tables.filter(table => table.verdict !== 'complete')
  if (failed.length > 0) throw new Error(failed.map(({ table, reason }) => `${table}: ${reason}`).join('\n'))
  return report
}

function quotasOf(users: number, charged: Readonly<Record<string, Charged>>, units: number): Quota[] {
  const { directory, logs, protection, signInActivity, usageReports } = DOCUMENTED_LIMITS
  // https://learn.microsoft.com/graph/throttling-limits#identity-and-access-service-limits
  const size = users < 50 ? 3_500 : users <= 500 ? 5_000 : 8_000
  const limits: Readonly<Record<string, Quota['limit']>> = {
    directory: { ...directory, requests: size },
    reports: logs,
    protection,
    signInActivity,
  }
  return Object.entries(charged).flatMap(([name, one]) => {
    const limit = limits[name] ?? (name.startsWith('usageReports ') ? usageReports : undefined)
    if (limit === undefined) return []
    return [{ name, limit, charged: one, units: name === 'directory' ? units : one.answered }]
  })
}

const leastSeconds = ({ units, limit }: Quota, share: number): number =>
  (Math.max(0, Math.floor((units - 1) / ((limit.requests * share) / 100))) * limit.perMs) / 1_000

function section({ users, report, quotas, seconds }: Measured, share: number): string[] {
  const least = Math.max(...quotas.map(quota => leastSeconds(quota, share)))
  const ratio = seconds / least
  return [
    '',
    `## ${users} users${share === 100 ? '' : `, ${share}% of the quotas`}`,
    '',
    ...markdownTable(
      ['quota', 'requests', 'refused', 'units', 'least time', 's', 'measured, s', 'ratio'],
      quotas.map(quota => quotaRow(quota, share)),
    ),
    '',
    `The quotas dictate ${rounded(least)} s; the run took ${rounded(seconds)} s, ${ratio.toFixed(2)} times as long ` +
      `(at most ${TARGET}: ${ratio <= TARGET ? 'met' : '**not met**'}). ${report.requests} requests, a batch counted as one; ` +
      `${report.retries} retries; streams waited ${rounded(report.waitedMs / 1_000)} s in all.`,
  ]
}

function quotaRow(quota: Quota, share: number): string[] {
  const { name, limit, charged, units } = quota
  const allowed = (limit.requests * share) / 100
  const least = leastSeconds(quota, share)
  const measured = (charged.to - charged.from) / 1_000
  return [
    name,
    String(charged.answered),
    String(charged.refused),
    String(units),
    `⌊(${units} − 1) / ${allowed}⌋ × ${limit.perMs / 1_000} s`,
    rounded(least),
    rounded(measured),
    least === 0 ? '' : (measured / least).toFixed(2),
  ]
}
