// One run of `extract`: from options to a report. Streams of different families go side by side; folds go one by one.
import { BATCH_SIZE } from '../graph/batch.ts'
import type { GraphClient, Meter } from '../graph/client.ts'
import { type Clock, systemClock } from '../graph/clock.ts'
import { KEPT_LIMITS, type Limits } from '../graph/limits.ts'
import type { TokenSource } from '../graph/token-source.ts'
import { createNetwork, type Network } from '../graph/undici-http.ts'
import { WORK } from '../lake/paths.ts'
import type { Price } from '../lake/sql/derived/work.ts'
import { type Lock, takeLock } from '../state/lock.ts'
import type { State } from '../state/schema.ts'
import { checkOwner, durably, emptyState, readState, StateFile, sweepWork } from '../state/state-file.ts'
import { openFolder } from '../store/folder.ts'
import type { Store } from '../store/store.ts'
import type { Cloud, StreamDefinition } from '../streams/define.ts'
import { streams } from '../streams/index.ts'
import { Alarms } from './alarms.ts'
import { clientFor, meterFor, rightsOf, sideBySide } from './ask.ts'
import { askTime } from './clocks.ts'
import { type Compare, comparer, impatient } from './counts-compared.ts'
import { isDerived, readerOf, skippedForLack } from './derive.ts'
import { DuckDBTurns } from './duckdb-turns.ts'
import { UnwritableFolderError } from './errors.ts'
import { readExtensions } from './extensions.ts'
import { askConcealment, askTenant } from './facts.ts'
import { refuseOrphans } from './lake.ts'
import { refuseMasks } from './mask/lake.ts'
import { withoutNames } from './mask/methods.ts'
import { noteOnRest } from './mask/rest.ts'
import type { ExtractOptions } from './options.ts'
import { type Catalogue, type PlanFacts, planJobs, wantsExtensions } from './plan.ts'
import { readPrices } from './prices.ts'
import { type FirstReach, iso, USUAL_REACH } from './ranges.ts'
import type { OnRunEvent, RunReport } from './report.ts'
import { exitCodeOf, type Finished, keepReport, newRunId, sumsOf, tableReports } from './run-report.ts'
import type { Reading } from './source.ts'
import { runStream } from './stream.ts'
import { conclude } from './table-state.ts'
import { type Ending, endingOf, type Rights, refusedBefore } from './verdict.ts'
import { type CommitPolicy, emptyTally, type StreamJob, type Workshop } from './workshop.ts'

export interface RunDeps {
  readonly tokens: TokenSource
  readonly onEvent: OnRunEvent
  /** Aborted: stop at the next commit point. */
  readonly signal: AbortSignal
  readonly version: string
  /** The rest is for tests and for servers that are not Microsoft's. */
  readonly limits?: Limits
  readonly clock?: Clock
  readonly random?: () => number
  readonly openStore?: (folder: string) => Promise<Store>
  /** Of a lake that is no folder. */
  readonly store?: Store
  readonly commitPolicy?: CommitPolicy
  readonly network?: Network
  readonly retryBudgetMs?: number
  readonly catalogue?: Catalogue
}

const RETRY_BUDGET_MS = 15 * 60_000
const COMMIT_POLICY: CommitPolicy = { bytes: 64 << 20, ms: 5_000 }
/** Every commit is some requests to the bucket. */
const BUCKET_COMMIT_POLICY: CommitPolicy = { bytes: 64 << 20, ms: 20_000 }

/** Extracts. Throws when nothing could begin: options, folder, lock, state, sign-in. Otherwise the report says it all. */
export async function runExtract(options: ExtractOptions, deps: RunDeps): Promise<RunReport> {
  planJobs(options, null, null, catalogueOf(deps))
  const prices = await readPrices(options.prices)
  const { token } = await deps.tokens.get()
  const store = deps.store ?? (await openLake(options.out, deps.openStore ?? openFolder))
  const lock = await takeLock(store, undefined, undefined, deps.signal)
  try {
    return await new Run(options, deps, store, lock, prices).go(token)
  } finally {
    await lock.release()
  }
}

async function openLake(folder: string, open: (folder: string) => Promise<Store>): Promise<Store> {
  try {
    return await open(folder)
  } catch (error) {
    throw new UnwritableFolderError(folder, error)
  }
}

class Run {
  private readonly options: ExtractOptions
  private readonly deps: RunDeps
  private readonly store: Store
  private readonly lock: Lock
  private readonly prices: readonly Price[]
  private readonly alarms: Alarms
  private readonly duckdb: DuckDBTurns
  private readonly clock: Clock
  private readonly limits: Limits
  private readonly network: Network
  private readonly startedAt: number
  private readonly meters: Meter[] = []
  private rights: Rights = { as: 'application', granted: null }
  private concealment: Promise<boolean | null> | null = null

  constructor(options: ExtractOptions, deps: RunDeps, store: Store, lock: Lock, prices: readonly Price[]) {
    this.options = options
    this.deps = deps
    this.store = store
    this.lock = lock
    this.prices = prices
    this.clock = deps.clock ?? systemClock
    this.limits = deps.limits ?? KEPT_LIMITS
    this.network = deps.network ?? createNetwork(options.timeouts)
    this.startedAt = this.clock.now()
    this.alarms = new Alarms({ signal: deps.signal, lost: lock.lost })
    const settings = { memory: options.memory, spill: store.path(`${WORK}/spill`) }
    this.duckdb = new DuckDBTurns(settings, this.alarms.signal)
  }

  async go(token: string): Promise<RunReport> {
    const { endsAt } = this.deps.tokens
    const tokenEndsInMs = endsAt === null ? null : endsAt - this.clock.now()
    this.alarms.set({ maxDurationMs: this.options.maxDurationMs, tokenEndsInMs })
    try {
      const client = this.client()
      const rights = rightsOf(token)
      this.rights = rights
      const known = await readState(this.store)
      if (known === null) await refuseOrphans(this.store)
      const tenantId = rights.tenantId ?? (await askTenant(client, this.meter('organization')))
      if (known !== null) checkOwner(known, tenantId, this.options.cloud, this.store.root)
      const begun = known ?? emptyState(tenantId, this.options.cloud, this.nowIso())
      const state = new StateFile(this.store, begun, () => this.nowIso(), this.lock)
      await this.store.tidy()
      await state.finishPending()
      await sweepWork(this.store, state.current, ['lock.json', 'spill'])
      const jobs = await this.plan(state.current, client)
      if (jobs.some(job => job.definition.kind === 'window'))
        await askTime(client, this.meter('organization'), this.clock, this.deps.onEvent)
      const runId = await newRunId(this.store, iso(this.startedAt))
      const workshop = this.workshop(state, client, { tenantId, runId, at: iso(this.startedAt) })
      const finished = await this.runAll(jobs, client, workshop)
      this.tellOfRest(jobs, state.current)
      const report = this.report(runId, tenantId, finished)
      await keepReport(this.store, state, report)
      return report
    } finally {
      this.alarms.clear()
      await this.duckdb.close()
      if (this.deps.network === undefined) await this.network.close()
    }
  }

  /** The jobs of the run; when directory extensions are asked for, Graph is asked first which there are. */
  private async plan(state: State, client: GraphClient): Promise<StreamJob[]> {
    const { granted } = this.rights
    const facts = catalogueOf(this.deps)
    const jobs = planJobs(this.options, state, granted, facts)
    refuseMasks(jobs, state, this.options.masking)
    if (!this.options.extensions || !wantsExtensions(jobs)) return jobs
    const start = { position: null, cursor: null, replace: true, meter: this.meter('extensions') }
    const extensions = await readExtensions(definition =>
      this.reading({ definition, declared: definition }, client, start),
    )
    return planJobs(this.options, state, granted, { ...facts, extensions })
  }

  /** What the run did not read is not masked as the rest is. */
  private tellOfRest(jobs: readonly StreamJob[], state: State): void {
    const { catalogue = streams } = this.deps
    const text = noteOnRest(catalogue.values(), jobs, state, this.options.masking)
    if (text !== null) this.deps.onEvent({ type: 'note', stream: 'masks', text })
  }

  private client(): GraphClient {
    return clientFor(this.options.graphUrl, {
      ...this.deps,
      network: this.network,
      signal: this.alarms.signal,
      retryBudgetMs: this.deps.retryBudgetMs ?? RETRY_BUDGET_MS,
    })
  }

  private workshop(state: StateFile, client: GraphClient, stamp: Workshop['stamp']): Workshop {
    return {
      store: this.store,
      state,
      stamp,
      withDuckDB: use => this.duckdb.lend(use),
      compression: this.options.compression,
      changes: this.options.changes,
      full: this.options.full,
      fullEveryMs: this.options.fullEveryMs,
      commitPolicy:
        this.deps.commitPolicy ?? (this.store.claims === null ? COMMIT_POLICY : BUCKET_COMMIT_POLICY),
      now: () => this.clock.now(),
      graphNow: () => client.serverNow(),
      since: () => this.since(client),
      onEvent: this.deps.onEvent,
      stop: this.alarms.signal,
    }
  }

  /** The first reach of event tables by Graph's clock, milliseconds since 1970. */
  private since(client: GraphClient): number {
    const { since } = this.options
    return 'at' in since ? Date.parse(since.at) : (client.serverNow() ?? this.clock.now()) - since.backMs
  }

  /** Asked once, for all reports of the run. */
  private concealsNames(client: GraphClient): Promise<boolean | null> {
    this.concealment ??= askConcealment(client, this.meter('report_settings'))
    return this.concealment
  }

  private async runAll(
    jobs: readonly StreamJob[],
    client: GraphClient,
    workshop: Workshop,
  ): Promise<Finished[]> {
    const finished: Finished[] = []
    const compare = comparer(client, workshop)
    const run = async (job: StreamJob) => {
      finished.push(await this.runJob(job, client, workshop, compare))
    }
    const read = jobs.filter(job => !isDerived(job))
    await sideBySide(read, ({ definition }) => definition.family, run)
    for (const job of jobs.filter(isDerived)) await run(job)
    const order = jobs.map(job => job.name)
    return finished.sort((a, b) => order.indexOf(a.stream) - order.indexOf(b.stream))
  }

  private async runJob(
    job: StreamJob,
    client: GraphClient,
    workshop: Workshop,
    compare: Compare,
  ): Promise<Finished> {
    const meter = this.meter(job.name)
    const counting = this.meter(job.name, impatient)
    const tally = emptyTally()
    const before = workshop.state.current
    let ending: Ending | null = null
    try {
      this.alarms.signal.throwIfAborted()
      ending = skippedBefore(job.definition, this.options.cloud, this.rights) ?? skippedForLack(job, before)
      if (ending === null) {
        const reading = (part: Pick<Reading, 'position' | 'cursor' | 'replace' | 'meter'>) =>
          this.reading(job, client, part)
        await runStream(workshop, job, readerOf(job, workshop, this.prices), reading, meter, tally)
      }
    } catch (error) {
      ending = maskedIn(endingOf(error, job.definition, tally, meter.requestId, this.rights), job)
    }
    if (ending?.cause === 'signIn') this.alarms.signInEnded()
    if (ending !== null || !tally.concluded) {
      const { verdict = 'complete', reason = null } = ending ?? {}
      const last = { verdict, reason, at: this.nowIso(), runId: workshop.stamp.runId } as const
      await durably(workshop.state, draft => conclude(draft, job, last))
    }
    const counted = ending === null ? await compare(job, before, counting) : null
    const outcome = { ending, meter, counting, counted, tally }
    const tables = tableReports(job, outcome, before, workshop.state.current)
    this.deps.onEvent({ type: 'stream-ended', stream: job.name, tables })
    return { stream: job.name, ending, tables }
  }

  private reading(
    { definition, declared, mask }: Pick<StreamJob, 'definition' | 'declared' | 'mask'>,
    client: GraphClient,
    part: Pick<Reading, 'position' | 'cursor' | 'replace' | 'meter'>,
  ): Reading {
    const { since, lookbackMs } = this.options
    const asked = 'at' in since || since.backMs !== USUAL_REACH
    const window: FirstReach = { since: this.since(client), lookbackMs, asked }
    return {
      ...part,
      definition,
      declared,
      client,
      clock: this.clock,
      random: this.deps.random ?? Math.random,
      signal: this.alarms.signal,
      window,
      owners: this.options.owners,
      batchSize: Math.min(BATCH_SIZE, this.limits[definition.family].requests),
      concealsNames: () => this.concealsNames(client),
      retryBudgetMs: this.deps.retryBudgetMs ?? RETRY_BUDGET_MS,
      ...(mask === undefined ? {} : { hide: mask.hide }),
    }
  }

  private meter(stream: string, made = (meter: Meter): Meter => meter): Meter {
    const meter = made(meterFor(stream, this.deps.onEvent))
    this.meters.push(meter)
    return meter
  }

  private report(runId: string, tenantId: string, finished: readonly Finished[]): RunReport {
    const { signal, version } = this.deps
    const { cloud, tables } = this.options
    const stop = { interrupted: signal.aborted, stoppedBy: this.alarms.stoppedBy }
    return {
      runId,
      version,
      tenantId,
      cloud,
      startedAt: iso(this.startedAt),
      endedAt: this.nowIso(),
      exitCode: exitCodeOf(finished, tables, stop),
      ...sumsOf(this.meters),
      tables: finished.flatMap(part => part.tables),
    }
  }

  private nowIso(): string {
    return iso(this.clock.now())
  }
}

const catalogueOf = ({ catalogue }: RunDeps): PlanFacts => (catalogue === undefined ? {} : { catalogue })

/** An ending whose reason is kept: where rows are masked, the words of Graph's errors name nobody either. */
const maskedIn = (ending: Ending, { mask }: StreamJob): Ending =>
  mask === undefined ? ending : { ...ending, reason: withoutNames(ending.reason, ending.requestId) }

/** How a stream ends without a request; null: it has to be asked for. */
function skippedBefore(definition: StreamDefinition, cloud: Cloud, rights: Rights): Ending | null {
  if (definition.clouds.includes(cloud)) return refusedBefore(definition, rights)
  return { verdict: 'skipped', reason: `not in the cloud '${cloud}'`, requestId: null, cause: null }
}
