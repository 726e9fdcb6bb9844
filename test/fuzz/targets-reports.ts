// The reader of CSV: whatever way its bytes come in pieces, the same rows; what is written as CSV is read as it was.
import assert from 'node:assert/strict'
import { type CsvPart, readCsv } from '../../src/extract/csv.ts'
import { MalformedAnswerError } from '../../src/graph/errors.ts'
import type { FuzzTarget } from './fuzz.ts'

interface Table {
  readonly properties: readonly string[]
  readonly rows: readonly unknown[]
}

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

/** What the reader makes of it; null when it refuses, and which of several faults it says first depends on the pieces. */
async function tableOf(bytes: Buffer, size: number): Promise<Table | null> {
  try {
    const parts: CsvPart[] = []
    for await (const part of readCsv(inPieces(bytes, size), () => true, null)) parts.push(part)
    return joined(parts)
  } catch (error) {
    assert(error instanceof MalformedAnswerError, error as Error)
    return null
  }
}

function joined([first, ...others]: readonly CsvPart[]): Table {
  assert(first?.kind === 'headings')
  const rows = others.flatMap(part => {
    assert(part.kind === 'rows')
    const lines = part.page.rows.toString('utf8').split('\n').slice(0, -1)
    assert.equal(lines.length, part.page.count)
    assert(part.concealed.hashes <= part.concealed.names && part.concealed.names <= lines.length)
    return lines.map(line => JSON.parse(line) as unknown)
  })
  return { properties: first.properties, rows }
}

export const csvText: FuzzTarget = {
  name: 'csv-text',
  seeds: [
    '\ufeffReport Refresh Date,User Principal Name,Is Deleted\r\n2026-11-20,a@b,False\r\n2026-11-20,"x, ""y""\n",True\r\n',
    'A,B\n1,2\n\n3,\n',
    '"A\n,B"\n"1"x\n',
  ],
  words: ['"', '""', ',', '\n', '\r\n', '\r', '\ufeff', '<html>', '{"error"', 'A', ' ', '\0', '__proto__'],
  run: async input => {
    const whole = await tableOf(input, Math.max(1, input.length))
    assert.deepEqual(await tableOf(input, 2), whole)
    assert.deepEqual(await tableOf(input, 7), whole)
    if (whole === null) return
    for (const row of whole.rows) assert.deepEqual(Object.keys(row as object).length, whole.properties.length)
  },
}

const WIDTH = 3
const HEADING = 'Name One,Name Two,Name Three\n'

const written = (cell: string): string => `"${cell.replaceAll('"', '""')}"`

export const csvCells: FuzzTarget = {
  name: 'csv-cells',
  seeds: ['a,b,c,d,e,f', '",\n"",\r\n,,,x', '=cmd|calc,../..,\u001b[31m', '\ufeff,0,null'],
  words: [',', '"', '\n', '\r\n', '\ufeff', '=1+1', '😀', '\0'],
  run: async input => {
    const cells = input.toString('utf8').toWellFormed().split(',')
    const records = Array.from({ length: Math.ceil(cells.length / WIDTH) }, (_, at) =>
      Array.from({ length: WIDTH }, (_, column) => cells[at * WIDTH + column] ?? ''),
    )
    const text = HEADING + records.map(record => `${record.map(written).join(',')}\n`).join('')
    const table = await tableOf(Buffer.from(text), 5)
    assert(table !== null)
    const expected = records.map(record => record.map(cell => (cell === '' ? null : cell)))
    assert.deepEqual(
      table.rows.map(row => Object.values(row as object)),
      expected,
    )
  },
}
