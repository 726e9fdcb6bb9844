// Statements over a spool. When DuckDB refuses its rows they are repaired once, or the value at fault is named.
import type { Store } from '../store/store.ts'
import { BadRowsError, MisfitError } from './errors.ts'
import { type CheckLine, repairLines } from './misfit.ts'
import { workFolder } from './paths.ts'
import type { LinesFile } from './sql/json.ts'

export interface SpoolFacts {
  readonly file: string
  readonly bytes: number
  readonly rows: number
  /** Bytes of the longest line, at most. */
  readonly longest: number
  /** Whether some row may be removed by Graph. */
  readonly removed: boolean
  /** The properties of each part, for rows that come in parts: every line begins with `{"_part":` and the number of its part. */
  readonly parts?: readonly (readonly string[])[]
}

export class SpoolReader {
  private readonly store: Store
  private readonly stream: string
  private readonly facts: SpoolFacts
  private lines: LinesFile
  private repaired = false

  constructor(store: Store, stream: string, facts: SpoolFacts) {
    this.store = store
    this.stream = stream
    this.facts = facts
    this.lines = { path: store.path(facts.file), longest: facts.longest }
  }

  /** Runs a statement over the lines. Throws MisfitError or BadRowsError when the rows are at fault. */
  async read<T>(check: CheckLine, run: (lines: LinesFile) => Promise<T>): Promise<T> {
    try {
      return await run(this.lines)
    } catch (error) {
      if (!isAboutRows(error) || this.repaired) throw asRowsError(error)
      await this.repair(check, error)
      return await run(this.lines).catch(again => {
        throw asRowsError(again)
      })
    }
  }

  private async repair(check: CheckLine, cause: unknown): Promise<void> {
    const { file, bytes, longest } = this.facts
    const path = this.store.path(`${workFolder(this.stream)}/spool.repaired.ndjson`)
    const rewritten = await repairLines(this.store.path(file), path, bytes, check)
    if (rewritten === 0) throw asRowsError(cause)
    this.repaired = true
    // A repaired character may be written as an escape of six bytes.
    this.lines = { path, longest: longest * 6 }
  }
}

/** DuckDB's errors that speak of values, not of memory or disk. */
const isAboutRows = (error: unknown): boolean =>
  error instanceof Error && /^(Invalid Input|Conversion|Out of Range) Error/.test(error.message)

function asRowsError(error: unknown): unknown {
  if (error instanceof MisfitError || error instanceof BadRowsError || !isAboutRows(error)) return error
  const [first = ''] = (error as Error).message.split('\n')
  return new BadRowsError(first.replace(/ in file "[^"]*"/, ''), { cause: error })
}
