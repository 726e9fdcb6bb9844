// Graph at sizes that few tenants have, in a process of its own: pages made from arithmetic, so that serving them costs little.
import { createServer } from 'node:http'
import { guid, mix } from './random.ts'
import { userId } from './rows.ts'

/** What is served by `/users/delta` or `/groups/delta`: a first load, then one round of changes, then nothing new. */
export type ServedSize =
  | { readonly kind: 'text'; readonly rows: number; readonly bytes: number; readonly perPage: number }
  | { readonly kind: 'edges'; readonly edges: number; readonly changes: number }

const NOISE_BYTES = 8 << 20
const EDGES_PER_SLICE = 200
const SLICES_PER_PAGE = 50
const SLICES_PER_GROUP = 5
/** One row in so many has changed in the second round. */
const CHANGED_EVERY = 10

/** The pages of one round; what stands between their rows and the links is the same for all. */
interface Round {
  readonly pages: number
  page(index: number): Buffer[]
}

const NOTHING: Round = { pages: 1, page: () => [] }

function noise(): Buffer {
  const bytes = Buffer.alloc(NOISE_BYTES)
  for (let at = 0; at < NOISE_BYTES; at += 8)
    bytes.write(mix(at, 5).toString(16).padStart(8, '0'), at, 'latin1')
  return bytes
}

/** `length` bytes of text that begin anywhere in the noise, in pieces. */
function textFrom(source: Buffer, start: number, length: number): Buffer[] {
  const pieces: Buffer[] = []
  for (let at = start % source.length, left = length; left > 0; at = 0) {
    const piece = source.subarray(at, at + left)
    pieces.push(piece)
    left -= piece.length
  }
  return pieces
}

function textRounds({ rows, bytes, perPage }: ServedSize & { kind: 'text' }): Round[] {
  const source = noise()
  const row = (index: number, round: number): Buffer[] => [
    Buffer.from(
      `{"id":"${userId(index)}","displayName":"User ${index}","userPrincipalName":"user${index}@contoso.com","officeLocation":"`,
    ),
    ...textFrom(source, mix(index, round), bytes),
    Buffer.from('"},'),
  ]
  const round = (number: number, indexes: readonly number[]): Round => ({
    pages: Math.ceil(indexes.length / perPage),
    page: at => indexes.slice(at * perPage, (at + 1) * perPage).flatMap(index => row(index, number)),
  })
  const all = Array.from({ length: rows }, (_, index) => index)
  return [
    round(0, all),
    round(
      1,
      all.filter(index => index % CHANGED_EVERY === 0),
    ),
  ]
}

const member = (edge: number, tail = ''): string =>
  `{"@odata.type":"#microsoft.graph.user","id":"${guid(edge, 9)}"${tail}}`

const groupOf = (slice: number): string => guid(Math.floor(slice / SLICES_PER_GROUP), 8)

const slice = (group: string, members: readonly string[]): string =>
  `{"id":"${group}","members@delta":[${members.join(',')}]},`

function edgeRounds({ edges, changes }: ServedSize & { kind: 'edges' }): Round[] {
  const slices = Math.ceil(edges / EDGES_PER_SLICE)
  const first = (at: number): string => {
    const edge = at * EDGES_PER_SLICE
    const members = Array.from({ length: Math.min(EDGES_PER_SLICE, edges - edge) }, (_, index) =>
      member(edge + index),
    )
    return slice(groupOf(at), members)
  }
  /** Of each tenth change on, one edge goes and another comes. */
  const second = (at: number): string => {
    const edge = Math.floor((at * edges) / changes)
    const group = groupOf(Math.floor(edge / EDGES_PER_SLICE))
    const removed = member(edge, ',"@removed":{"reason":"deleted"}')
    return slice(group, [at % 2 === 0 ? removed : member(edges + at)])
  }
  return [pagesOf(slices, SLICES_PER_PAGE, first), pagesOf(changes, 1_000, second)]
}

const pagesOf = (rows: number, perPage: number, row: (at: number) => string): Round => ({
  pages: Math.ceil(rows / perPage),
  page: index => {
    const from = index * perPage
    const count = Math.min(perPage, rows - from)
    return [Buffer.from(Array.from({ length: count }, (_, at) => row(from + at)).join(''))]
  },
})

/** A page with its link; the rows end in a comma, which becomes a blank. */
function bodyOf(round: Round, number: number, index: number, link: string): Buffer[] {
  const isLast = index + 1 >= round.pages
  const next = isLast
    ? `deltaLink":"${link}?$deltatoken=${number + 1}`
    : `nextLink":"${link}?$skiptoken=${number}.${index + 1}`
  const rows = round.page(index)
  const ending = rows.length === 0 ? [] : [rows.at(-1)?.subarray(0, -1) ?? Buffer.alloc(0)]
  return [Buffer.from(`{"@odata.${next}","value":[`), ...rows.slice(0, -1), ...ending, Buffer.from(']}')]
}

function serve(served: ServedSize): void {
  const rounds = served.kind === 'text' ? textRounds(served) : edgeRounds(served)
  const path = `/v1.0/${served.kind === 'text' ? 'users' : 'groups'}/delta`
  const server = createServer({ keepAliveTimeout: 600_000 }, (request, response) => {
    const url = new URL(request.url ?? '/', `http://${request.headers.host}`)
    const [number = 0, index = 0] = (
      url.searchParams.get('$skiptoken') ??
      url.searchParams.get('$deltatoken') ??
      '0'
    )
      .split('.')
      .map(Number)
    const body =
      url.pathname === path ? bodyOf(rounds[number] ?? NOTHING, number, index, `${url.origin}${path}`) : null
    const length = (body ?? []).reduce((sum, part) => sum + part.length, 0)
    response.writeHead(body === null ? 404 : 200, {
      'content-type': 'application/json',
      'content-length': length,
    })
    for (const part of body ?? []) response.write(part)
    response.end()
  })
  server.listen(0, '127.0.0.1', () => {
    const address = server.address()
    process.send?.({ port: typeof address === 'object' ? address?.port : null })
  })
  process.on('disconnect', () => process.exit())
}

serve(JSON.parse(process.argv[2] ?? '') as ServedSize)
