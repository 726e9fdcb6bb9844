// Links, and pages that are none: every listing ends exact, or failed with the lake as it was.
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  capturePages,
  cutPages,
  editPages,
  everyPage,
  expectComplete,
  expectExact,
  expectVerdict,
  filesIn,
  leap,
  pathsSince,
  type SentPage,
  startStranger,
} from '../support/hazards.ts'
import { readTable } from '../support/parquet-rows.ts'
import { expectTruth, type Rig, startRig, stateOf, tableOf } from '../support/rig.ts'

const ALWAYS = Number.POSITIVE_INFINITY
const LATER_PAGES = /\/users\/delta\?\$skiptoken=/

let rig: Rig
beforeEach(async () => {
  rig = await startRig({ pageSizes: { usersDelta: 7, groupsDelta: 6 } })
})
afterEach(() => rig.close())

const linkOf = (page: SentPage): string | undefined =>
  (JSON.parse(page.text) as { '@odata.nextLink'?: string })['@odata.nextLink']

const restarts = (): string[] =>
  rig.events.flatMap(event => (event.type === 'restarted' ? [event.reason] : []))

describe('links', () => {
  test('are followed byte for byte, before or after the rows, over empty pages', async () => {
    const pages = capturePages(rig.sandbox, /\/users\/delta/)
    expectComplete(await leap(rig, { tables: ['users'] }), 'users')
    await expectTruth(rig, 'users')
    const links = pages.flatMap(page => linkOf(page) ?? [])
    expect(links.length).toBeGreaterThan(6)
    expect(pages.slice(1).map(page => `${rig.sandbox.url}${page.path}`)).toEqual(links)
    expect(links.join()).toMatch(/%2B|%2F|%3D/)
    const before = pages.filter(({ text }) => /"@odata\.nextLink".*"value":\[/.test(text))
    const after = pages.filter(({ text }) => /"value":\[.*"@odata\.nextLink"/.test(text))
    expect(before.length).toBeGreaterThan(0)
    expect(after.length).toBeGreaterThan(0)
  })

  test('lead through empty pages', async () => {
    cutPages(rig.sandbox, /\/applications\?/, 3)
    editPages(rig.sandbox, { match: /subscribedSkus$/, times: 1 }, ({ value: _, ...page }) => ({
      ...page,
      value: [],
      '@odata.nextLink': `${rig.sandbox.url}/v1.0/subscribedSkus?page=2`,
    }))
    const report = await leap(rig, { tables: ['subscribed_skus', 'application_owners'] })
    expectComplete(report, 'subscribed_skus', 'application_owners')
    await expectTruth(rig, 'subscribed_skus')
    await expectTruth(rig, 'application_owners')
  })

  test('a page asked again goes on from the link of the answer that was good', async () => {
    const wrong = { '@odata.nextLink': `${rig.sandbox.url}/v1.0/users/delta?$skiptoken=wrong` }
    editPages(rig.sandbox, { match: LATER_PAGES, after: 2, times: 1 }, () => wrong)
    rig.sandbox.faults.add({ match: LATER_PAGES, after: 4, cut: 'length' })
    const pages = capturePages(rig.sandbox, LATER_PAGES)
    expectComplete(await leap(rig, { tables: ['users'] }), 'users')
    await expectTruth(rig, 'users')
    expect(pathsSince(rig.sandbox, 0).join()).not.toContain('wrong')
    expect(new Set(pages.map(page => page.path)).size).toBe(pages.length)
  })

  test('carry the custom headers to each page', async () => {
    await leap(rig, { tables: ['users'] })
    const asked = rig.sandbox.requests.filter(request => request.path.includes('/users/delta'))
    expect(asked.length).toBeGreaterThan(6)
    for (const { headers } of asked) expect(headers.prefer).toBe('include-unknown-enum-members')
  })
})

describe('an expired page link', () => {
  const answers = [
    { status: 400, code: 'Directory_ExpiredPageToken', message: 'The token is too old.' },
    { status: 400, code: 'DIRECTORYPAGETOKENNOTFOUNDEXCEPTION', message: 'Gone.' },
    { status: 404, code: 'directorypagetokennotfoundexception', message: 'Gone.' },
    { status: 400, code: 'BadRequest', message: 'Skip token is NULL.' },
    { status: 400, code: 'BadRequest', message: 'The skiptoken is expired.' },
    { status: 410, code: 'Gone', message: 'Gone.' },
    { status: 410, code: 'syncStateNotFound', message: 'Gone.' },
    { status: 409, code: 'ResyncRequired', message: 'Gone.' },
  ]

  test('starts the stream over', async () => {
    for (const fail of answers) {
      rig.sandbox.faults.add({ match: LATER_PAGES, after: 3, fail })
      const report = await leap(rig, { tables: ['user_licenses'], full: true })
      expectComplete(report, 'user_licenses')
      expect(restarts().splice(-1)).toEqual([expect.stringContaining(fail.code)])
      expect(tableOf(report, 'user_licenses').duplicates).toBe(0)
      await expectTruth(rig, 'user_licenses')
    }
    expect(restarts()).toHaveLength(answers.length)
  })

  test('starts over five times, and fails at the sixth', async () => {
    const fault = rig.sandbox.faults.add({
      match: LATER_PAGES,
      times: ALWAYS,
      fail: { status: 400, code: 'Directory_ExpiredPageToken', message: 'Too old.' },
    })
    const report = await leap(rig, { tables: ['users', 'groups'] })
    expectVerdict(report, 'users', 'failed', /Directory_ExpiredPageToken/)
    expect(report.exitCode).toBe(1)
    expect(tableOf(report, 'groups')).toMatchObject({ verdict: 'complete' })
    expect(fault.hits).toBe(6)
    expect(restarts()).toHaveLength(5)
    fault.remove()
    expectComplete(await leap(rig, { tables: ['users', 'groups'] }), 'users')
    await expectTruth(rig, 'users')
  })

  test('found in a place saved by an earlier run starts the stream over', async () => {
    rig.sandbox.faults.add({
      match: LATER_PAGES,
      after: 2,
      times: ALWAYS,
      fail: { status: 500, code: 'Broken' },
    })
    await leap(rig, { tables: ['users'] }, everyPage)
    rig.sandbox.faults.clear()
    rig.sandbox.faults.add({ match: LATER_PAGES, fail: { status: 400, code: 'directory_EXPIREDpagetoken' } })
    const report = await leap(rig, { tables: ['users'] })
    expectComplete(report, 'users')
    await expectTruth(rig, 'users')
    expect(tableOf(report, 'users').duplicates).toBe(0)
  })

  test('in the round of a delta link reads the whole and reports only what differs', async () => {
    await leap(rig, { tables: ['users'] })
    const first = await readTable(rig.lake, 'users')
    rig.sandbox.advance({ days: 3 })
    rig.sandbox.faults.add({ match: LATER_PAGES, fail: { status: 410, code: 'resyncRequired' } })
    for (let user = 0; user < 12; user++) rig.sandbox.edit.addUser()
    expectComplete(await leap(rig, { tables: ['users'] }), 'users')
    expect(restarts()).toHaveLength(1)
    await expectExact(rig, 'users', first)
  })

  test('of parents and of events', async () => {
    const expired = { status: 410, code: 'Gone', message: 'Gone.' }
    for (const path of ['applications', 'signIns'])
      rig.sandbox.faults.add({ match: new RegExp(`${path}.*[?&]cut=`), after: 1, fail: expired })
    cutPages(rig.sandbox, /\/applications\?/, 3)
    cutPages(rig.sandbox, /\/signIns\?/, 7)
    const tables = ['application_owners', 'sign_ins']
    const report = await leap(rig, { tables })
    expectComplete(report, ...tables)
    expect(restarts()).toHaveLength(2)
    for (const table of tables) await expectTruth(rig, table)
  })
})

describe('a listing without end', () => {
  const ENDLESS = /repeats itself without end/

  async function expectFailed(tables: readonly string[]): Promise<void> {
    await leap(rig, { tables: ['users', 'groups', 'subscribed_skus'] })
    const before = filesIn(join(rig.lake, 'users'))
    rig.sandbox.edit.addUser()
    prepare()
    const report = await leap(rig, { tables, full: true })
    expectVerdict(report, 'users', 'failed', ENDLESS)
    expect(report.exitCode).toBe(1)
    expect(filesIn(join(rig.lake, 'users'))).toEqual(before)
    rig.sandbox.faults.clear()
    expectComplete(await leap(rig, { tables: ['users'], full: true }), 'users')
    await expectTruth(rig, 'users')
  }

  let prepare = (): void => {}

  test('whose link leads to itself', async () => {
    prepare = () => rig.sandbox.faults.add({ match: LATER_PAGES, after: 2, times: ALWAYS, loop: true })
    await expectFailed(['users'])
  })

  test('whose links are ever fresh and whose pages repeat', async () => {
    prepare = () => {
      let fresh = 0
      editPages(rig.sandbox, { match: /\/users\/delta\?\$select/ }, ({ '@odata.deltaLink': _, ...page }) => ({
        ...page,
        '@odata.nextLink': `${rig.sandbox.url}${firstPath()}&fresh=${++fresh}`,
      }))
    }
    const firstPath = () =>
      rig.sandbox.requests.find(({ path }) => path.includes('/users/delta?$select'))?.path ?? ''
    await expectFailed(['users'])
  })

  test('whose empty page restarts it', async () => {
    prepare = () => {
      const first = rig.sandbox.requests.find(({ path }) => path.includes('/users/delta?$select'))?.path
      editPages(rig.sandbox, { match: LATER_PAGES, after: 3 }, ({ '@odata.deltaLink': _, ...page }) => ({
        ...page,
        value: [],
        '@odata.nextLink': `${rig.sandbox.url}${first}`,
      }))
    }
    await expectFailed(['users'])
  })

  test('of empty pages alone', async () => {
    prepare = () => {
      let fresh = 0
      editPages(rig.sandbox, { match: /\/users\/delta/ }, ({ '@odata.deltaLink': _, ...page }) => ({
        ...page,
        value: [],
        '@odata.nextLink': `${rig.sandbox.url}/v1.0/users/delta?$select=id&fresh=${++fresh}`,
      }))
    }
    await expectFailed(['users'])
  })

  test('is not taken for one when a page comes twice', async () => {
    let before: unknown[] = []
    editPages(rig.sandbox, { match: LATER_PAGES, times: 4 }, page => {
      const value = [...before, ...page.value]
      before = page.value
      return { ...page, value }
    })
    const report = await leap(rig, { tables: ['users'] })
    expectComplete(report, 'users')
    expect(tableOf(report, 'users').duplicates).toBeGreaterThan(5)
    await expectTruth(rig, 'users')
  })
})

describe('an answer that is no page', () => {
  const faults = [
    { name: '200 without value', fault: { noValue: true } as const },
    { name: 'an HTML page', fault: { html: true } as const },
    { name: 'truncated JSON', fault: { truncateJson: true } as const },
    { name: 'a body cut off', fault: { cut: 'length' } as const },
    { name: 'a chunked body cut off', fault: { cut: 'chunked' } as const },
    { name: 'a reset', fault: { reset: true } as const },
    { name: 'rows that are no objects', fault: { replace: () => '{"value":[1,2]}' } },
    { name: 'an array', fault: { replace: () => '[]' } },
    { name: 'nothing', fault: { replace: () => '' } },
    { name: 'a next link that is no text', fault: { replace: () => '{"value":[],"@odata.nextLink":7}' } },
    { name: 'no link at all', fault: { replace: () => '{"value":[]}' } },
  ]

  test('comes once: asked again', async () => {
    for (const { name, fault } of faults.slice(0, -1)) {
      rig.sandbox.faults.add({ match: LATER_PAGES, after: 1, ...fault })
      const report = await leap(rig, { tables: ['user_licenses'], full: true })
      expect(tableOf(report, 'user_licenses'), name).toMatchObject({ verdict: 'complete', retries: 1 })
      await expectTruth(rig, 'user_licenses')
      rig.sandbox.faults.clear()
    }
  })

  test('comes for good: failed, and the next run goes on', async () => {
    await leap(rig, { tables: ['users'] })
    const before = filesIn(join(rig.lake, 'users'))
    for (let user = 0; user < 30; user++) rig.sandbox.edit.addUser()
    for (const { name, fault } of faults) {
      rig.sandbox.faults.add({ match: LATER_PAGES, after: 1, times: ALWAYS, ...fault })
      const report = await leap(rig, { tables: ['users', 'subscribed_skus'], full: true })
      expectVerdict(report, 'users', 'failed', /./)
      expect(tableOf(report, 'subscribed_skus'), name).toMatchObject({ verdict: 'complete' })
      expect(report.exitCode).toBe(1)
      expect(filesIn(join(rig.lake, 'users'))).toEqual(before)
      rig.sandbox.faults.clear()
    }
    const next = await leap(rig, { tables: ['users'] })
    expectComplete(next, 'users')
    expect(tableOf(next, 'users').inserted).toBe(30)
    await expectTruth(rig, 'users')
  })

  test('a single object that is none fails', async () => {
    rig.sandbox.faults.add({ match: 'authorizationPolicy', times: ALWAYS, html: true })
    const report = await leap(rig, { tables: ['authorization_policy'] })
    expectVerdict(report, 'authorization_policy', 'failed', /not a JSON object|not JSON/)
    expect(report.exitCode).toBe(1)
    rig.sandbox.faults.clear()
    rig.sandbox.faults.add({ match: 'authorizationPolicy', truncateJson: true })
    expectComplete(await leap(rig, { tables: ['authorization_policy'] }), 'authorization_policy')
    await expectTruth(rig, 'authorization_policy')
  })
})

describe('a link that leads away', () => {
  const OTHER_HOST = /links to another host/

  /** Fails with nothing sent to the stranger, and comes right when the server does. */
  async function expectRefused(fault: Parameters<Rig['sandbox']['faults']['add']>[0]): Promise<void> {
    rig.sandbox.faults.add(fault)
    const report = await leap(rig, { tables: ['users'] }, everyPage)
    expectVerdict(report, 'users', 'failed', OTHER_HOST)
    expect(report.exitCode).toBe(1)
    rig.sandbox.faults.clear()
    expectComplete(await leap(rig, { tables: ['users'] }), 'users')
    await expectTruth(rig, 'users')
  }

  test('to another host gets no token, and does not stay in the way', async () => {
    const stranger = await startStranger()
    await expectRefused({ match: LATER_PAGES, after: 1, times: ALWAYS, foreignLink: stranger.origin })
    expect(stranger.heard).toEqual([])
    await stranger.close()
  })

  test('to a host whose name begins like ours', async () => {
    const { url } = rig.sandbox
    const foreignLink = `${url.replace('127.0.0.1', '127.0.0.1.example.org')}`
    await expectRefused({ match: LATER_PAGES, after: 1, times: ALWAYS, foreignLink })
  })

  test('to our host as the name of a user', async () => {
    const stranger = await startStranger()
    const away = `${rig.sandbox.url}@${new URL(stranger.origin).host}/v1.0/users`
    const replace = (body: Buffer) =>
      JSON.stringify({ ...JSON.parse(body.toString()), '@odata.nextLink': away })
    await expectRefused({ match: LATER_PAGES, after: 1, times: ALWAYS, replace })
    expect(stranger.heard).toEqual([])
    await stranger.close()
  })

  test('that is relative', async () => {
    const link = '/v1.0/users/delta?$skiptoken=x'
    const replace = (body: Buffer) =>
      JSON.stringify({ ...JSON.parse(body.toString()), '@odata.nextLink': link })
    await expectRefused({ match: LATER_PAGES, after: 1, times: ALWAYS, replace })
  })

  test('as a delta link', async () => {
    const stranger = await startStranger()
    const replace = (body: Buffer) =>
      body.toString().replace(/("@odata\.deltaLink":")http:\/\/[^/]*/, `$1${stranger.origin}`)
    await expectRefused({ match: /\/users\/delta/, times: ALWAYS, replace })
    expect(JSON.stringify(stateOf(rig.lake))).not.toContain(stranger.origin)
    expect(stranger.heard).toEqual([])
    await stranger.close()
  })

  test('from https to http', async () => {
    const graphUrl = rig.sandbox.url.replace('http:', 'https:')
    const { createNetwork } = await import('../../src/graph/undici-http.ts')
    const plain = createNetwork({ connectMs: 2_000, headersMs: 2_000, bodyIdleMs: 2_000 })
    const sent: string[] = []
    // TLS ends before the sandbox: what was sent to https reaches it as http, and its links say http.
    const network = {
      send: (request: Parameters<typeof plain.send>[0], signal: AbortSignal) => {
        sent.push(request.origin)
        return plain.send({ ...request, origin: rig.sandbox.url }, signal)
      },
      open: plain.open,
      close: () => plain.close(),
    }
    const report = await leap(rig, { tables: ['users'], graphUrl }, { network })
    expectVerdict(report, 'users', 'failed', OTHER_HOST)
    expect(new Set(sent)).toEqual(new Set([graphUrl]))
    expect(rig.sandbox.requests.filter(({ path }) => path.includes('skiptoken'))).toEqual([])
    await plain.close()
  })

  test.each([301, 308])('by a redirect (%i)', async status => {
    const stranger = await startStranger()
    const location = `${stranger.origin}/v1.0/users`
    await expectRefused({ match: LATER_PAGES, after: 1, times: ALWAYS, redirect: { location, status } })
    expect(stranger.heard).toEqual([])
    await stranger.close()
  })

  test('of a parent listing or of events', async () => {
    const stranger = await startStranger()
    rig.sandbox.faults.add({ match: /\/applications\?/, times: ALWAYS, foreignLink: stranger.origin })
    rig.sandbox.faults.add({ match: /\/signIns/, times: ALWAYS, foreignLink: stranger.origin })
    rig.sandbox.faults.add({ match: /\/owners/, times: ALWAYS, foreignLink: stranger.origin })
    const tables = ['application_owners', 'sign_ins']
    const report = await leap(rig, { tables }, everyPage)
    for (const table of tables) expectVerdict(report, table, 'failed', OTHER_HOST)
    rig.sandbox.faults.clear()
    expectComplete(await leap(rig, { tables }), ...tables)
    for (const table of tables) await expectTruth(rig, table)
    expect(stranger.heard).toEqual([])
    await stranger.close()
  })
})
