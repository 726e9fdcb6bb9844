// Graph as a few sentences: a scripted server that answers by path, batches included, and whole runs against it.
import { staticToken } from '../../src/auth/static-token.ts'
import type { ExtractOptions } from '../../src/extract/options.ts'
import type { Catalogue } from '../../src/extract/plan.ts'
import type { RunEvent, RunReport } from '../../src/extract/report.ts'
import { type RunDeps, runExtract } from '../../src/extract/run.ts'
import { NO_LIMITS } from '../../src/graph/limits.ts'
import type { StreamDefinition } from '../../src/streams/define.ts'
import { leapingClock } from './hazards.ts'
import { type Asked, answered, failed, type Reply, type ScriptedServer } from './scripted-server.ts'

export const TENANT = '99999999-8888-4777-8666-555555555555'

/** What to answer to a path and query (decoded, without the version): the answers one after the other, the last again and again. */
export type Routes = Readonly<Record<string, Reply | readonly Reply[]>>

interface InnerRequest {
  readonly id: string
  readonly method: string
  readonly url: string
  readonly body?: unknown
}

/** Graph's answer to one request. */
export interface Said {
  readonly status: number
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** Answers inner requests of batches by their decoded url, and by the body of a POST behind a blank. */
export const batch =
  (inner: (what: string) => Said): Reply =>
  (response, asked) => {
    const { requests } = JSON.parse(asked.body) as { requests: InnerRequest[] }
    const responses = requests.map(({ id, url, body }) => {
      const what = decodeURIComponent(url) + (body === undefined ? '' : ` ${JSON.stringify(body)}`)
      return { id, ...inner(what) }
    })
    answered(200, { responses: responses.reverse() })(response, asked)
  }

export const rowsOf = (...rows: readonly unknown[]): Said => ({ status: 200, body: { value: rows } })
export const errorOf = (status: number, code: string): Said => ({
  status,
  body: { error: { code, message: `because of ${code}` } },
})

/** Lets the server answer by path; what is in no route is 404. */
export function route(server: ScriptedServer, routes: Routes): void {
  const given = new Map<string, number>()
  server.answer((response, asked) => {
    const what = pathOf(asked)
    const found = Object.entries(routes).find(([path]) => what === path)?.[1]
    const replies = found === undefined ? [failed(404, 'NoSuchRoute')] : [found].flat()
    const at = given.get(what) ?? 0
    given.set(what, at + 1)
    replies[Math.min(at, replies.length - 1)]?.(response, asked)
  })
}

export const pathOf = ({ path }: Asked): string => decodeURIComponent(path.replace(/^\/(v1\.0|beta)/, ''))

export const pathsOf = (server: ScriptedServer): string[] => server.asked.map(pathOf)

/** An unsigned token with these claims. */
export function tokenWith(claims: Readonly<Record<string, unknown>>): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const exp = Math.floor(Date.now() / 1000) + 10 * 86_400
  return `${part({ alg: 'none' })}.${part({ tid: TENANT, exp, ...claims })}.x`
}

export const catalogueOf = (streams: Readonly<Record<string, StreamDefinition>>): Catalogue =>
  new Map(Object.entries(streams).map(([name, definition]) => [name, { name, definition }]))

export interface ScriptedRun {
  readonly report: RunReport
  readonly events: readonly RunEvent[]
}

/** A run over streams of a test's own. */
export async function runOver(
  server: ScriptedServer,
  streams: Readonly<Record<string, StreamDefinition>>,
  options: Partial<ExtractOptions> & Pick<ExtractOptions, 'out'>,
  { token = tokenWith({}), ...deps }: Partial<RunDeps> & { token?: string } = {},
): Promise<ScriptedRun> {
  const events: RunEvent[] = []
  const report = await runExtract(
    {
      tables: [],
      exclude: [],
      full: false,
      fullEveryMs: 7 * 86_400_000,
      owners: [],
      extensions: false,
      since: { backMs: 2 * 86_400_000 },
      lookbackMs: 6 * 3_600_000,
      maxDurationMs: null,
      columns: {},
      compression: 'zstd',
      changes: true,
      memory: '1GB',
      cloud: 'global',
      graphUrl: server.root,
      timeouts: { connectMs: 2_000, headersMs: 2_000, bodyIdleMs: 2_000 },
      ...options,
    },
    {
      tokens: staticToken(token, Date.now),
      onEvent: event => events.push(event),
      signal: new AbortController().signal,
      version: '0.0.0-test',
      limits: NO_LIMITS,
      clock: leapingClock(),
      catalogue: catalogueOf(streams),
      ...deps,
    },
  )
  return { report, events }
}
