// One DuckDB for a whole run, opened when a fold first needs it and lent to one fold at a time.
import { openDuckDB, type Sql } from '../lake/duckdb.ts'

export class DuckDBTurns {
  private readonly settings: { readonly memory: string; readonly spill: string }
  private duckdb: Promise<Sql> | null = null
  private folding: Promise<unknown> = Promise.resolve()

  constructor(settings: { readonly memory: string; readonly spill: string }) {
    this.settings = settings
  }

  /** Folds wait for one another: three at once take longer than three in a row, and more memory. */
  lend<T>(use: (duckdb: Sql) => Promise<T>): Promise<T> {
    const turn = this.folding.then(async () => {
      this.duckdb ??= openDuckDB(this.settings)
      return use(await this.duckdb)
    })
    this.folding = turn.catch(() => {})
    return turn
  }

  async close(): Promise<void> {
    // One that could not be opened has failed its folds already.
    await this.duckdb?.then(
      duckdb => duckdb.close(),
      () => {},
    )
  }
}
