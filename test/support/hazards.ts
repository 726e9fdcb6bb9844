// What the tests of hazards share: a clock that leaps over waits, files byte for byte, pages as they were sent, and verdicts.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { ExtractOptions } from '../../src/extract/options.ts'
import type { RunReport, TableReport, Verdict } from '../../src/extract/report.ts'
import type { RunDeps } from '../../src/extract/run.ts'
import { type Clock, systemClock } from '../../src/graph/clock.ts'
import type { FaultHandle, GraphObject, Sandbox } from '../../src/sandbox/index.ts'
import { findTable } from '../../src/streams/index.ts'
import { type Row, readTable } from './parquet-rows.ts'
import { expectTruth, type Rig, replay, sorted, tableOf } from './rig.ts'

/** A clock that is ahead by all that was waited for: waits are over at once, and whoever looks at it sees that they happened. */
export function leapingClock(): Clock {
  let ahead = 0
  const now = () => Date.now() + ahead
  return {
    now,
    sleep: async (ms, signal) => {
      const until = now() + ms
      await systemClock.sleep(Math.min(ms, 1), signal)
      ahead = Math.max(ahead, until - Date.now())
    },
  }
}

/** A run that waits for nothing. */
export const leap = (
  rig: Rig,
  options: Partial<ExtractOptions> = {},
  deps: Partial<RunDeps> = {},
): Promise<RunReport> => rig.extract(options, { clock: leapingClock(), ...deps })

/** Every page is a place to go on from. */
export const everyPage = { commitPolicy: { bytes: 0, ms: 0 } }

/** Files below a folder: path to SHA-256 of the bytes. */
export function filesIn(folder: string): Record<string, string> {
  return Object.fromEntries(
    paths(folder).map(path => [
      path,
      createHash('sha256')
        .update(readFileSync(join(folder, path)))
        .digest('hex'),
    ]),
  )
}

/** Which files they are, rewritten ones being others: path to inode and time of change. */
export function identitiesIn(folder: string): Record<string, string> {
  return Object.fromEntries(
    paths(folder).map(path => {
      const { ino, mtimeNs } = statSync(join(folder, path), { bigint: true })
      return [path, `${ino} ${mtimeNs}`]
    }),
  )
}

export const paths = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort()

/** Fails unless the table ended as said, with a reason and Graph's request-id. */
export function expectVerdict(
  report: RunReport,
  table: string,
  verdict: Verdict,
  reason: RegExp,
): TableReport {
  const found = tableOf(report, table)
  expect(found).toMatchObject({ verdict, reason: expect.stringMatching(reason) })
  expect(found.requestId).toMatch(/^[0-9a-f-]{36}$/)
  return found
}

export function expectComplete(report: RunReport, ...tables: readonly string[]): void {
  expect(report.exitCode).toBe(0)
  for (const table of tables) expect(tableOf(report, table)).toMatchObject({ verdict: 'complete' })
}

/** Fails unless the table is the tenant's and its changes since `first` replay to it. */
export async function expectExact(rig: Rig, table: string, first: readonly Row[]): Promise<void> {
  await expectTruth(rig, table)
  const { definition } = findTable(table)
  const now = sorted(definition, await readTable(rig.lake, table))
  expect(await replay(rig.lake, table, first)).toEqual(now)
}

export interface SentPage {
  readonly path: string
  readonly text: string
}

/** Writes down every page that is sent in answer to matching requests, unchanged. */
export function capturePages(sandbox: Sandbox, match: RegExp): SentPage[] {
  const pages: SentPage[] = []
  const write = (body: Buffer): Buffer => {
    pages.push({ path: sandbox.requests.at(-1)?.path ?? '', text: body.toString() })
    return body
  }
  sandbox.faults.add({ match, times: Number.POSITIVE_INFINITY, replace: write })
  return pages
}

export interface PageBody extends Record<string, unknown> {
  value: GraphObject[]
}

/** Changes the pages that are sent in answer to matching requests. */
export function editPages(
  sandbox: Sandbox,
  fault: { match: RegExp; times?: number; after?: number },
  edit: (page: PageBody, path: string) => unknown,
): FaultHandle {
  const change = (body: Buffer): string =>
    JSON.stringify(edit(JSON.parse(body.toString()) as PageBody, sandbox.requests.at(-1)?.path ?? ''))
  return sandbox.faults.add({ times: Number.POSITIVE_INFINITY, ...fault, replace: change })
}

/** Cuts the answers to matching requests into pages of `size` rows, each linked to the next. */
export function cutPages(sandbox: Sandbox, match: RegExp, size: number): FaultHandle {
  return editPages(sandbox, { match }, (page, path) => {
    const at = Number(/&cut=(\d+)/.exec(path)?.[1] ?? 0)
    const more = page.value.length > at + size
    const link = `${sandbox.url}${path.replace(/&cut=\d+/, '')}&cut=${at + size}`
    return {
      ...page,
      value: page.value.slice(at, at + size),
      ...(more ? { '@odata.nextLink': link } : {}),
    }
  })
}

/** Paths of the requests since the `from`-th. */
export const pathsSince = (sandbox: Sandbox, from: number): string[] =>
  sandbox.requests.slice(from).map(({ path }) => path)

export interface Stranger {
  readonly origin: string
  /** What reached it: request lines and headers. */
  readonly heard: string[]
  close(): Promise<void>
}

/** A server that is not Graph's and writes down whatever it is sent. */
export async function startStranger(): Promise<Stranger> {
  const heard: string[] = []
  const server = createServer((request, response) => {
    heard.push(`${request.method} ${request.url} ${JSON.stringify(request.headers)}`)
    response.end('{"value":[]}')
  })
  server.on('connection', () => heard.push('connected'))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
