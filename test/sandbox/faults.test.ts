import { describe, expect, test } from 'vitest'
import { first, get, readAll, start } from './client.ts'

const USERS = '/v1.0/users?$select=id&$top=10'

describe('answers', () => {
  test.each([
    ['7', '7'],
    ['1.5', '1.5'],
    ['Fri, 20 Nov 2026 12:00:30 GMT', 'Fri, 20 Nov 2026 12:00:30 GMT'],
    [null, null],
  ])('throttle with Retry-After %s', async (retryAfter, expected) => {
    const sandbox = await start()
    const fault = sandbox.faults.add({ match: '/v1.0/users', throttle: { retryAfter } })
    const page = await get(sandbox, USERS)
    expect([page.status, page.code, page.headers.get('retry-after')]).toEqual([
      429,
      'TooManyRequests',
      expected,
    ])
    expect(fault.hits).toBe(1)
    expect((await get(sandbox, USERS)).status).toBe(200)
  })

  test('fail, skipping the first matches, as often as told', async () => {
    const sandbox = await start()
    const fault = sandbox.faults.add({
      match: /^GET \/v1\.0\/users\?/,
      after: 1,
      times: 2,
      fail: { status: 504, code: 'UnknownError', headers: { 'x-extra': 'yes' } },
    })
    const statuses: number[] = []
    for (let i = 0; i < 5; i++) statuses.push((await get(sandbox, USERS)).status)
    expect(statuses).toEqual([200, 504, 504, 200, 200])
    expect(fault.hits).toBe(2)
    expect((await get(sandbox, '/v1.0/groups')).status).toBe(200)
  })

  test('expire, html, redirect', async () => {
    const sandbox = await start()
    sandbox.faults.add({ match: USERS, expire: { status: 400, code: 'DIRECTORY_expiredPageToken' } })
    sandbox.faults.add({ match: USERS, html: true })
    sandbox.faults.add({ match: USERS, redirect: { location: 'https://elsewhere.example/' } })
    const expired = await get(sandbox, USERS)
    expect([expired.status, expired.code]).toEqual([400, 'DIRECTORY_expiredPageToken'])
    const page = await get(sandbox, USERS)
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    expect(page.text).toContain('<html>')
    const redirected = await get(sandbox, USERS)
    expect([redirected.status, redirected.headers.get('location')]).toEqual([
      302,
      'https://elsewhere.example/',
    ])
  })

  test('truncateJson, noValue, emptyValue, replace', async () => {
    const sandbox = await start()
    const whole = await get(sandbox, USERS)
    sandbox.faults.add({ match: USERS, noValue: true })
    sandbox.faults.add({ match: USERS, emptyValue: true })
    sandbox.faults.add({
      match: USERS,
      replace: original => original.toString().replace('"value"', '"VALUE"'),
    })
    sandbox.faults.add({ match: USERS, truncateJson: true })
    expect((await get(sandbox, USERS)).body).not.toHaveProperty('value')
    const empty = await get(sandbox, USERS)
    expect([empty.body.value, empty.next]).toEqual([[], whole.next])
    expect((await get(sandbox, USERS)).body).toHaveProperty('VALUE')
    await expect(get(sandbox, USERS)).rejects.toThrow(SyntaxError)
  })

  test('foreignLink and loop', async () => {
    const sandbox = await start()
    sandbox.faults.add({ match: USERS, foreignLink: 'http://evil.example' })
    sandbox.faults.add({ match: USERS, loop: true })
    expect((await get(sandbox, USERS)).next).toMatch(/^http:\/\/evil\.example\/v1\.0\/users\?\$skiptoken=/)
    expect((await get(sandbox, USERS)).next).toBe(`${sandbox.url}${USERS}`)
  })

  test('clear and remove', async () => {
    const sandbox = await start()
    const fault = sandbox.faults.add({
      match: USERS,
      times: Number.POSITIVE_INFINITY,
      throttle: { status: 503, retryAfter: null },
    })
    expect((await get(sandbox, USERS)).status).toBe(503)
    expect((await get(sandbox, USERS)).status).toBe(503)
    fault.remove()
    expect((await get(sandbox, USERS)).status).toBe(200)
    sandbox.faults.add({ match: USERS, html: true })
    sandbox.faults.clear()
    expect((await get(sandbox, USERS)).status).toBe(200)
  })
})

describe('connections', () => {
  test('reset', async () => {
    const sandbox = await start()
    sandbox.faults.add({ match: USERS, reset: true })
    await expect(get(sandbox, USERS)).rejects.toThrow('fetch failed')
  })

  test.each(['length', 'chunked'] as const)('cut, %s', async cut => {
    const sandbox = await start()
    sandbox.faults.add({ match: USERS, cut })
    const response = await fetch(`${sandbox.url}${USERS}`, {
      headers: { authorization: `Bearer ${sandbox.token()}` },
    })
    expect(response.headers.has('content-length')).toBe(cut === 'length')
    await expect(response.text()).rejects.toThrow()
  })

  test('stall before the headers and in the body', async () => {
    const sandbox = await start()
    for (const at of ['headers', 'body'] as const) {
      sandbox.faults.add({ match: USERS, stall: { at } })
      const request = fetch(`${sandbox.url}${USERS}`, {
        headers: { authorization: `Bearer ${sandbox.token()}` },
        signal: AbortSignal.timeout(150),
      }).then(response => response.text())
      await expect(request).rejects.toThrow(/aborted|timeout/)
    }
    sandbox.faults.add({ match: USERS, stall: { at: 'body', ms: 50 } })
    expect((await get(sandbox, USERS)).value).toHaveLength(10)
  })

  test('slowDrip arrives whole', async () => {
    const sandbox = await start()
    sandbox.faults.add({ match: USERS, slowDrip: { bytes: 20, ms: 10 } })
    const began = performance.now()
    expect((await get(sandbox, USERS)).value).toHaveLength(10)
    expect(performance.now() - began).toBeGreaterThan(100)
  })
})

describe('rows as raw text', () => {
  const read = async (json: string): Promise<string> => {
    const sandbox = await start()
    sandbox.edit.raw('users', json)
    const rows: string[] = []
    for (let link: string | undefined = '/v1.0/users/delta?$select=displayName'; link; ) {
      const page = await get(sandbox, link)
      rows.push(page.text)
      link = page.next
    }
    return rows.join('')
  }

  test.each([
    ['duplicate keys', '{"id":"x","displayName":"a","displayName":"b"}'],
    ['keys that differ by case', '{"id":"x","displayName":"a","DISPLAYNAME":"b"}'],
    ['lone surrogates', '{"id":"x","displayName":"\\ud800"}'],
    ['a fraction for an integer', '{"id":"x","deviceEnrollmentLimit":1.5}'],
    ['a huge string', `{"id":"x","displayName":"${'é'.repeat(100_000)}"}`],
  ])('%s', async (_, json) => {
    expect(await read(json)).toContain(json)
  })

  test('a raw row may replace one that is there, and an event', async () => {
    const sandbox = await start()
    const { id } = first(sandbox.truth('users'))
    sandbox.edit.raw('users', `{"id":"${id}","odd":1}`)
    const before = [...sandbox.truth('users')]
    expect(before).toContainEqual({ id, odd: 1 })
    sandbox.edit.raw('sign_ins', '{"id":"e","createdDateTime":"2026-11-20T11:00:00Z","odd":1e400}')
    expect((await get(sandbox, '/v1.0/auditLogs/signIns')).text).toContain('"odd":1e400')
    sandbox.edit.removeEvent('sign_ins', 'e')
    expect((await readAll(sandbox, '/v1.0/auditLogs/signIns?$top=999')).some(row => row.id === 'e')).toBe(
      false,
    )
  })
})
