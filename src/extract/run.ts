// One run of `extract`: from options to a report. Streams of different families go side by side; folds go one by one.
import { BATCH_SIZE } from '../graph/batch.ts'
import type { GraphClient, Meter } from '../graph/client.ts'
import { type Clock, systemClock } from '../graph/clock.ts'
import { KEPT_LIMITS, type Limits } from '../graph/limits.ts'
import type { TokenSource } from '../graph/token-source.ts'
import { createNetwork, type Network } from '../graph/undici-http.ts'
import { openDuckDB, type Sql } from '../lake/duckdb.ts'
import { runFile, WORK } from '../lake/paths.ts'
import { takeLock } from '../state/lock.ts'
import type { State } from '../state/schema.ts'
import { checkOwner, emptyState, readState, StateFile, sweepWork } from '../state/state-file.ts'
import { openFolder, type Store } from '../store/folder.ts'
import type { Cloud, StreamDefinition } from '../streams/define.ts'
import { clientFor, meterFor, rightsOf, sideBySide } from './ask.ts'
import { readChildren } from './children.ts'
import { UnwritableFolderError } from './errors.ts'
import { readExtensions } from './extensions.ts'
import { askConcealment, askTenant, greet } from './facts.ts'
import type { ExtractOptions } from './options.ts'
import { readPages, readSingle } from './pages.ts'
import { type Catalogue, type PlanFacts, planJobs, wantsExtensions } from './plan.ts'
import { iso } from './ranges.ts'
import type { OnRunEvent, RunReport } from './report.ts'
import { readReport } from './report-stream.ts'
import { exitCodeOf, type Finished, tableReports } from './run-report.ts'
import type { Reader, Reading } from './source.ts'
import { runStream } from './stream.ts'
import { conclude } from './table-state.ts'
import { type Ending, endingOf, type Rights, refusedBefore } from './verdict.ts'
import { readWindow } from './window.ts'
import { type CommitPolicy, emptyTally, StoppedError, type StreamJob, type Workshop } from './workshop.ts'

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
  readonly commitPolicy?: CommitPolicy
  readonly network?: Network
  readonly retryBudgetMs?: number
  readonly catalogue?: Catalogue
}

const RETRY_BUDGET_MS = 15 * 60_000
/** A token that ends is not used for its last moments: a request with it would be refused on its way. */
const TOKEN_MARGIN_MS = 2_000
const COMMIT_POLICY: CommitPolicy = { bytes: 64 << 20, ms: 5_000 }
const READERS: Readonly<Record<StreamJob['definition']['kind'], Reader>> = {
  delta: readPages,
  list: readPages,
  single: readSingle,
  children: readChildren,
  window: readWindow,
  report: readReport,
}

/** Extracts. Throws when nothing could begin: options, folder, lock, state, sign-in. Otherwise the report says it all. */
export async function runExtract(options: ExtractOptions, deps: RunDeps): Promise<RunReport> {
  planJobs(options, null, null, catalogueOf(deps))
  const { token } = await deps.tokens.get()
  const store = await openLake(options.out, deps.openStore ?? openFolder)
  const lock = await takeLock(store)
  try {
    return await new Run(options, deps, store, lock.lost).go(token)
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
  private readonly lost: AbortSignal
  private readonly clock: Clock
  private readonly limits: Limits
  private readonly network: Network
  private readonly startedAt: number
  /** Aborted by the user, by the clock, or because the lock or the sign-in is lost. */
  private readonly stop = new AbortController()
  private readonly meters: Meter[] = []
  private duckdb: Promise<Sql> | null = null
  private folding: Promise<unknown> = Promise.resolve()
  private stoppedBy: 'duration' | 'token' | null = null
  private rights: Rights = { as: 'application', granted: null }
  private concealment: Promise<boolean | null> | null = null

  constructor(options: ExtractOptions, deps: RunDeps, store: Store, lost: AbortSignal) {
    this.options = options
    this.deps = deps
    this.store = store
    this.lost = lost
    this.clock = deps.clock ?? systemClock
    this.limits = deps.limits ?? KEPT_LIMITS
    this.network = deps.network ?? createNetwork(options.timeouts)
    this.startedAt = this.clock.now()
    const forward = (signal: AbortSignal, why: () => unknown) => {
      if (signal.aborted) this.stop.abort(why())
      else signal.addEventListener('abort', () => this.stop.abort(why()), { once: true })
    }
    forward(deps.signal, () => new StoppedError('interrupted; run the same command again to go on', 130))
    forward(lost, () => lost.reason)
  }

  async go(token: string): Promise<RunReport> {
    const alarms = this.setAlarms()
    try {
      const client = this.client()
      const rights = rightsOf(token)
      this.rights = rights
      const known = await readState(this.store)
      const tenantId = rights.tenantId ?? (await askTenant(client, this.meter('organization')))
      if (known !== null) checkOwner(known, tenantId, this.options.cloud, this.store.path('.'))
      const state = new StateFile(
        this.store,
        known ?? emptyState(tenantId, this.options.cloud, this.nowIso()),
        () => this.nowIso(),
        this.lost,
      )
      await state.finishPending()
      await sweepWork(this.store, state.current, ['lock.json', 'spill'])
      const jobs = await this.plan(state.current, client)
      if (jobs.some(job => job.definition.kind === 'window')) await greet(client, this.meter('organization'))
      const runId = await this.newRunId()
      const workshop = this.workshop(state, client, { tenantId, runId, at: iso(this.startedAt) })
      const finished = await this.runAll(jobs, client, workshop)
      const report = this.report(runId, tenantId, finished)
      await this.store.makeFolder('runs')
      await this.store.replace(runFile(runId), `${JSON.stringify(report, null, 2)}\n`)
      await state.commit(draft => {
        draft.lastRunId = runId
      })
      return report
    } finally {
      for (const alarm of alarms) clearTimeout(alarm)
      // One that could not be opened has failed its folds already.
      await this.duckdb?.then(
        duckdb => duckdb.close(),
        () => {},
      )
      if (this.deps.network === undefined) await this.network.close()
    }
  }

  /** The jobs of the run; when directory extensions are asked for, Graph is asked first which there are. */
  private async plan(state: State, client: GraphClient): Promise<StreamJob[]> {
    const { granted } = this.rights
    const facts = catalogueOf(this.deps)
    const jobs = planJobs(this.options, state, granted, facts)
    if (!this.options.extensions || !wantsExtensions(jobs)) return jobs
    const start = { position: null, cursor: null, replace: true, meter: this.meter('extensions') }
    const extensions = await readExtensions(definition =>
      this.reading({ definition, declared: definition }, client, start),
    )
    return planJobs(this.options, state, granted, { ...facts, extensions })
  }

  /** A token that cannot be renewed ends the run as `--max-duration` does: at a commit point, before Graph refuses it. */
  private setAlarms(): NodeJS.Timeout[] {
    const { maxDurationMs } = this.options
    const { endsAt } = this.deps.tokens
    const alarm = (ms: number, by: 'duration' | 'token', error: StoppedError) => {
      const ring = () => {
        this.stoppedBy ??= by
        this.stop.abort(error)
      }
      return setTimeout(ring, Math.min(Math.max(ms, 0), 2 ** 31 - 1))
    }
    const again = 'run the same command again to go on'
    const outOfTime = new StoppedError(`stopped by --max-duration; ${again}`, 5)
    const ended = new StoppedError(`the access token has come to its end; set a new one and ${again}`, 3)
    return [
      ...(maxDurationMs === null ? [] : [alarm(maxDurationMs, 'duration', outOfTime)]),
      ...(endsAt === null ? [] : [alarm(endsAt - TOKEN_MARGIN_MS - this.clock.now(), 'token', ended)]),
    ]
  }

  private client(): GraphClient {
    return clientFor(this.options.graphUrl, {
      ...this.deps,
      network: this.network,
      signal: this.stop.signal,
      retryBudgetMs: this.deps.retryBudgetMs ?? RETRY_BUDGET_MS,
    })
  }

  private workshop(state: StateFile, client: GraphClient, stamp: Workshop['stamp']): Workshop {
    return {
      store: this.store,
      state,
      stamp,
      withDuckDB: use => this.withDuckDB(use),
      compression: this.options.compression,
      changes: this.options.changes,
      full: this.options.full,
      fullEveryMs: this.options.fullEveryMs,
      commitPolicy: this.deps.commitPolicy ?? COMMIT_POLICY,
      now: () => this.clock.now(),
      since: () => this.since(client),
      onEvent: this.deps.onEvent,
      stop: this.stop.signal,
    }
  }

  /** The first reach of event tables by Graph's clock, milliseconds since 1970. */
  private since(client: GraphClient): number {
    const { since } = this.options
    return 'at' in since ? Date.parse(since.at) : (client.serverNow() ?? this.clock.now()) - since.backMs
  }

  /** Folds wait for one another: three at once take longer than three in a row, and more memory. */
  private withDuckDB<T>(use: (duckdb: Sql) => Promise<T>): Promise<T> {
    const turn = this.folding.then(async () => {
      const spill = this.store.path(`${WORK}/spill`)
      this.duckdb ??= openDuckDB({ memory: this.options.memory, spill })
      return use(await this.duckdb)
    })
    this.folding = turn.catch(() => {})
    return turn
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
    const run = async (job: StreamJob) => {
      finished.push(await this.runJob(job, client, workshop))
    }
    await sideBySide(jobs, ({ definition }) => definition.family, run)
    const order = jobs.map(job => job.name)
    return finished.sort((a, b) => order.indexOf(a.stream) - order.indexOf(b.stream))
  }

  private async runJob(job: StreamJob, client: GraphClient, workshop: Workshop): Promise<Finished> {
    const meter = this.meter(job.name)
    const tally = emptyTally()
    let ending: Ending | null = null
    try {
      this.stop.signal.throwIfAborted()
      ending = skippedBefore(job.definition, this.options.cloud, this.rights)
      if (ending === null) {
        const reading = (part: Pick<Reading, 'position' | 'cursor' | 'replace' | 'meter'>) =>
          this.reading(job, client, part)
        await runStream(workshop, job, READERS[job.definition.kind], reading, meter, tally)
      }
    } catch (error) {
      ending = endingOf(error, job.definition, tally, meter.requestId, this.rights)
    }
    if (ending?.cause === 'signIn') this.stop.abort(new StoppedError('the sign-in has ended', 3))
    if (ending !== null || !tally.concluded) {
      const { verdict = 'complete', reason = null } = ending ?? {}
      const last = { verdict, reason, at: this.nowIso(), runId: workshop.stamp.runId } as const
      await workshop.state.commit(draft => conclude(draft, job, last))
    }
    const tables = tableReports(job, { ending, meter, tally }, workshop.state.current)
    this.deps.onEvent({ type: 'stream-ended', stream: job.name, tables })
    return { stream: job.name, ending, tables }
  }

  private reading(
    { definition, declared }: Pick<StreamJob, 'definition' | 'declared'>,
    client: GraphClient,
    part: Pick<Reading, 'position' | 'cursor' | 'replace' | 'meter'>,
  ): Reading {
    return {
      ...part,
      definition,
      declared,
      client,
      clock: this.clock,
      random: this.deps.random ?? Math.random,
      signal: this.stop.signal,
      window: { since: this.since(client), lookbackMs: this.options.lookbackMs },
      owners: this.options.owners,
      batchSize: Math.min(BATCH_SIZE, this.limits[definition.family].requests),
      concealsNames: () => this.concealsNames(client),
      retryBudgetMs: this.deps.retryBudgetMs ?? RETRY_BUDGET_MS,
    }
  }

  private meter(stream: string): Meter {
    const meter = meterFor(stream, this.deps.onEvent)
    this.meters.push(meter)
    return meter
  }

  private report(runId: string, tenantId: string, finished: readonly Finished[]): RunReport {
    const sum = (what: 'requests' | 'retries' | 'waitedMs') =>
      this.meters.reduce((all, meter) => all + meter[what], 0)
    const { signal, version } = this.deps
    return {
      runId,
      version,
      tenantId,
      cloud: this.options.cloud,
      startedAt: iso(this.startedAt),
      endedAt: this.nowIso(),
      exitCode: exitCodeOf(finished, this.options.tables, {
        interrupted: signal.aborted,
        stoppedBy: this.stoppedBy,
      }),
      requests: sum('requests'),
      retries: sum('retries'),
      waitedMs: sum('waitedMs'),
      tables: finished.flatMap(part => part.tables),
    }
  }

  /** The run's start as a name; two runs within one second differ by a number. */
  private async newRunId(): Promise<string> {
    const base = iso(this.startedAt)
      .replace(/\.\d+Z$/, 'Z')
      .replaceAll(':', '-')
    const taken = new Set(await this.store.names('runs'))
    for (let number = 1; ; number++) {
      const id = number === 1 ? base : `${base}-${number}`
      if (!taken.has(`${id}.json`)) return id
    }
  }

  private nowIso(): string {
    return iso(this.clock.now())
  }
}

const catalogueOf = ({ catalogue }: RunDeps): PlanFacts => (catalogue === undefined ? {} : { catalogue })

/** How a stream ends without a request; null: it has to be asked for. */
function skippedBefore(definition: StreamDefinition, cloud: Cloud, rights: Rights): Ending | null {
  if (definition.clouds.includes(cloud)) return refusedBefore(definition, rights)
  return { verdict: 'skipped', reason: `not in the cloud '${cloud}'`, requestId: null, cause: null }
}
