// A usage report's CSV as rows of JSON, piece by piece: the report of a large tenant is hundreds of megabytes long.
import { pipeline, Readable } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import { MalformedAnswerError } from '../graph/errors.ts'
import { propertyOf } from '../streams/headings.ts'
import type { Rows } from './source.ts'

/** So much text makes a page. */
const PAGE_LENGTH = 4 << 20
/** Characters of a record: a quote that nobody closes must not take the rest of the report into memory. */
const LARGEST_RECORD = 4 << 20

/** What goes on: the properties that the report has, then its rows. */
export type CsvPart =
  | { readonly kind: 'headings'; readonly properties: readonly string[] }
  | { readonly kind: 'rows'; readonly page: Rows; readonly concealed: Concealed }

/** How many names there were, and how many of them are no names but 32 hexadecimal digits. */
export interface Concealed {
  readonly names: number
  readonly hashes: number
}

/**
 * The parts of a CSV. An empty cell is null and every other one text; columns that `wanted` refuses are left out of the rows.
 * Throws a MalformedAnswerError when it is no CSV with a heading row and rows as long as that.
 */
export async function* readCsv(
  pieces: AsyncIterable<Buffer>,
  wanted: (property: string) => boolean,
  requestId: string | null,
): AsyncGenerator<CsvPart, void, void> {
  let writer: RowWriter | null = null
  try {
    for await (const cells of recordsOf(pieces, requestId)) {
      if (writer === null) {
        const properties = headingsOf(cells, requestId)
        yield { kind: 'headings', properties }
        writer = new RowWriter(properties, wanted)
      } else {
        writer.add(cells)
        if (writer.length >= PAGE_LENGTH) yield writer.page()
      }
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw new MalformedAnswerError(`Graph's report is no CSV: ${error.message}`, requestId, { cause: error })
  }
  if (writer === null) throw new MalformedAnswerError("Graph's report has no heading row", requestId)
  if (writer.length > 0) yield writer.page()
}

/** The records of a text, each a list of cells. Throws a CsvError when it is no CSV. */
export async function recordsIn(text: string): Promise<string[][]> {
  const records: string[][] = []
  for await (const cells of Readable.from([text]).pipe(
    parse({ skip_empty_lines: true, bom: true, trim: true }),
  ))
    records.push(cells)
  return records
}

function recordsOf(pieces: AsyncIterable<Buffer>, requestId: string | null): AsyncIterable<string[]> {
  const parser = parse({ skip_empty_lines: true, max_record_size: LARGEST_RECORD })
  // An error of the pieces reaches whoever reads the parser.
  return pipeline(Readable.from(textOf(pieces, requestId)), parser, () => {})
}

/** The pieces as text, without a byte order mark. What is no UTF-8 is an error: other letters would be read than were sent. */
async function* textOf(pieces: AsyncIterable<Buffer>, requestId: string | null): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const decoded = (piece?: Buffer): string => {
    try {
      return piece === undefined ? decoder.decode() : decoder.decode(piece, { stream: true })
    } catch (error) {
      throw new MalformedAnswerError("Graph's report is not UTF-8", requestId, { cause: error })
    }
  }
  for await (const piece of pieces) yield decoded(piece)
  yield decoded()
}

function headingsOf(cells: readonly string[], requestId: string | null): string[] {
  const [first = ''] = cells
  if (/^\s*[<{[]/.test(first))
    throw new MalformedAnswerError("Graph's report is HTML or JSON, not CSV", requestId)
  const properties = cells.map(propertyOf)
  const named = properties.filter(property => property !== '')
  if (named.length < cells.length || new Set(named).size < named.length)
    throw new MalformedAnswerError("Graph's report has no heading row", requestId)
  return properties
}

const NAME = /PrincipalName$/
const HASH = /^[0-9A-Fa-f]{32}$/

class RowWriter {
  /** Each wanted column: its place in the record, and the beginning of its member. */
  private readonly members: readonly { readonly at: number; readonly start: string }[]
  private readonly nameAt: number
  private lines: string[] = []
  private names = 0
  private hashes = 0
  length = 0

  constructor(properties: readonly string[], wanted: (property: string) => boolean) {
    this.members = properties.flatMap((property, at) =>
      wanted(property) ? [{ at, start: `${JSON.stringify(property)}:` }] : [],
    )
    this.nameAt = properties.findIndex(property => NAME.test(property))
  }

  add(cells: readonly string[]): void {
    const members = this.members.map(
      ({ at, start }) => start + (cells[at] ? JSON.stringify(cells[at]) : 'null'),
    )
    const line = `{${members.join(',')}}\n`
    this.lines.push(line)
    this.length += line.length
    const name = cells[this.nameAt]
    if (!name) return
    this.names++
    if (HASH.test(name)) this.hashes++
  }

  /** What came since the last page. */
  page(): CsvPart {
    const page = { rows: Buffer.from(this.lines.join('')), count: this.lines.length, removed: false }
    const concealed = { names: this.names, hashes: this.hashes }
    this.lines = []
    this.length = this.names = this.hashes = 0
    return { kind: 'rows', page, concealed }
  }
}
