// Chaos itself: reproducible by its seed, within its bounds, of every kind, and over when it is stopped.
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import {
  type ChaosOptions,
  type ChaosPlan,
  type ChaosTemper,
  type Sandbox,
  startSandbox,
} from '../../src/sandbox/index.ts'
import { run, start } from '../support/terminal.ts'

const open: Sandbox[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map(sandbox => sandbox.close()))
})

async function startQuiet(chaos?: number): Promise<Sandbox> {
  const trouble = chaos === undefined ? {} : { chaos }
  const sandbox = await startSandbox({ users: 20, now: '2026-11-20T12:00:00Z', quotas: 'off', ...trouble })
  open.push(sandbox)
  return sandbox
}

/** What each of so many requests, no two alike, came to: its status and body, or nothing at all. */
async function answers(sandbox: Sandbox, count: number): Promise<string[]> {
  const headers = { authorization: `Bearer ${sandbox.token()}` }
  const answers: string[] = []
  for (let n = 0; n < count; n++) {
    const path = `/v1.0/users?$select=id&$top=${n + 1}`
    const signal = AbortSignal.timeout(5_000)
    const answer = fetch(`${sandbox.url}${path}`, { headers, redirect: 'manual', signal }).then(
      async response => `${response.status} ${(await response.text()).replaceAll(sandbox.url, '')}`,
    )
    answers.push(await answer.catch(() => 'nothing'))
  }
  return answers
}

/** Without what tells one answer from the next by itself. */
const comparable = (all: readonly string[]): string[] =>
  all.map(text => text.replaceAll(/[0-9a-f-]{36}/g, 'id'))

describe('a plan', () => {
  const plans = async (options: ChaosOptions): Promise<ChaosPlan[]> => {
    const { chaos } = await startQuiet()
    return Array.from({ length: 200 }, (_, seed) => chaos.start(seed, options))
  }
  const faultsIn = (plan: ChaosPlan): string[] => Object.values(plan.rates).flatMap(Object.keys)

  test('follows from its seed', async () => {
    expect(await plans({})).toEqual(await plans({}))
    const [first, second] = await plans({})
    expect(first?.rates).not.toEqual(second?.rates)
  })

  test('strikes at most two requests of five of a family', async () => {
    const sums = (await plans({})).flatMap(({ rates }) =>
      Object.values(rates).map(shares => Object.values(shares).reduce((sum, share) => sum + share, 0)),
    )
    expect(Math.max(...sums)).toBeLessThanOrEqual(0.4 + 1e-9)
    expect(Math.max(...sums)).toBeGreaterThan(0.39)
  })

  test.each<[ChaosTemper, number]>([
    ['mild', 15],
    ['harsh', 27],
    ['deadly', 36],
  ])('of a %s temper has some of %i faults', async (temper, count) => {
    const restless = new Set((await plans({ temper, restless: true })).flatMap(faultsIn))
    const calm = new Set((await plans({ temper, restless: false })).flatMap(faultsIn))
    expect(restless.size).toBe(count)
    expect([...restless].filter(fault => !calm.has(fault)).sort()).toEqual(['edited', 'parentGone'])
  })
})

describe('chaos', () => {
  /** Seeds of which none keeps a connection silent for ever. */
  const options = { temper: 'harsh', restless: false } as const

  test('brings the same again by its seed, and another one others', async () => {
    const [one, same, other] = [await startQuiet(), await startQuiet(), await startQuiet()]
    for (const sandbox of [one, same]) sandbox.chaos.start(40, options)
    other.chaos.start(46, options)
    const first = comparable(await answers(one, 40))
    expect(comparable(await answers(same, 40))).toEqual(first)
    expect(same.chaos.hits).toEqual(one.chaos.hits)
    expect(comparable(await answers(other, 40))).not.toEqual(first)
  })

  test('strikes as often as its plan says, and is over when it is stopped', async () => {
    const sandbox = await startQuiet()
    const plan = sandbox.chaos.start(40, { temper: 'mild', restless: false })
    const share = Object.values(plan.rates.directory ?? {}).reduce((sum, rate) => sum + rate, 0)
    await answers(sandbox, 200)
    const hits = () => Object.values(sandbox.chaos.hits).reduce((sum, count) => sum + count, 0)
    expect(share).toBeGreaterThan(0.3)
    expect(Math.abs(hits() / 200 - share)).toBeLessThan(0.08)
    sandbox.chaos.stop()
    expect(sandbox.chaos.plan).toBeNull()
    const before = hits()
    expect(new Set((await answers(sandbox, 30)).map(text => text.slice(0, 3)))).toEqual(new Set(['200']))
    expect(hits()).toBe(before)
  })

  test('spares signing in', async () => {
    const sandbox = await startQuiet(5)
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: sandbox.clientId,
      client_secret: sandbox.clientSecret,
      scope: `${sandbox.url}/.default`,
    })
    for (let n = 0; n < 40; n++) {
      const url = `${sandbox.authority}/${sandbox.tenantId}/oauth2/v2.0/token`
      expect((await fetch(url, { method: 'POST', body })).status).toBe(200)
    }
    expect(sandbox.chaos.hits).toEqual({})
  })
})

describe('a body that is not what its headers say', () => {
  test.each(['gzip', 'longLength', 'shortLength'] as const)('%s', async garble => {
    const sandbox = await startQuiet()
    sandbox.faults.add({ match: '/users', garble })
    const ask = async (): Promise<unknown> => {
      const headers = { authorization: `Bearer ${sandbox.token()}` }
      return (await fetch(`${sandbox.url}/v1.0/users?$select=id`, { headers })).json()
    }
    await expect(ask()).rejects.toThrow()
    expect(await ask()).toMatchObject({ value: expect.any(Array) })
  })
})

describe('sandbox --chaos', () => {
  test('serves faults', async () => {
    const session = start(['sandbox', '--users', '12', '--quotas', 'off', '--chaos', '40'])
    while (!session.stderr.written.includes('Ctrl-C')) await sleep(20)
    const printed = [...session.stdout.written.matchAll(/^export ([A-Z_]+)=(\S+)$/gm)]
    const env = Object.fromEntries(printed.map(([, name, value]) => [name, value]))
    const url = `${env.ENTRA_EXTRACT_GRAPH_URL}/v1.0/users?$top=`
    const asked = Array.from({ length: 60 }, (_, n) =>
      fetch(`${url}${n + 1}`, { redirect: 'manual', signal: AbortSignal.timeout(5_000) }).then(
        response => response.status,
        () => 0,
      ),
    )
    // Nobody is signed in: whatever is not 401 is chaos.
    const statuses = await Promise.all(asked)
    expect(statuses.filter(status => status === 401).length).toBeGreaterThan(10)
    expect(statuses.filter(status => status !== 401).length).toBeGreaterThan(10)
    session.signal('SIGINT')
    expect((await session.ended).code).toBe(0)
  })

  test('takes a number', async () => {
    const { code, stderr } = await run(['sandbox', '--chaos', 'much'])
    expect(code).toBe(2)
    expect(stderr).toContain('--chaos is a whole number')
  })
})
