// Serves the sandbox tenant with the documented quotas and the latency of a far server, and tells what came in.
import { type RequestRecord, startSandbox } from '../src/sandbox/index.ts'

export interface ThrottledTenant {
  readonly url: string
  readonly token: string
}

/** What came in for one quota: what was answered, what was refused for want of it, and from when to when, milliseconds since 1970. */
export interface Charged {
  readonly answered: number
  readonly refused: number
  readonly from: number
  readonly to: number
}

/** Each usage report has a quota of its own. */
function quotaOf({ family, path }: RequestRecord): string {
  const report = /\/reports\/(\w+)/.exec(path)?.[1]
  return family === 'usageReports' && report !== undefined ? `usageReports ${report}` : family
}

function charges(requests: readonly RequestRecord[]): Record<string, Charged> {
  const all: Record<string, Charged> = {}
  for (const request of requests) {
    const { answered, refused, from } = all[quotaOf(request)] ?? { answered: 0, refused: 0, from: request.at }
    const isRefused = request.status === 429
    all[quotaOf(request)] = {
      answered: answered + (isRefused ? 0 : 1),
      refused: refused + (isRefused ? 1 : 0),
      from,
      to: request.at,
    }
  }
  return all
}

const [users, latencyMs] = process.argv.slice(2).map(Number)
const sandbox = await startSandbox({
  ...(users === undefined ? {} : { users }),
  ...(latencyMs === undefined ? {} : { latencyMs }),
  quotas: 'documented',
  activity: 0.2,
})
process.on('disconnect', () => void sandbox.close())
process.on('message', () => process.send?.(charges(sandbox.requests)))
const facts: ThrottledTenant = { url: sandbox.url, token: sandbox.token({ expiresInSeconds: 86_400 }) }
process.send?.(facts)
