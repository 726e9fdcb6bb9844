// Usage reports: one CSV each, behind an address that Graph tells and that is good for minutes.
// https://learn.microsoft.com/graph/api/resources/report
import { AGAIN } from '../graph/client.ts'
import type { StreamDefinition } from '../streams/define.ts'
import { type CsvPart, readCsv } from './csv.ts'
import { iso } from './ranges.ts'
import { callOf, linkTo, type Reading, type Step } from './source.ts'

const CONCEALED = "names are concealed by the tenant's setting: joins by name are impossible"

/** Reads the report whole. Whatever breaks off begins again at Graph, for the address may have expired meanwhile. */
export async function* readReport(reading: Reading): AsyncGenerator<Step, void, void> {
  const { definition, client, clock } = reading
  const known = await reading.concealsNames()
  const selected = new Set(propertiesOf(definition))
  const link = linkTo(client.root, definition.api, definition.path, {})
  const read = (pieces: AsyncIterable<Buffer>, requestId: string | null) =>
    readCsv(pieces, property => selected.has(property), requestId)
  let seen = nothingSeen()
  for await (const part of client.download(link, callOf(reading), read)) {
    if (part === AGAIN) {
      const reason = 'the report broke off'
      if (seen.properties.length > 0) yield { kind: 'restart', position: null, replace: true, reason }
      seen = nothingSeen()
    } else {
      seen = add(seen, part)
      if (part.kind === 'rows') yield { kind: 'rows', page: part.page, position: null, detail: null }
    }
  }
  for (const text of headingNotes(reading, seen.properties)) yield { kind: 'note', text }
  if (known ?? (seen.names > 0 && seen.names === seen.hashes)) yield { kind: 'note', text: CONCEALED }
  const cursor = { kind: 'whole', readAt: iso(clock.now()) } as const
  yield { kind: 'fold', page: null, mode: { kind: 'replace' }, cursor, position: null }
}

/** What one attempt at a report has brought. */
interface Seen {
  readonly properties: readonly string[]
  readonly names: number
  readonly hashes: number
}

const nothingSeen = (): Seen => ({ properties: [], names: 0, hashes: 0 })

function add(seen: Seen, part: CsvPart): Seen {
  if (part.kind === 'headings') return { ...seen, properties: part.properties }
  const { names, hashes } = part.concealed
  return { ...seen, names: seen.names + names, hashes: seen.hashes + hashes }
}

/** The properties that the columns of a report's tables read. */
function propertiesOf({ tables }: StreamDefinition): string[] {
  return Object.values(tables).flatMap(table =>
    table.rows === 'own' ? Object.keys(table.columns).map(column => table.sources?.[column] ?? column) : [],
  )
}

/** What the report has and the definition has not, and the other way round. */
function headingNotes({ definition, declared }: Reading, found: readonly string[]): string[] {
  const omitted = Object.values(declared.tables).flatMap(({ omitted = {} }) => Object.keys(omitted))
  const known = new Set([...propertiesOf(declared), ...omitted])
  const unknown = found.filter(property => !known.has(property))
  const absent = propertiesOf(definition).filter(property => !found.includes(property))
  return [
    ...(unknown.length === 0
      ? []
      : [`Graph's report has columns that this version does not know: ${unknown.join(', ')}`]),
    ...(absent.length === 0 ? [] : [`Graph's report is without ${absent.join(', ')}: empty here`]),
  ]
}
