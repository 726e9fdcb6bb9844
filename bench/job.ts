// One measured piece of work in a process of its own: `node job.js <name> <settings as JSON>`. Tells its parent what it cost.

import { mkdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { staticToken } from '../src/auth/static-token.ts'
import { NO_LIMITS } from '../src/graph/limits.ts'
import { createNetwork } from '../src/graph/undici-http.ts'
import type { Columns, ColumnType } from '../src/streams/define.ts'
import { sign_ins } from '../src/streams/sign_ins.ts'
import { users } from '../src/streams/users.ts'
import { benchOptions } from './options.ts'
import { DAYS, NOW, TENANT } from './rows.ts'

export interface JobSettings {
  readonly root: string
  readonly folder: string
  readonly tables: readonly string[]
}

export interface Cost {
  /** Seconds of all threads, in the program and in the system. */
  readonly cpu: number
  readonly wall: number
  /** Megabytes that were resident at the most. */
  readonly peak: number
}

export interface JobResult extends Cost {
  readonly rows: Readonly<Record<string, number>>
  /** Bytes of pages; 0 where the job does not count them. */
  readonly bytes: number
  /** Seconds of CPU in `toString` and `JSON.parse` alone; 0 for other jobs. */
  readonly parse: number
  /** What of the report shows that the work was done. */
  readonly note: string
}

type Work = Pick<JobResult, 'rows' | 'bytes' | 'parse' | 'note'>

const TIMEOUTS = { connectMs: 10_000, headersMs: 120_000, bodyIdleMs: 60_000 }
const SINCE = new Date(NOW + 1000 - DAYS * 86_400_000).toISOString()
const DEFINITIONS = { users, sign_ins } as const

type Table = keyof typeof DEFINITIONS

const part = (claims: object): string => Buffer.from(JSON.stringify(claims)).toString('base64url')

async function extract({ root, folder, tables }: JobSettings): Promise<Work> {
  const { runExtract } = await import('../src/extract/run.ts')
  const token = [part({ alg: 'none', typ: 'JWT' }), part({ tid: TENANT }), 'signature'].join('.')
  const report = await runExtract(
    benchOptions({
      out: folder,
      tables,
      since: { at: SINCE },
      graphUrl: root,
      timeouts: TIMEOUTS,
    }),
    {
      tokens: staticToken(token, Date.now),
      onEvent: () => {},
      signal: new AbortController().signal,
      version: '0.0.0',
      limits: NO_LIMITS,
    },
  )
  const wrong = report.tables.filter(table => table.verdict !== 'complete')
  if (wrong.length > 0) throw new Error(JSON.stringify(wrong))
  const note = report.tables.map(
    ({ table, inserted, updated, deleted }) => `${table} +${inserted} ~${updated} -${deleted}`,
  )
  return {
    rows: Object.fromEntries(report.tables.map(({ table, rows }) => [table, rows])),
    bytes: 0,
    parse: 0,
    note: note.join(', '),
  }
}

/** The pages of a table as they come over the network, day after day for events; `next` reads where a page goes on. */
async function* pagesOf(
  table: Table,
  root: string,
): AsyncGenerator<{ body: Buffer; next: (link: unknown) => void }> {
  const network = createNetwork(TIMEOUTS)
  try {
    for (const first of firstLinks(table)) {
      for (let path: string | null = first; path !== null; ) {
        const { body } = await network.send({ method: 'GET', origin: root, path, headers: {} }, NEVER)
        let following: string | null = null
        const next = (link: unknown) => {
          following = typeof link === 'string' ? link.slice(root.length) : null
        }
        yield { body, next }
        path = following
      }
    }
  } finally {
    await network.close()
  }
}

const NEVER = new AbortController().signal

function firstLinks(table: Table): string[] {
  if (table === 'users') return ['/v1.0/users/delta']
  return Array.from({ length: DAYS }, (_, day) => {
    const from = Date.parse(SINCE) + day * 86_400_000
    const times = [from, from + 86_399_999].map(time => new Date(time).toISOString())
    const filter = `createdDateTime ge ${times[0]} and createdDateTime le ${times[1]}`
    return `/v1.0/auditLogs/signIns?$filter=${encodeURIComponent(filter)}&$top=1000`
  })
}

type GraphPage = { value: Record<string, unknown>[]; '@odata.nextLink'?: string }

/** Reads and parses every page; keeps nothing. */
async function parse({ root, tables }: JobSettings): Promise<Work> {
  const rows: Record<string, number> = {}
  let bytes = 0
  let micros = 0
  for (const table of tables as readonly Table[]) {
    rows[table] = 0
    for await (const { body, next } of pagesOf(table, root)) {
      const before = process.cpuUsage()
      const page = JSON.parse(body.toString('utf8')) as GraphPage
      const spent = process.cpuUsage(before)
      micros += spent.user + spent.system
      bytes += body.length
      rows[table] += page.value.length
      next(page['@odata.nextLink'])
    }
  }
  return { rows, bytes, parse: micros / 1e6, note: '' }
}

const FLAT = {
  string: 'UTF8',
  boolean: 'BOOLEAN',
  int32: 'INT32',
  int64: 'INT64',
  double: 'DOUBLE',
  timestamp: 'TIMESTAMP_MILLIS',
  date: 'UTF8',
  json: 'JSON',
} as const

const isFlat = (type: ColumnType): type is keyof typeof FLAT => typeof type === 'string'

/** Writes every row with parquetjs-lite: flat columns with their types, nested ones as JSON text. */
async function parquetjs({ root, folder, tables }: JobSettings): Promise<Work> {
  const { ParquetSchema, ParquetWriter } = (await import('parquetjs-lite')).default
  await mkdir(folder, { recursive: true })
  const rows: Record<string, number> = {}
  for (const table of tables as readonly Table[]) {
    const columns: Columns = Object.values(DEFINITIONS[table].tables)[0]?.columns ?? {}
    const fields = Object.entries(columns).map(([name, type]) => {
      const parquetType = isFlat(type) ? FLAT[type] : 'UTF8'
      return [name, { type: parquetType, optional: true, compression: 'SNAPPY' }] as const
    })
    const path = join(folder, `${table}.parquet`)
    const writer = await ParquetWriter.openFile(new ParquetSchema(Object.fromEntries(fields)), path)
    rows[table] = 0
    for await (const { body, next } of pagesOf(table, root)) {
      const page = JSON.parse(body.toString('utf8')) as GraphPage
      for (const row of page.value) await writer.appendRow(flatRow(row, columns))
      rows[table] += page.value.length
      next(page['@odata.nextLink'])
    }
    await writer.close()
  }
  const sizes = await Promise.all(
    tables.map(async table => (await stat(join(folder, `${table}.parquet`))).size),
  )
  return { rows, bytes: sizes.reduce((sum, size) => sum + size, 0), parse: 0, note: '' }
}

function flatRow(row: Record<string, unknown>, columns: Columns): Record<string, unknown> {
  const flat: Record<string, unknown> = {}
  for (const [name, type] of Object.entries(columns)) {
    const value = row[name]
    if (value === null || value === undefined) continue
    if (type === 'timestamp') flat[name] = new Date(String(value))
    else flat[name] = isFlat(type) ? value : JSON.stringify(value)
  }
  return flat
}

const JOBS: Readonly<Record<string, (settings: JobSettings) => Promise<Work>>> = { extract, parse, parquetjs }

const [, , name = '', settings = '{}'] = process.argv
const job = JOBS[name]
if (job === undefined) throw new Error(`no job '${name}'`)
const began = performance.now()
const work = await job(JSON.parse(settings) as JobSettings)
const wall = (performance.now() - began) / 1000
const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
const result: JobResult = { ...work, wall, cpu: (userCPUTime + systemCPUTime) / 1e6, peak: maxRSS / 1024 }
if (process.send === undefined) console.log(result)
else process.send(result, () => process.disconnect())
