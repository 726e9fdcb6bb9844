import { describe, expect, test } from 'vitest'
import { get, start } from './client.ts'

const PERCENTAGE = 'x-ms-throttle-limit-percentage'

/** Twenty requests of three resource units each. */
async function spend(sandbox: Awaited<ReturnType<typeof start>>): Promise<number> {
  const requests = Array.from({ length: 20 }, (_, id) => ({
    id: String(id),
    method: 'GET',
    url: '/subscribedSkus',
  }))
  const response = await fetch(`${sandbox.url}/v1.0/$batch`, {
    method: 'POST',
    headers: { authorization: `Bearer ${sandbox.token()}`, 'content-type': 'application/json' },
    body: JSON.stringify({ requests }),
  })
  const { responses } = (await response.json()) as {
    responses: { status: number; headers: Record<string, string> }[]
  }
  return responses.reduce((sum, { headers }) => sum + Number(headers['X-Ms-Resource-Unit'] ?? 0), 0)
}

describe('the quota of the directory', () => {
  test('is spoken of from four fifths on, and a refusal says which limit of whom it was', async () => {
    const sandbox = await start({ quotas: 'documented', users: 20 })
    const load = async (): Promise<string | null> =>
      (await get(sandbox, '/v1.0/domains?$select=id')).headers.get(PERCENTAGE)
    let spent = 0
    while (spent + 60 < 0.79 * 3_500) spent += await spend(sandbox)
    expect(await load()).toBeNull()
    spent += await spend(sandbox)
    expect(Number(await load())).toBeCloseTo((spent + 2) / 3_500, 2)
    while (spent + 60 <= 3_500 - 2) spent += await spend(sandbox)
    await spend(sandbox)
    const refused = await get(sandbox, '/v1.0/subscribedSkus')
    expect(refused.status).toBe(429)
    expect(refused.headers.get('x-ms-throttle-scope')).toBe(
      `Tenant_Application/Read/${sandbox.clientId}/${sandbox.tenantId}`,
    )
    expect(refused.headers.get('x-ms-throttle-information')).toBe('ResourceUnitLimitExceeded')
    const wait = Number(refused.headers.get('retry-after'))
    expect(wait).toBeGreaterThan(0)
    expect(wait).toBeLessThanOrEqual(10)
  })

  test('is not spoken of by the answers of other families', async () => {
    const sandbox = await start({ quotas: 'documented', users: 20 })
    const { headers } = await get(sandbox, '/v1.0/auditLogs/directoryAudits?$top=1')
    expect([headers.get(PERCENTAGE), headers.get('x-ms-resource-unit')]).toEqual([null, null])
  })
})
