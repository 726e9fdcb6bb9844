// Graph, as far as the benchmark needs it, in a process of its own: pages of users and sign-ins from memory over loopback.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { DAYS, ID_MARK, NOW, NUMBER_MARK, signInText, userId, userText } from './rows.ts'

export interface Served {
  readonly users: number
  readonly signIns: number
  /** Pages of users that are made in advance; later pages are these again, with other ids, names and numbers. */
  readonly templates: number
  /** Users that the second delta link tells of: removed, changed and new ones. */
  readonly changes: number
}

const USERS_PER_PAGE = 500
const DAY = 86_400_000
/** Seeds of users after their change, and of sign-ins. */
const CHANGED = 0x4000_0000
const SIGN_INS = 0x2000_0000

/** A page of users without its ids and numbers, and where they belong. */
interface Template {
  readonly bytes: Buffer
  readonly ids: readonly number[]
  readonly numbers: readonly { at: number; row: number }[]
}

/** Rows newest first, joined by commas, and where each begins; one start more than rows. */
interface Day {
  readonly bytes: Buffer
  readonly starts: readonly number[]
  readonly times: readonly number[]
}

class Tenant {
  private readonly served: Served
  private readonly templates: readonly Template[]
  private readonly days = new Map<string, Day>()

  constructor(served: Served) {
    this.served = served
    this.templates = Array.from({ length: served.templates }, (_, page) =>
      templateOf(Array.from({ length: USERS_PER_PAGE }, (_, row) => userText(page * USERS_PER_PAGE + row))),
    )
    const perDay = Math.round(served.signIns / DAYS)
    for (let day = 0; day < DAYS; day++) {
      const end = NOW + 1000 - day * DAY
      const date = new Date(end - DAY).toISOString().slice(0, 10)
      this.days.set(date, dayOf(end, perDay, SIGN_INS + day * perDay, served.users))
    }
  }

  /** `page` counts from 0; round 0 is the first load, round 2 has changes, every other round is empty. */
  users(round: number, page: number, root: string): Buffer[] {
    const link = (name: string, query: string) => `"@odata.${name}":"${root}/v1.0/users/delta?${query}"`
    const done = link('deltaLink', `$deltatoken=${round + 1}`)
    if (round === 2) return [Buffer.from(`{${done},"value":[`), Buffer.from(this.changed()), END]
    if (round !== 0 || this.served.users === 0) return [Buffer.from(`{${done},"value":[]}`)]
    const first = page * USERS_PER_PAGE
    const last = first + USERS_PER_PAGE >= this.served.users
    const next = last ? done : link('nextLink', `$skiptoken=${page + 1}`)
    const template = this.templates[page % this.templates.length]
    if (template === undefined) throw new Error('no templates')
    return [Buffer.from(`{${next},"value":[`), filled(template, first), END]
  }

  private changed(): string {
    const { users, changes } = this.served
    const step = Math.floor(users / changes)
    const rows = Array.from({ length: changes }, (_, index) => {
      const row = index * step
      if (index % 20 === 0) return JSON.stringify({ id: userId(row), '@removed': { reason: 'changed' } })
      const target = index % 20 === 1 ? users + index : row
      return userText(CHANGED + index)
        .replaceAll(ID_MARK, userId(target))
        .replaceAll(NUMBER_MARK, numberOf(target))
    })
    return rows.join(',')
  }

  signIns(from: number, to: number, skip: number, top: number, linkTo: (skip: number) => string): Buffer[] {
    const day = this.days.get(new Date(from).toISOString().slice(0, 10))
    const inside = (day?.times ?? []).flatMap((time, index) => (time >= from && time <= to ? [index] : []))
    const first = (inside[0] ?? 0) + skip
    const end = Math.min(first + top, (inside.at(-1) ?? -1) + 1)
    if (day === undefined || first >= end) return [Buffer.from('{"value":[]}')]
    const more =
      end <= (inside.at(-1) ?? -1) ? `"@odata.nextLink":${JSON.stringify(linkTo(skip + top))},` : ''
    const rows = day.bytes.subarray(day.starts[first], (day.starts[end] ?? 0) - 1)
    return [Buffer.from(`{${more}"value":[`), rows, END]
  }
}

const END = Buffer.from(']}')

const numberOf = (row: number): string => String(row).padStart(8, '0')

function templateOf(rows: readonly string[]): Template {
  const bytes = Buffer.from(rows.join(','))
  const ids: number[] = []
  const numbers: { at: number; row: number }[] = []
  for (let at = bytes.indexOf(ID_MARK); at >= 0; at = bytes.indexOf(ID_MARK, at + 1)) ids.push(at)
  for (let at = bytes.indexOf(NUMBER_MARK); at >= 0; at = bytes.indexOf(NUMBER_MARK, at + 1)) {
    numbers.push({ at, row: rowAt(ids, at) })
  }
  return { bytes, ids, numbers }
}

/** The row that the byte `at` is in: each begins a little before its id. */
function rowAt(ids: readonly number[], at: number): number {
  let low = 0
  for (let high = ids.length; high - low > 1; ) {
    const middle = (low + high) >> 1
    if ((ids[middle] ?? 0) <= at) low = middle
    else high = middle
  }
  return low
}

function filled(template: Template, first: number): Buffer {
  const bytes = Buffer.from(template.bytes)
  for (const [row, at] of template.ids.entries()) bytes.write(userId(first + row), at, 'latin1')
  for (const { at, row } of template.numbers) bytes.write(numberOf(first + row), at, 'latin1')
  return bytes
}

function dayOf(end: number, rows: number, seed: number, users: number): Day {
  const times = Array.from({ length: rows }, (_, index) => end - Math.floor(((index + 1) * DAY) / rows))
  const texts = times.map((time, index) => Buffer.from(`${signInText(seed + index, time, users)},`))
  const starts = [0]
  for (const text of texts) starts.push((starts.at(-1) ?? 0) + text.length)
  return { bytes: Buffer.concat(texts), starts, times }
}

const TIME = /ge (\S+) and createdDateTime le (\S+)/

function answer(tenant: Tenant, request: IncomingMessage, root: string): Buffer[] | null {
  const url = new URL(request.url ?? '/', root)
  const number = (name: string) => Number(url.searchParams.get(name) ?? 0)
  if (url.pathname === '/v1.0/users/delta')
    return tenant.users(number('$deltatoken'), number('$skiptoken'), root)
  if (url.pathname === '/v1.0/organization') return [Buffer.from('{"value":[]}')]
  const [, from, to] = TIME.exec(url.searchParams.get('$filter') ?? '') ?? []
  if (url.pathname !== '/v1.0/auditLogs/signIns' || from === undefined || to === undefined) return null
  const link = (skip: number) => {
    url.searchParams.set('$skip', String(skip))
    return url.href
  }
  return tenant.signIns(Date.parse(from), Date.parse(to), number('$skip'), number('$top'), link)
}

/** Serves until its parent goes away. Tells the parent the port. */
function serve(served: Served): void {
  const tenant = new Tenant(served)
  const server = createServer(
    { keepAliveTimeout: 600_000 },
    (request: IncomingMessage, response: ServerResponse) => {
      const parts = answer(tenant, request, `http://${request.headers.host}`)
      const length = (parts ?? []).reduce((sum, part) => sum + part.length, 0)
      const headers = {
        'content-type': 'application/json',
        'content-length': length,
        date: new Date(NOW).toUTCString(),
      }
      response.writeHead(parts === null ? 404 : 200, headers)
      for (const part of parts ?? []) response.write(part)
      response.end()
    },
  )
  server.listen(0, '127.0.0.1', () => {
    const address = server.address()
    process.send?.({ port: typeof address === 'object' ? address?.port : null })
  })
  process.on('disconnect', () => process.exit())
}

serve(JSON.parse(process.argv[2] ?? '') as Served)
