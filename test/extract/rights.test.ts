// What a token may not read, and what a tenant has no licence for: told by name, asked for no more often than makes sense.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { RunReport } from '../../src/extract/report.ts'
import type { ChildrenStream, ListStream, StreamDefinition } from '../../src/streams/define.ts'
import { batch, errorOf, route, rowsOf, runOver, tokenWith } from '../support/graph-script.ts'
import { PLAIN } from '../support/reading.ts'
import { failed, page, type Reply, type ScriptedServer, startScripted } from '../support/scripted-server.ts'

let server: ScriptedServer
let out: string
beforeEach(async () => {
  server = await startScripted()
  out = mkdtempSync(join(tmpdir(), 'entra-lake-'))
})
afterEach(async () => {
  await server.close()
  rmSync(out, { recursive: true, force: true })
})

const things: ListStream = {
  ...PLAIN,
  permissions: { application: ['Thing.Read.All', 'Kind.Read.All'], delegated: ['Thing.Read'] },
  licence: 'Thing Premium',
  kind: 'list',
  path: '/things',
  query: {},
  tables: {
    things: {
      rows: 'own',
      key: ['id'],
      columns: { id: 'string', secret: 'string' },
      columnPermissions: { secret: ['Secret.Read.All', 'Secret.ReadWrite.All'] },
      rowPermissions: { 'things that are hidden': ['Hidden.Read.All', 'Hidden.ReadWrite.All'] },
      schemaVersion: 1,
    },
  },
}
const parts: ChildrenStream = {
  ...things,
  kind: 'children',
  path: '/things/{id}/parts',
  parents: { path: '/things', query: {} },
  parentColumns: ['thingId'],
  tables: {
    parts: {
      rows: 'own',
      key: ['thingId', 'id'],
      columns: { thingId: 'string', id: 'string' },
      schemaVersion: 1,
    },
  },
}

async function run(
  claims: object,
  streams: Record<string, StreamDefinition> = { things },
): Promise<RunReport> {
  const { report } = await runOver(server, streams, { out }, { token: tokenWith({ ...claims }) })
  return report
}
const reasonOf = ({ tables }: RunReport): string | null | undefined => tables[0]?.reason

describe('a refused permission', () => {
  const COLUMN = '; its column secret needs Secret.Read.All or Secret.ReadWrite.All too'
  test.each<[string, object, string]>([
    [
      'an application',
      { roles: ['Kind.Read.All'] },
      `application permission Thing.Read.All and Kind.Read.All): Denied${COLUMN}`,
    ],
    ['a person', { scp: 'openid Kind.Read.All' }, `delegated permission Thing.Read): Denied${COLUMN}`],
    ['nobody says who', {}, `application permission Thing.Read.All and Kind.Read.All): Denied${COLUMN}`],
    [
      'one that may read the column',
      { roles: ['Secret.Read.All'] },
      'application permission Thing.Read.All and Kind.Read.All): Denied',
    ],
  ])('is told as one of %s', async (_, claims, reason) => {
    route(server, { '/things': failed(403, 'Denied') })
    const report = await run(claims)
    expect(report.tables).toMatchObject([{ verdict: 'skipped', requestId: expect.any(String) }])
    expect(reasonOf(report)).toBe(`the token may not read it (${reason}`)
    expect(server.asked).toHaveLength(1)
  })

  test('for some rows alone is said of a complete table', async () => {
    route(server, { '/things': page([{ id: 'a' }]) })
    const report = await run({ roles: ['Thing.Read.All', 'Secret.Read.All'] })
    expect(report.tables).toMatchObject([{ verdict: 'complete', rows: 1 }])
    expect(reasonOf(report)).toBe(
      'without Hidden.Read.All or Hidden.ReadWrite.All: things that are hidden are missing',
    )
    const all = { roles: ['Thing.Read.All', 'Secret.Read.All', 'Hidden.ReadWrite.All'] }
    expect(reasonOf(await run(all))).toBeNull()
    expect(reasonOf(await run({}))).toBeNull()
  })
})

describe('a stream that only one kind of sign-in may read', () => {
  const people: ListStream = { ...things, permissions: { application: [], delegated: ['Thing.Read'] } }
  const programs: ListStream = { ...things, permissions: { application: ['Thing.Read.All'], delegated: [] } }

  test.each<[string, object, ListStream, string]>([
    [
      'an application',
      { roles: ['X'] },
      people,
      'only a signed-in person may read it (delegated permission Thing.Read)',
    ],
    [
      'a person',
      { scp: 'X' },
      programs,
      'only an application with rights of its own may read it (application permission Thing.Read.All)',
    ],
  ])('is skipped for %s without a request', async (_, claims, definition, reason) => {
    const report = await run(claims, { things: definition })
    expect(report.tables).toMatchObject([{ verdict: 'skipped', reason, requestId: null, requests: 0 }])
    expect([report.exitCode, server.asked]).toEqual([0, []])
  })

  test.each<[string, object, ListStream]>([
    ['the other kind', { scp: 'Thing.Read' }, people],
    ['the other kind', { roles: ['Thing.Read.All'] }, programs],
    ['a token that does not say', {}, people],
  ])('is asked for by %s', async (_, claims, definition) => {
    route(server, { '/things': page([{ id: 'a' }]) })
    expect((await run(claims, { things: definition })).tables).toMatchObject([
      { verdict: 'complete', rows: 1 },
    ])
  })
})

describe('a licence that is refused', () => {
  const PREMIUM = 'Authentication_RequestFromNonPremiumTenantOrB2CTenant'
  const good = page([{ id: 'a' }])

  test.each<[string, Reply[], number, string]>([
    ['403 that passes', [failed(403, PREMIUM), failed(403, PREMIUM), good], 3, 'complete'],
    [
      '403 after the server was busy',
      [failed(503, 'x'), failed(503, 'x'), failed(503, 'x'), failed(403, PREMIUM), good],
      5,
      'complete',
    ],
    ['403 that stays', [failed(403, PREMIUM)], 3, 'skipped'],
    ['400 that passes', [failed(400, 'AadPremiumLicenseRequired'), good], 2, 'complete'],
    ['400 that stays', [failed(400, 'AadPremiumLicenseRequired')], 2, 'skipped'],
  ])('with %s', async (_, replies, requests, verdict) => {
    route(server, { '/things': replies })
    const report = await run({})
    expect(report.tables).toMatchObject([{ verdict, requests }])
    if (verdict === 'skipped') expect(reasonOf(report)).toMatch(/lacks the licence \(Thing Premium\)/)
  })

  test.each<[number, string, number]>([
    [403, PREMIUM, 3],
    [400, 'AadPremiumLicenseRequired', 2],
  ])(
    'with %d inside a batch is asked for again alone, each item by its own count',
    async (status, code, most) => {
      const asked = new Map<string, number>()
      const inner = (what: string) => {
        const times = (asked.get(what) ?? 0) + 1
        asked.set(what, times)
        if (what.includes('/slow/'))
          return times < 4 ? errorOf(503, 'busy') : times < 5 ? errorOf(status, code) : rowsOf({ id: 'p' })
        return what.includes('/never/') ? errorOf(status, code) : rowsOf({ id: 'p' })
      }
      route(server, { '/things': page([{ id: 'slow' }, { id: 'fine' }]), '/$batch': batch(inner) })
      expect((await run({}, { parts })).tables).toMatchObject([{ verdict: 'complete', rows: 2 }])
      expect(Object.fromEntries(asked)).toEqual({ '/things/slow/parts': 5, '/things/fine/parts': 1 })
      asked.clear()
      route(server, { '/things': page([{ id: 'never' }]), '/$batch': batch(inner) })
      expect((await run({}, { parts })).tables).toMatchObject([{ verdict: 'skipped', rows: 2 }])
      expect(asked.get('/things/never/parts')).toBe(most)
    },
  )
})
