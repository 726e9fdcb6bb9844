// The smallest request that tells whether a stream may be read.
import type { Answer, Call, GraphClient } from '../graph/client.ts'
import { ForeignLinkError, GraphError } from '../graph/errors.ts'
import { singleLine, splitPage } from '../graph/page.ts'
import type {
  ChildrenStream,
  DeltaStream,
  Listing,
  StreamDefinition,
  WindowStream,
} from '../streams/define.ts'
import { requestsFor } from './places.ts'
import { filterOf, iso } from './ranges.ts'
import { linkTo } from './source.ts'

export interface Asking {
  readonly client: GraphClient
  readonly call: Call
  /** The users named with `--owner`. */
  readonly owners: readonly string[]
  /** Milliseconds since 1970 by Graph's clock. */
  readonly now: () => number
}

type Query = Readonly<Record<string, string>>

const HOUR_MS = 3_600_000

/** Asks for as little as the stream allows. Returns what is to be said of an answer that proves little. */
export async function probe(definition: StreamDefinition, asking: Asking): Promise<string | null> {
  switch (definition.kind) {
    case 'delta':
      return page(definition, definition.path, { $select: leastSelect(definition).join(',') }, asking)
    case 'list':
      return page(definition, definition.path, firstRow(definition.query), asking)
    case 'window':
      return page(definition, definition.path, lastHour(definition, asking.now()), asking)
    case 'single':
      return get(definition, definition.path, {}, asking, singleLine)
    case 'children':
      return askChildren(definition, asking)
    case 'report':
      return askReport(definition, asking)
    case 'derived':
      return `nothing to ask: computed from ${Object.keys(definition.needs).join(', ')} of the lake`
  }
}

/** Key columns alone; the relation where the rows are nothing else. */
function leastSelect({ select, tables }: DeltaStream): readonly string[] {
  const [main] = Object.values(tables)
  const key = main?.rows === 'own' ? main.key.map(column => main.sources?.[column] ?? column) : []
  return key.length > 0 && key.every(property => select.includes(property)) ? key : select
}

/** A query for one row, where it says how many it wants at all: not every listing knows `$top`. */
const firstRow = (query: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  query.$top === undefined ? query : { ...query, $top: '1' }

function lastHour(stream: WindowStream, now: number): Readonly<Record<string, string>> {
  return { $filter: filterOf(stream, { from: iso(now - HOUR_MS), to: iso(now) }), $top: '1' }
}

async function get(
  { api }: StreamDefinition,
  path: string,
  query: Query,
  { client, call }: Asking,
  read: (body: Buffer, requestId: string | null) => unknown,
): Promise<null> {
  await client.get(linkTo(client.root, api, path, query), call, ({ body, requestId }) =>
    read(body, requestId),
  )
  return null
}

const page = (definition: StreamDefinition, path: string, query: Query, asking: Asking): Promise<null> =>
  get(definition, path, query, asking, splitPage)

/** Graph answers a report with a redirect to its file: who gets that far may read it, and the file is not fetched. */
async function askReport(definition: StreamDefinition, asking: Asking): Promise<null> {
  try {
    return await get(definition, definition.path, {}, asking, () => null)
  } catch (error) {
    if (error instanceof ForeignLinkError) return null
    throw error
  }
}

const NOTHING_THERE = 'nothing to look at: there is no parent'

async function askChildren(definition: ChildrenStream, asking: Asking): Promise<string | null> {
  const { parents, between, path, query, bodies } = definition
  const { client, call, owners } = asking
  const ids: string[] = 'option' in parents ? owners.slice(0, 1) : []
  const linkOf = (listing: Listing): string => {
    const [request] = requestsFor({ ...listing, query: firstRow(listing.query) }, ids)
    return `${client.root}/${definition.api}${request?.url ?? ''}`
  }
  for (const listing of ['option' in parents ? [] : parents, between ?? []].flat()) {
    const id = await firstId(linkOf(listing), asking)
    if (id === null) return NOTHING_THERE
    ids.push(id)
  }
  const link = linkOf({ path, query })
  const [body] = requestsFor({ path, query, bodies: bodies ?? [] }, ids).map(request => request.body)
  const read = ({ body: bytes, requestId }: Answer): unknown => splitPage(bytes, requestId)
  try {
    await (body === undefined
      ? client.get(link, call, read)
      : client.post(link, JSON.stringify(body), call, read))
    return null
  } catch (error) {
    if (error instanceof GraphError && error.status === 404) return 'nothing to look at: the parent has none'
    throw error
  }
}

async function firstId(link: string, { client, call }: Asking): Promise<string | null> {
  const { rows } = await client.get(link, call, ({ body, requestId }) => splitPage(body, requestId))
  if (rows.length === 0) return null
  const { id } = JSON.parse(rows.toString('utf8', 0, rows.indexOf(10))) as { id?: unknown }
  return typeof id === 'string' ? id : null
}
