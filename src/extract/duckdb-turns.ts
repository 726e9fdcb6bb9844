// One DuckDB for a whole run, opened when a fold first needs it and lent to one fold at a time.
import { rm } from 'node:fs/promises'
import { openDuckDB, type Sql } from '../lake/duckdb.ts'

/** How long a fold may take to end after the run was told to stop; it is done again by the next run. */
const GRACE_MS = 1_500
const AGAIN_MS = 100

export class DuckDBTurns {
  private readonly settings: { readonly memory: string; readonly spill: string }
  private readonly stop: AbortSignal
  private duckdb: Promise<Sql> | null = null
  private folding: Promise<unknown> = Promise.resolve()

  /** `stop`: no turn begins after it, and one that does not end soon is broken off; both throw its reason. */
  constructor(
    settings: { readonly memory: string; readonly spill: string },
    stop: AbortSignal = new AbortController().signal,
  ) {
    this.settings = settings
    this.stop = stop
  }

  /** Folds wait for one another: three at once take longer than three in a row, and more memory. */
  lend<T>(use: (duckdb: Sql) => Promise<T>): Promise<T> {
    const turn = this.folding.then(async () => {
      this.stop.throwIfAborted()
      this.duckdb ??= this.open()
      return stoppable(await this.duckdb, this.stop, use)
    })
    this.folding = turn.catch(() => {})
    return turn
  }

  /** A killed run leaves what it had spilled, many gigabytes perhaps. */
  private async open(): Promise<Sql> {
    await rm(this.settings.spill, { recursive: true, force: true })
    return openDuckDB(this.settings)
  }

  async close(): Promise<void> {
    // One that could not be opened has failed its folds already.
    await this.duckdb?.then(
      duckdb => duckdb.close(),
      () => {},
    )
  }
}

/** A fold is many statements, and only one that is running can be interrupted: it is tried until the fold has ended. */
async function stoppable<T>(duckdb: Sql, stop: AbortSignal, use: (duckdb: Sql) => Promise<T>): Promise<T> {
  let isBroken = false
  let timer: NodeJS.Timeout | undefined
  const breakOff = () => {
    isBroken = true
    duckdb.interrupt()
    timer = setTimeout(breakOff, AGAIN_MS)
  }
  const begin = () => {
    timer = setTimeout(breakOff, GRACE_MS)
  }
  stop.addEventListener('abort', begin, { once: true })
  try {
    return await use(duckdb)
  } catch (error) {
    throw isBroken ? stop.reason : error
  } finally {
    clearTimeout(timer)
    stop.removeEventListener('abort', begin)
  }
}
