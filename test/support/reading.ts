// Readers of streams without a lake behind them: what they ask, and the steps they take.
import type { Reader, Reading, Step } from '../../src/extract/source.ts'
import type { StreamDefinition } from '../../src/streams/define.ts'
import type { TestClient } from './graph-client.ts'

/** What is the same in every definition of a test. */
export const PLAIN = {
  doc: 'https://learn.microsoft.com/graph/api/x?view=graph-rest-1.0',
  api: 'v1.0',
  family: 'directory',
  permissions: { application: ['X.Read.All'], delegated: ['X.Read.All'] },
  licence: null,
  clouds: ['global'],
  inDefaultSet: true,
} as const

export const readingOf = (
  to: TestClient,
  definition: StreamDefinition,
  some: Partial<Reading> = {},
): Reading => ({
  definition,
  declared: definition,
  client: to.client,
  meter: to.meter,
  clock: to.clock,
  random: () => 0,
  signal: to.stop.signal,
  position: null,
  cursor: null,
  replace: true,
  window: { since: 0, lookbackMs: 0 },
  owners: [],
  batchSize: 20,
  concealsNames: async () => false,
  retryBudgetMs: 900_000,
  ...some,
})

export async function stepsOf(read: Reader, reading: Reading): Promise<Step[]> {
  const steps: Step[] = []
  for await (const step of read(reading)) {
    // Pages lie in memory that is used again.
    const page =
      'page' in step && step.page !== null ? { ...step.page, rows: Buffer.from(step.page.rows) } : null
    steps.push(page === null ? step : ({ ...step, page } as Step))
  }
  return steps
}

/** The lines of what steps since the last restart have brought, parsed. */
export function linesOf(steps: readonly Step[]): unknown[] {
  const from = steps.findLastIndex(({ kind }) => kind === 'restart') + 1
  return steps.slice(from).flatMap(step => {
    const rows = 'page' in step && step.page !== null ? step.page.rows.toString('utf8') : ''
    return rows
      .split('\n')
      .filter(line => line !== '')
      .map(line => JSON.parse(line) as unknown)
  })
}

export const notesOf = (steps: readonly Step[]): string[] =>
  steps.flatMap(step => (step.kind === 'note' ? [step.text] : []))
