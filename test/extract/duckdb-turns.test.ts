// A run that was told to stop waits a moment for a fold, then breaks it off.
import { afterEach, describe, expect, test } from 'vitest'
import { DuckDBTurns } from '../../src/extract/duckdb-turns.ts'
import type { Sql } from '../../src/lake/duckdb.ts'

/** Takes minutes where nobody interrupts it. */
const ENDLESS = 'SELECT sum(hash(a.range + b.range)) AS n FROM range(10000000) a, range(10000000) b'

const reason = new Error('told to stop')
let turns: DuckDBTurns | null = null

afterEach(async () => turns?.close())

function begun(): { turns: DuckDBTurns; stop: AbortController } {
  const stop = new AbortController()
  turns = new DuckDBTurns({ memory: '256MB', spill: '/nowhere' }, stop.signal)
  return { turns, stop }
}

describe('a stopped run', () => {
  test('breaks off the fold that is running, whichever statement it is at, and begins none that waits', async () => {
    const { turns, stop } = begun()
    let second = false
    const folding = turns.lend(async duckdb => {
      await duckdb.rows('SELECT 1')
      stop.abort(reason)
      for (;;) await duckdb.rows(ENDLESS)
    })
    const waiting = turns.lend(async () => {
      second = true
    })
    const [first, next] = await Promise.allSettled([folding, waiting])
    expect(first).toEqual({ status: 'rejected', reason })
    expect(next).toEqual({ status: 'rejected', reason })
    expect(second).toBe(false)
  })

  test('lets a fold end that is nearly done', async () => {
    const { turns, stop } = begun()
    const done = turns.lend(async (duckdb: Sql) => {
      stop.abort(reason)
      const [row] = await duckdb.rows('SELECT 42 AS n')
      return row?.n
    })
    expect(await done).toBe(42)
  })

  test('leaves the errors of a fold as they are', async () => {
    const { turns } = begun()
    await expect(turns.lend(duckdb => duckdb.rows('SELECT nothing'))).rejects.toThrow(/nothing/)
  })
})
