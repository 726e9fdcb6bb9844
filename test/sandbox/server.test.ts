import { describe, expect, test } from 'vitest'
import { type GraphObject, type Sandbox, startSandbox } from '../../src/sandbox/index.ts'
import { first, get, NOON, start } from './client.ts'

interface Inner {
  readonly id: string
  readonly status: number
  readonly headers: Record<string, string>
  readonly body: GraphObject
}

async function batch(
  sandbox: Sandbox,
  requests: unknown,
): Promise<{ status: number; responses: readonly Inner[] }> {
  const response = await fetch(`${sandbox.url}/v1.0/$batch`, {
    method: 'POST',
    headers: { authorization: `Bearer ${sandbox.token()}`, 'content-type': 'application/json' },
    body: JSON.stringify({ requests }),
  })
  const body: { responses?: Inner[] } = JSON.parse(await response.text())
  return { status: response.status, responses: body.responses ?? [] }
}

const asked = (count: number, url: (i: number) => string): unknown[] =>
  Array.from({ length: count }, (_, i) => ({ id: String(i), method: 'GET', url: url(i) }))

describe('$batch', () => {
  test('twenty requests come back in an order of their own, each with its status', async () => {
    const sandbox = await start()
    const apps = [...sandbox.truth('applications')].map(app => app.id)
    const url = (i: number): string =>
      i === 3 ? '/applications/gone/owners' : `/applications/${apps[i]}/owners?$select=id`
    const { status, responses } = await batch(sandbox, asked(20, url))
    expect(status).toBe(200)
    const order = responses.map(inner => inner.id)
    expect([...order].sort((a, b) => Number(a) - Number(b))).toEqual(
      Array.from({ length: 20 }, (_, i) => String(i)),
    )
    expect(order).not.toEqual([...order].sort((a, b) => Number(a) - Number(b)))
    expect(responses.map(inner => inner.status).sort()).toEqual([...Array(19).fill(200), 404])
    expect(responses.find(inner => inner.id === '3')?.body).toMatchObject({
      error: { code: 'Request_ResourceNotFound' },
    })
  })

  test.each([
    ['more than 20', asked(21, () => '/users')],
    ['none', []],
    ['absolute URLs', asked(1, () => 'https://graph.microsoft.com/v1.0/users')],
    [
      'ids that differ by case only',
      [
        { id: 'a', method: 'GET', url: '/users' },
        { id: 'A', method: 'GET', url: '/users' },
      ],
    ],
    ['no list', 'nonsense'],
  ])('%s is refused whole', async (_, requests) => {
    expect((await batch(await start(), requests)).status).toBe(400)
  })

  test('inner requests have headers, faults, Retry-After and dependencies of their own', async () => {
    const sandbox = await start()
    sandbox.faults.add({ match: '/v1.0/groups', throttle: { retryAfter: '9' } })
    const { responses } = await batch(sandbox, [
      { id: '1', method: 'GET', url: '/groups' },
      { id: '2', method: 'GET', url: '/users', dependsOn: ['1'] },
      {
        id: '3',
        method: 'GET',
        url: "/users?$count=true&$filter=userType ne 'Guest'",
        headers: { ConsistencyLevel: 'eventual' },
      },
      { id: '4', method: 'POST', url: '/$batch' },
    ])
    const answers = new Map(responses.map(inner => [inner.id, inner]))
    expect([...answers].map(([id, inner]) => `${id} ${inner.status}`).sort()).toEqual([
      '1 429',
      '2 424',
      '3 200',
      '4 400',
    ])
    expect(answers.get('1')?.headers['Retry-After']).toBe('9')
    expect(sandbox.requests.filter(request => request.inBatch).map(request => request.path)).toContain(
      '/v1.0/groups',
    )
  })
})

describe('quotas', () => {
  test('logs: five in ten seconds, then 429 with Retry-After', async () => {
    const sandbox = await start({ quotas: 'documented' })
    const path = '/v1.0/auditLogs/directoryAudits?$top=1'
    for (let i = 0; i < 5; i++) expect((await get(sandbox, path)).status).toBe(200)
    const refused = await get(sandbox, path)
    expect([refused.status, refused.code]).toEqual([429, 'TooManyRequests'])
    const wait = Number(refused.headers.get('retry-after'))
    expect(wait).toBeGreaterThan(0)
    expect(wait).toBeLessThanOrEqual(10)
    expect((await get(sandbox, '/v1.0/users')).status).toBe(200)
  })

  test('conditional access: one a second, then 429 without Retry-After', async () => {
    const sandbox = await start({ quotas: 'documented' })
    const path = '/v1.0/identity/conditionalAccess/policies'
    expect((await get(sandbox, path)).status).toBe(200)
    const refused = await get(sandbox, path)
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, null])
    await new Promise(resolve => setTimeout(resolve, 1050))
    expect((await get(sandbox, path)).status).toBe(200)
  })

  test('signInActivity: ten a minute, the next pages too', async () => {
    const sandbox = await start({ quotas: 'documented' })
    let link = '/v1.0/users?$select=id,signInActivity&$top=5'
    for (let i = 0; i < 10; i++) {
      const page = await get(sandbox, link)
      expect(page.status).toBe(200)
      link = page.next ?? link
    }
    expect((await get(sandbox, link)).status).toBe(429)
    expect((await get(sandbox, '/v1.0/users?$select=id')).status).toBe(200)
  })

  test('a small tenant has 3,500 resource units in ten seconds, and inner requests cost as much', async () => {
    const sandbox = await start({ quotas: 'documented', users: 20 })
    let refused = 0
    for (let i = 0; i < 62 && refused === 0; i++) {
      const { responses } = await batch(
        sandbox,
        asked(20, () => '/subscribedSkus'),
      )
      refused += responses.filter(inner => inner.status === 429).length
    }
    expect(refused).toBeGreaterThan(0)
    expect((await get(sandbox, '/v1.0/subscribedSkus')).headers.get('x-ms-throttle-scope')).toContain(
      sandbox.clientId,
    )
  })

  test('answers tell their resource units', async () => {
    const sandbox = await start()
    const units = async (path: string): Promise<string | null> =>
      (await get(sandbox, path)).headers.get('x-ms-resource-unit')
    expect(await units('/v1.0/users')).toBe('2')
    expect(await units('/v1.0/users?$select=id')).toBe('1')
    expect(await units('/v1.0/subscribedSkus')).toBe('3')
  })
})

const PATHS = [
  '/v1.0/users/delta',
  '/v1.0/groups/delta',
  '/v1.0/applications',
  '/v1.0/subscribedSkus',
  '/v1.0/auditLogs/signIns?$top=50',
  '/v1.0/auditLogs/directoryAudits?$top=50',
]

describe('determinism', () => {
  const bytes = async (sandbox: Sandbox): Promise<string> => {
    const texts: string[] = []
    for (const path of PATHS) texts.push((await get(sandbox, path)).text)
    sandbox.advance({ days: 2 })
    for (const path of PATHS) texts.push((await get(sandbox, path)).text)
    return texts.join('\n').replaceAll(sandbox.url, '')
  }

  test('two servers of one seed say the same bytes, of another seed others', async () => {
    const [a, b, other] = [await start(), await start(), await start({ seed: 43 })]
    const text = await bytes(a)
    expect(await bytes(b)).toBe(text)
    expect(await bytes(other)).not.toBe(text)
  })

  test('two days at once are a day and a day', async () => {
    const [a, b] = [await start(), await start()]
    a.advance({ days: 2 })
    b.advance({ days: 1 })
    b.advance({ hours: 24 })
    expect([...b.truth('users')]).toEqual([...a.truth('users')])
    expect([...b.truth('group_members')]).toEqual([...a.truth('group_members')])
  })

  test('a sandbox of a few users works', async () => {
    for (const users of [1, 2, 5]) {
      const sandbox = await start({ users })
      sandbox.advance({ days: 3 })
      for (const path of PATHS)
        expect([users, path, (await get(sandbox, path)).status]).toEqual([users, path, 200])
    }
  })
})

test('requests are on record, with the raw path and the headers', async () => {
  const sandbox = await start()
  await get(sandbox, '/v1.0/users?$select=id', { consistencylevel: 'eventual' })
  await get(sandbox, '/v1.0/auditLogs/signIns?$top=1')
  expect(
    sandbox.requests.map(({ method, path, family, status }) => ({ method, path, family, status })),
  ).toEqual([
    { method: 'GET', path: '/v1.0/users?$select=id', family: 'directory', status: 200 },
    { method: 'GET', path: '/v1.0/auditLogs/signIns?$top=1', family: 'reports', status: 200 },
  ])
  expect(first(sandbox.requests).headers.consistencylevel).toBe('eventual')
})

test('a tenant of a million users answers at once, in little memory', async () => {
  const began = performance.now()
  const sandbox = await startSandbox({ users: 1_000_000, quotas: 'off', now: NOON })
  const heap = process.memoryUsage().heapUsed
  try {
    for (const path of [...PATHS, '/v1.0/users?$select=id,signInActivity&$top=500']) {
      const page = await get(sandbox, path)
      const next = page.next ? await get(sandbox, page.next) : page
      expect([path, page.status, next.status]).toEqual([path, 200, 200])
    }
  } finally {
    await sandbox.close()
  }
  expect(performance.now() - began).toBeLessThan(15_000)
  expect(process.memoryUsage().heapUsed - heap).toBeLessThan(200e6)
})
