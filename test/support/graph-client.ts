// The client as tests use it: a real network, a clock that only sleeping moves, tokens that count.

import {
  type Call,
  type ClientSettings,
  createGraphClient,
  type GraphClient,
  type Meter,
  type Waiting,
} from '../../src/graph/client.ts'
import { createLimiter } from '../../src/graph/limiter.ts'
import { NO_LIMITS } from '../../src/graph/limits.ts'
import type { AccessToken, TokenSource } from '../../src/graph/token-source.ts'
import { createNetwork, type Network } from '../../src/graph/undici-http.ts'
import { type FakeClock, instantClock } from './fake-clock.ts'

export interface CountingTokens extends TokenSource {
  readonly rejected: string[]
  gets: number
}

/** `token-1`, and the next one each time one is rejected. */
export function countingTokens(): CountingTokens {
  const tokens: CountingTokens = {
    way: 'token',
    endsAt: null,
    description: 'tokens of a test',
    rejected: [],
    gets: 0,
    get: async () => {
      tokens.gets++
      return current()
    },
    renew: async rejected => {
      tokens.rejected.push(rejected)
      return current()
    },
  }
  const current = (): AccessToken => ({ token: `token-${tokens.rejected.length + 1}`, expiresAt: null })
  return tokens
}

export interface TestClient {
  readonly client: GraphClient
  readonly clock: FakeClock
  readonly tokens: CountingTokens
  readonly network: Network
  readonly meter: Meter
  readonly waits: Waiting[]
  readonly call: Call
  readonly stop: AbortController
}

export function testClient(root: string, settings: Partial<ClientSettings> = {}, ca?: string): TestClient {
  const clock = instantClock()
  const tokens = countingTokens()
  const network = createNetwork(
    { connectMs: 2_000, headersMs: 300, bodyIdleMs: 300 },
    ca === undefined ? {} : { ca: [ca] },
  )
  const stop = new AbortController()
  const waits: Waiting[] = []
  const meter: Meter = {
    requests: 0,
    retries: 0,
    waitedMs: 0,
    requestId: null,
    onWaiting: waiting => waits.push(waiting),
  }
  const client = createGraphClient({
    root,
    tokens,
    network,
    limiter: createLimiter(NO_LIMITS, clock),
    clock,
    random: () => 0,
    signal: stop.signal,
    userAgent: 'entra-extract-test',
    retryBudgetMs: 900_000,
    firstAnswerBudgetMs: 30_000,
    ...settings,
  })
  return { client, clock, tokens, network, meter, waits, stop, call: { family: 'directory', meter } }
}
