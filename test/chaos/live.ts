// Lives through what a seed stands for, and checks every run.
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { RunReport } from '../../src/extract/report.ts'
import type { RunDeps } from '../../src/extract/run.ts'
import { StoppedError } from '../../src/extract/workshop.ts'
import type { Clock } from '../../src/graph/clock.ts'
import { RequestError } from '../../src/graph/errors.ts'
import type { TokenSource } from '../../src/graph/token-source.ts'
import { type ChaosPlan, type Sandbox, startSandbox } from '../../src/sandbox/index.ts'
import { fraction, salt } from '../../src/sandbox/random.ts'
import { findTable } from '../../src/streams/index.ts'
import { everyPage, filesIn, leapingClock, type Stranger, startStranger } from '../support/hazards.ts'
import { type Row, readTable } from '../support/parquet-rows.ts'
import { extractFrom, replay, sorted, stateOf } from '../support/rig.ts'
import { expectHonest, lookBefore } from './oracle.ts'
import { QUIET, type RunPlan, type Scenario, scenarioOf } from './scenario.ts'

/** Half a minute past noon: no range begins or ends at a whole minute by chance. */
const HOUR = 3_600_000
const NOW = '2026-11-20T12:00:30Z'

/** What is counted over all seeds. */
export interface Figures {
  seeds: number
  runs: number
  requests: number
  /** Runs that ended before any table was asked for. */
  unbegun: number
  readonly verdicts: Record<string, number>
  readonly faults: Record<string, number>
  readonly reasons: Record<string, number>
}

export const noFigures = (): Figures => ({
  seeds: 0,
  runs: 0,
  requests: 0,
  unbegun: 0,
  verdicts: {},
  faults: {},
  reasons: {},
})

interface Life {
  readonly scenario: Scenario
  readonly clock: LeapingClock
  readonly sandbox: Sandbox
  readonly lake: string
  readonly stranger: Stranger
  /** A table's rows after its first load. */
  readonly images: Map<string, Row[]>
  readonly world: World
  readonly figures: Figures
}

/** How often the tenant has changed, and how old it was when the reading of a stream began that is not over yet. */
interface World {
  age: number
  readonly begun: Map<string, number>
}

/** Throws an error that names seed, run and plan when a run was not as its report says. */
export async function live(seed: number, figures: Figures): Promise<void> {
  const scenario = scenarioOf(seed)
  const sandbox = await startSandbox({
    seed,
    users: scenario.users,
    now: NOW,
    quotas: 'off',
    activity: 0.15,
    mostRows: 12,
    pageSizes: { usersDelta: 12, groupsDelta: 8, applicationsDelta: 12, memberSlice: 30 },
  })
  const stranger = await startStranger()
  const lake = mkdtempSync(join(tmpdir(), 'entra-chaos-'))
  const clock = clockFrom(sandbox.now.getTime() + scenario.clockAhead * HOUR)
  const life: Life = {
    scenario,
    clock,
    sandbox,
    lake,
    stranger,
    images: new Map(),
    world: { age: 0, begun: new Map() },
    figures,
  }
  try {
    for (const [index, run] of scenario.runs.entries()) await liveOneRun(life, index, run)
    // What had been begun is ended by the first quiet run; after the next one everything is as the tenant is now.
    if (hasBegun(lake)) await liveOneRun(life, scenario.runs.length, QUIET)
    await liveOneRun(life, scenario.runs.length + 1, QUIET)
    await expectReplay(life)
    figures.seeds++
  } finally {
    figures.requests += sandbox.requests.length
    for (const [fault, hits] of Object.entries(sandbox.chaos.hits)) count(figures.faults, fault, hits)
    await Promise.all([sandbox.close(), stranger.close()])
    rmSync(lake, { recursive: true, force: true })
  }
}

function count(sums: Record<string, number>, name: string, by = 1): void {
  sums[name] = (sums[name] ?? 0) + by
}

async function liveOneRun(life: Life, index: number, run: RunPlan): Promise<void> {
  const { scenario, sandbox, lake, stranger } = life
  if (run.hours > 0) pass(life, run.hours)
  const plan = run.chaos === null ? null : sandbox.chaos.start(run.chaos, { stranger: stranger.origin })
  const before = lookBefore(lake, scenario.tables)
  const all = filesIn(lake)
  const stillTables = beginReading(life)
  try {
    const { report, aborted, token } = await extract(life, run)
    if (report === null) {
      expect(run.chaos).not.toBeNull()
      expect(dataIn(filesIn(lake))).toEqual(dataIn(all))
    } else {
      tally(life, report)
      await remember(life, report)
      const calm = plan === null || !plan.restless
      const still = calm ? stillTables : new Set<string>()
      const survivable = plan === null || plan.temper === 'mild'
      const circumstances = { tables: scenario.tables, aborted, full: run.full, still, survivable }
      await expectHonest(life, report, before, circumstances)
      expect(JSON.stringify(report)).not.toContain(token)
    }
    expect(stranger.heard).toEqual([])
  } catch (error) {
    throw new Error(described(scenario, index, run, plan), { cause: error })
  } finally {
    sandbox.chaos.stop()
    if (plan?.restless) life.world.age++
  }
}

function pass({ sandbox, clock, world }: Life, hours: number): void {
  sandbox.advance({ hours })
  clock.leap(hours * HOUR)
  world.age++
}

/** Notes where each reading begins or goes on; the tables of those whose tenant is still the one they began with. */
function beginReading({ scenario, lake, world }: Life): ReadonlySet<string> {
  const streams = existsSync(join(lake, 'state.json')) ? stateOf(lake).streams : {}
  const still = scenario.tables.filter(table => {
    const { name } = findTable(table).stream
    const { running = null } = streams[name] ?? {}
    if (running === null) world.begun.set(name, world.age)
    return world.begun.get(name) === world.age
  })
  return new Set(still)
}

interface LeapingClock extends Clock {
  leap(ms: number): void
}

/** Begins at `start`, and leaps over what is waited for. */
function clockFrom(start: number): LeapingClock {
  const clock = leapingClock()
  let offset = start - clock.now()
  return {
    now: () => clock.now() + offset,
    sleep: (ms, signal) => clock.sleep(ms, signal),
    leap: ms => {
      offset += ms
    },
  }
}

/** Tables and their changes; not the lock, nor work in progress. */
const dataIn = (files: Readonly<Record<string, string>>): unknown =>
  Object.entries(files).filter(([path]) => path.endsWith('.parquet') && !path.startsWith('_work'))

const described = ({ seed, tables, users }: Scenario, index: number, run: RunPlan, plan: ChaosPlan | null) =>
  `seed ${seed}, run ${index + 1} over ${tables.join(' ')} of ${users} users: ${JSON.stringify(run)}\nchaos: ${JSON.stringify(plan)}`

/** The run's report; null when nothing could begin. */
async function extract(
  { scenario, clock, sandbox, lake, figures }: Life,
  { chaos, full, abortAt, commitsOften }: RunPlan,
): Promise<{ report: RunReport | null; aborted: boolean; token: string }> {
  const abort = new AbortController()
  const token = sandbox.token()
  let events = 0
  const deps: Partial<RunDeps> = {
    ...(commitsOften ? everyPage : {}),
    clock,
    random: () => fraction(scenario.seed, salt('retries'), events),
    tokens: renewable(sandbox, token),
    signal: abort.signal,
    onEvent: () => {
      if (++events === abortAt) abort.abort()
    },
  }
  const timeouts = { connectMs: 2_000, headersMs: 400, bodyIdleMs: 400 }
  figures.runs++
  try {
    const { tables } = scenario
    const report = await extractFrom(sandbox, { out: lake, tables, full, timeouts }, deps)
    return { report, aborted: abort.signal.aborted, token }
  } catch (error) {
    // Graph did not answer the first question at all, or the run was told to stop while it waited for that.
    const isStopped = error instanceof StoppedError && abort.signal.aborted
    if (chaos === null || !(isStopped || error instanceof RequestError)) throw error
    figures.unbegun++
    return { report: null, aborted: false, token }
  }
}

function renewable(sandbox: Sandbox, first: string): TokenSource {
  let current = { token: first, expiresAt: null }
  return {
    way: 'secret',
    description: 'a secret',
    endsAt: null,
    get: async () => current,
    renew: async () => {
      current = { token: sandbox.token(), expiresAt: null }
      return current
    },
  }
}

function tally({ figures }: Life, report: RunReport): void {
  for (const { verdict, reason } of report.tables) {
    count(figures.verdicts, verdict)
    if (verdict !== 'complete')
      count(figures.reasons, `${verdict}: ${(reason ?? '').replace(/\d+/g, 'n').slice(0, 100)}`)
  }
}

async function remember({ images, lake }: Life, report: RunReport): Promise<void> {
  for (const { table, verdict } of report.tables)
    if (verdict === 'complete' && !images.has(table)) images.set(table, await readTable(lake, table))
}

const hasBegun = (lake: string): boolean =>
  existsSync(join(lake, 'state.json')) &&
  Object.values(stateOf(lake).streams).some(({ running }) => running !== null)

/** The changes of every table since its first load replay to what it is. */
async function expectReplay({ scenario, lake, images }: Life): Promise<void> {
  for (const table of scenario.tables) {
    const { definition, stream } = findTable(table)
    if (stream.definition.kind === 'window') continue
    const now = sorted(definition, await readTable(lake, table))
    const replayed = await replay(lake, table, images.get(table) ?? [])
    expect(replayed, `seed ${scenario.seed}: the changes of ${table}`).toEqual(now)
  }
}
