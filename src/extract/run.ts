// One run of `extract`: from options to a report. Streams of different families go side by side; folds go one by one.
import { decodeToken } from '../graph/claims.ts'
import { createGraphClient, type GraphClient, type Meter } from '../graph/client.ts'
import { type Clock, systemClock } from '../graph/clock.ts'
import { GraphError } from '../graph/errors.ts'
import { createLimiter } from '../graph/limiter.ts'
import { DOCUMENTED_LIMITS, type Limits } from '../graph/limits.ts'
import { SignInError } from '../graph/sign-in-error.ts'
import type { TokenSource } from '../graph/token-source.ts'
import { createNetwork, type Network } from '../graph/undici-http.ts'
import { openDuckDB, type Sql } from '../lake/duckdb.ts'
import { runFile, WORK } from '../lake/paths.ts'
import { takeLock } from '../state/lock.ts'
import { checkOwner, emptyState, readState, StateFile, sweepWork } from '../state/state-file.ts'
import { openFolder, type Store } from '../store/folder.ts'
import { readChildren } from './children.ts'
import { UnwritableFolderError } from './errors.ts'
import type { ExtractOptions } from './options.ts'
import { readPages, readSingle } from './pages.ts'
import { type Granted, planJobs } from './plan.ts'
import { iso } from './ranges.ts'
import type { OnRunEvent, RunReport } from './report.ts'
import { exitCodeOf, type Finished, tableReports } from './run-report.ts'
import type { Reader, Reading } from './source.ts'
import { runStream } from './stream.ts'
import { tableIn } from './table-state.ts'
import { type Ending, endingOf } from './verdict.ts'
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
}

const RETRY_BUDGET_MS = 15 * 60_000
const FIRST_ANSWER_BUDGET_MS = 30_000
const COMMIT_POLICY: CommitPolicy = { bytes: 64 << 20, ms: 5_000 }
/** Streams of one family that are read side by side. */
const STREAMS_AT_ONCE = 4

const READERS: Readonly<Record<StreamJob['definition']['kind'], Reader>> = {
  delta: readPages,
  list: readPages,
  single: readSingle,
  children: readChildren,
  window: readWindow,
}

/** Extracts. Throws when nothing could begin: options, folder, lock, state, sign-in. Otherwise the report says it all. */
export async function runExtract(options: ExtractOptions, deps: RunDeps): Promise<RunReport> {
  planJobs(options, null)
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
  private readonly network: Network
  private readonly startedAt: number
  /** Aborted by the user, by the clock, or because the lock or the sign-in is lost. */
  private readonly stop = new AbortController()
  private readonly meters: Meter[] = []
  private duckdb: Promise<Sql> | null = null
  private folding: Promise<unknown> = Promise.resolve()
  private outOfTime = false

  constructor(options: ExtractOptions, deps: RunDeps, store: Store, lost: AbortSignal) {
    this.options = options
    this.deps = deps
    this.store = store
    this.lost = lost
    this.clock = deps.clock ?? systemClock
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
    const alarm = this.setAlarm()
    try {
      const client = this.client()
      const known = await readState(this.store)
      const tenantId = decodeToken(token).claims.tenantId ?? (await this.askTenant(client))
      if (known !== null) checkOwner(known, tenantId, this.options.cloud, this.store.path('.'))
      const state = new StateFile(
        this.store,
        known ?? emptyState(tenantId, this.options.cloud, this.nowIso()),
        () => this.nowIso(),
        this.lost,
      )
      await state.finishPending()
      await sweepWork(this.store, state.current, ['lock.json', 'spill'])
      const jobs = planJobs(this.options, state.current, grantedBy(token))
      if (jobs.some(job => job.definition.kind === 'window')) await this.greet(client)
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
      clearTimeout(alarm)
      // One that could not be opened has failed its folds already.
      await this.duckdb?.then(
        duckdb => duckdb.close(),
        () => {},
      )
      if (this.deps.network === undefined) await this.network.close()
    }
  }

  private setAlarm(): NodeJS.Timeout | undefined {
    const { maxDurationMs } = this.options
    if (maxDurationMs === null) return undefined
    const ring = () => {
      this.outOfTime = true
      this.stop.abort(new StoppedError('stopped by --max-duration; run the same command again to go on', 5))
    }
    return setTimeout(ring, Math.min(maxDurationMs, 2 ** 31 - 1))
  }

  private client(): GraphClient {
    const budget = this.deps.retryBudgetMs ?? RETRY_BUDGET_MS
    return createGraphClient({
      root: this.options.graphUrl,
      tokens: this.deps.tokens,
      network: this.network,
      limiter: createLimiter(this.deps.limits ?? DOCUMENTED_LIMITS, this.clock),
      clock: this.clock,
      random: this.deps.random ?? Math.random,
      signal: this.stop.signal,
      userAgent: `entra-extract/${this.deps.version}`,
      retryBudgetMs: budget,
      firstAnswerBudgetMs: Math.min(budget, FIRST_ANSWER_BUDGET_MS),
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

  /** The token does not say whose it is: Graph does. */
  private async askTenant(client: GraphClient): Promise<string> {
    const link = `${client.root}/v1.0/organization?$select=id`
    const body = await client.get(
      link,
      { family: 'directory', meter: this.meter('organization') },
      answer => answer.body,
    )
    const parsed = JSON.parse(body.toString('utf8')) as { value?: { id?: unknown }[] }
    const id = parsed.value?.[0]?.id
    if (typeof id !== 'string')
      throw new SignInError('The token does not say which tenant it is for, and neither does Graph.', {
        failure: 'rejected',
      })
    return id
  }

  /** One small request whose answer tells Graph's time: the ranges of events end at Graph's now, not at ours. */
  private async greet(client: GraphClient): Promise<void> {
    if (client.serverNow() !== null) return
    try {
      const call = { family: 'directory', meter: this.meter('organization') } as const
      await client.get(`${client.root}/v1.0/organization?$select=id`, call, () => null)
    } catch (error) {
      // Whatever Graph answers tells its time; that it does not answer at all ends the run before every table waits for it.
      if (!(error instanceof GraphError)) throw error
      if (error.status === 401)
        throw new SignInError(`Graph rejects the token: ${error.message}`, { failure: 'rejected' })
    }
  }

  private async runAll(
    jobs: readonly StreamJob[],
    client: GraphClient,
    workshop: Workshop,
  ): Promise<Finished[]> {
    const finished: Finished[] = []
    const families = new Map<string, StreamJob[]>()
    for (const job of jobs)
      families.set(job.definition.family, [...(families.get(job.definition.family) ?? []), job])
    const lanes = [...families.values()].flatMap(queue =>
      Array.from({ length: Math.min(STREAMS_AT_ONCE, queue.length) }, async () => {
        for (let job = queue.shift(); job !== undefined; job = queue.shift()) {
          finished.push(await this.runJob(job, client, workshop))
        }
      }),
    )
    const results = await Promise.allSettled(lanes)
    for (const result of results) if (result.status === 'rejected') throw result.reason
    const order = jobs.map(job => job.name)
    return finished.sort((a, b) => order.indexOf(a.stream) - order.indexOf(b.stream))
  }

  private async runJob(job: StreamJob, client: GraphClient, workshop: Workshop): Promise<Finished> {
    const meter = this.meter(job.name)
    const tally = emptyTally()
    let ending: Ending | null = null
    try {
      this.stop.signal.throwIfAborted()
      if (!job.definition.clouds.includes(this.options.cloud)) {
        ending = {
          verdict: 'skipped',
          reason: `not in the cloud '${this.options.cloud}'`,
          requestId: null,
          cause: null,
        }
      } else {
        const reading = (part: Pick<Reading, 'position' | 'cursor' | 'replace' | 'meter'>) =>
          this.reading(job, client, part)
        await runStream(workshop, job, READERS[job.definition.kind], reading, meter, tally)
      }
    } catch (error) {
      ending = endingOf(error, job.definition, tally, meter.requestId)
    }
    if (ending?.cause === 'signIn') this.stop.abort(new StoppedError('the sign-in has ended', 3))
    await this.commitVerdicts(job, ending, workshop)
    const tables = tableReports(job, { ending, meter, tally }, workshop.state.current)
    this.deps.onEvent({ type: 'stream-ended', stream: job.name, tables })
    return { stream: job.name, ending, tables }
  }

  private reading(
    job: StreamJob,
    client: GraphClient,
    part: Pick<Reading, 'position' | 'cursor' | 'replace' | 'meter'>,
  ): Reading {
    return {
      ...part,
      definition: job.definition,
      client,
      clock: this.clock,
      random: this.deps.random ?? Math.random,
      signal: this.stop.signal,
      window: { since: this.since(client), lookbackMs: this.options.lookbackMs },
      retryBudgetMs: this.deps.retryBudgetMs ?? RETRY_BUDGET_MS,
    }
  }

  private async commitVerdicts(
    job: StreamJob,
    ending: Ending | null,
    { state, stamp }: Workshop,
  ): Promise<void> {
    const at = this.nowIso()
    await state.commit(draft => {
      for (const name of job.tables) {
        const definition = job.definition.tables[name]
        if (definition === undefined) continue
        const table = tableIn(draft, job.name, name, definition)
        const verdict = ending?.verdict ?? 'complete'
        table.last = { verdict, at, runId: stamp.runId, reason: ending?.reason ?? null }
        if (verdict === 'complete') table.completeAt = at
      }
    })
  }

  private meter(stream: string): Meter {
    const meter: Meter = {
      requests: 0,
      retries: 0,
      waitedMs: 0,
      requestId: null,
      onWaiting: ({ ms, reason, message }) =>
        this.deps.onEvent({ type: 'waiting', stream, ms, reason, message }),
    }
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
        outOfTime: this.outOfTime,
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

/** The permissions in the token's claims; null for a token that shows none. */
function grantedBy(token: string): Granted {
  const { roles, scopes } = decodeToken(token).claims
  return roles.length + scopes.length === 0 ? null : new Set([...roles, ...scopes])
}
