import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { staticToken } from '../../src/auth/static-token.ts'
import { type DryRun, dryRun, type PlannedTable } from '../../src/extract/dry-run.ts'
import {
  childListings,
  eventRanges,
  listingsPerOwner,
  secondsOf,
  totalSeconds,
  wholeListing,
  windowStart,
} from '../../src/extract/estimate.ts'
import type { ExtractOptions } from '../../src/extract/options.ts'
import { DOCUMENTED_LIMITS } from '../../src/graph/limits.ts'
import { createNetwork } from '../../src/graph/undici-http.ts'
import type { StreamDefinition, WindowStream } from '../../src/streams/define.ts'
import { findTable } from '../../src/streams/index.ts'
import { hastyClock, optionsFor, type Rig, startRig } from '../support/rig.ts'
import { answered, failed, type Reply, startScripted } from '../support/scripted-server.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function rigOf(): Promise<Rig> {
  const rig = await startRig()
  closing.push(() => rig.close())
  return rig
}

async function plan(
  graphUrl: string,
  token: string,
  options: Omit<ExtractOptions, 'graphUrl'>,
): Promise<DryRun> {
  const network = createNetwork(options.timeouts)
  try {
    return await dryRun(
      { ...options, graphUrl },
      {
        tokens: staticToken(token, Date.now),
        network,
        onEvent: () => {},
        signal: new AbortController().signal,
        version: '0.0.0-test',
        clock: hastyClock,
      },
    )
  } finally {
    await network.close()
  }
}

const planOf = (rig: Rig, some: Partial<ExtractOptions> = {}): Promise<DryRun> =>
  plan(
    rig.sandbox.url,
    rig.sandbox.token(),
    optionsFor(rig.sandbox, {
      out: rig.lake,
      fullEveryMs: 7 * 86_400_000,
      extensions: false,
      owners: [],
      ...some,
    }),
  )

function tableIn(run: DryRun, name: string): PlannedTable {
  const found = run.tables.find(({ table }) => table === name)
  if (found === undefined) throw new Error(`the plan has no table ${name}`)
  return found
}

/** Every file of a folder with its bytes. */
const snapshot = (folder: string): Map<string, string> =>
  new Map(
    readdirSync(folder, { recursive: true, encoding: 'utf8', withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => join(entry.parentPath, entry.name))
      .map(path => [path, readFileSync(path, 'base64')]),
  )

const TABLES = ['users', 'user_licenses', 'groups', 'subscribed_skus', 'sign_ins', 'application_owners']

describe('a dry run', () => {
  it('makes no folder, and calls everything a first load where there is no lake', async () => {
    const rig = await rigOf()
    const out = join(rig.lake, 'none')
    const run = await planOf(rig, { tables: TABLES, out })
    expect(readdirSync(rig.lake)).toEqual([])
    expect(run.tables.map(({ how }) => how)).toEqual(run.tables.map(() => 'first load'))
    expect(tableIn(run, 'sign_ins')).toMatchObject({ rows: null, rowsFrom: null, requests: 3, atLeast: true })
    expect(tableIn(run, 'user_licenses')).toMatchObject({ requests: 0, seconds: 0, atLeast: false })
    expect(run.requests).toBe(run.tables.reduce((sum, { requests }) => sum + requests, 0))
  })

  it('says what the next run goes on with, without touching the lake', async () => {
    const rig = await rigOf()
    await rig.extract({ tables: TABLES })
    const before = snapshot(rig.lake)
    const run = await planOf(rig, { tables: TABLES })
    expect(snapshot(rig.lake)).toEqual(before)
    expect(tableIn(run, 'users')).toMatchObject({ requests: 1, how: 'goes on', atLeast: false, rows: 60 })
    expect(tableIn(run, 'sign_ins')).toMatchObject({ how: 'goes on', atLeast: false, rowsFrom: 'last run' })
    expect(tableIn(run, 'subscribed_skus')).toMatchObject({ how: 'read whole', rowsFrom: 'last run' })
    const licences = tableIn(run, 'user_licenses')
    expect(licences.rowsFrom).toBe('last run')
    expect(licences.rows).toBeGreaterThan(0)
  })

  it('has no request for what is computed, and knows what is missing for it', async () => {
    const rig = await rigOf()
    const hows = async (tables: readonly string[], some: Partial<ExtractOptions> = {}) => {
      const run = await planOf(rig, { tables, ...some })
      const derived = run.tables.filter(({ table }) => table === 'group_members_transitive')
      return derived.map(({ how, requests, seconds }) => [how, requests, seconds])
    }
    const computed = [['computed from the lake', 0, 0]]
    const lacking = 'skipped: computed from group_members, which the lake does not have'
    expect(await hows(['group_members_transitive'])).toEqual([[lacking, 0, 0]])
    expect(await hows(['group_members'], { derived: true })).toEqual(computed)
    await rig.extract({ tables: ['group_members'] })
    expect(await hows(['group_members_transitive'])).toEqual(computed)
    expect((await planOf(rig, { tables: ['group_members_transitive'] })).requests).toBe(0)
    await expect(hows(['users'], { prices: join(rig.lake, 'none.csv') })).rejects.toThrow(
      'none.csv cannot be read',
    )
  })

  it('knows --full', async () => {
    const rig = await rigOf()
    await rig.extract({ tables: ['users'] })
    expect(tableIn(await planOf(rig, { tables: ['users'], full: true }), 'users').how).toBe(
      'read whole (--full)',
    )
  })

  it('knows the extensions that the last run read', async () => {
    const rig = await rigOf()
    await rig.extract({ tables: ['users'], extensions: true })
    const hows = async (extensions: boolean) =>
      tableIn(await planOf(rig, { tables: ['users'], extensions }), 'users').how
    expect(await hows(true)).toBe('goes on')
    expect(await hows(false)).toMatch(/^read whole: what is read has changed/)
  })

  it('knows what has to be read whole now and then', async () => {
    const rig = await rigOf()
    await rig.extract({ tables: ['applications'] })
    const applications = tableIn(
      await planOf(rig, { tables: ['applications'], fullEveryMs: 0 }),
      'applications',
    )
    expect(applications.how).toMatch(/^read whole, for delta does not tell of/)
    expect(tableIn(await planOf(rig, { tables: ['applications'] }), 'applications').how).toBe('goes on')
  })

  it('says what is not read, and why', async () => {
    const rig = await rigOf()
    const hows = async (table: string, some: Partial<ExtractOptions>) =>
      (await planOf(rig, { tables: [table], ...some })).tables.map(({ how, requests }) => [how, requests])
    expect(await hows('risky_users', { cloud: 'china' })).toEqual([["not in the cloud 'china'", 0]])
    await expect(hows('user_owned_deleted_items', {})).rejects.toThrow(/--owner/)
    expect(await hows('user_owned_deleted_items', { owners: ['u1'] })).toEqual([['first load', 1]])
  })

  it('counts the file of a report, and what may take more pages than there are rows', async () => {
    const rig = await rigOf()
    const run = await planOf(rig, { tables: ['m365_active_users', 'group_members', 'user_managers'] })
    const plans = run.tables.map(({ table, requests, atLeast }) => [table, requests, atLeast])
    expect(plans).toContainEqual(['m365_active_users', 2, false])
    expect(plans).toContainEqual(['group_members', 1, true])
    expect(plans).toContainEqual(['user_managers', 1, false])
  })

  it('knows parents from the last run that delta reads', async () => {
    const rig = await rigOf()
    await rig.extract({ tables: ['directory_roles'] })
    const members = tableIn(
      await planOf(rig, { tables: ['directory_role_members'] }),
      'directory_role_members',
    )
    expect(members).toMatchObject({ requests: 2, atLeast: false })
  })

  it('refuses the lake of another tenant', async () => {
    const rig = await rigOf()
    await rig.extract({ tables: ['subscribed_skus'] })
    const other = await startRig({ seed: 7 })
    closing.push(() => other.close())
    await expect(planOf(other, { tables: ['users'], out: rig.lake })).rejects.toThrow(/holds tenant/)
  })
})

describe('counts', () => {
  const token = `x.${Buffer.from(JSON.stringify({ tid: 't', roles: ['User.Read.All'] })).toString('base64url')}.x`

  async function counted(reply: Reply, tables = ['users']) {
    const server = await startScripted()
    closing.push(() => server.close())
    server.answer(reply)
    const out = mkdtempSync(join(tmpdir(), 'entra-plan-'))
    closing.push(async () => rmSync(out, { recursive: true }))
    const rig = await rigOf()
    const options = optionsFor(rig.sandbox, { out, tables })
    return { run: await plan(server.root, token, options), asked: server.asked }
  }

  it('are read with a byte order mark, and asked for as Graph wants it', async () => {
    const { run, asked } = await counted(answered(200, '\ufeff100000'))
    expect(tableIn(run, 'users')).toMatchObject({ rows: 100_000, rowsFrom: 'count', requests: 500 })
    expect(asked).toHaveLength(1)
    expect(asked[0]?.path).toBe('/v1.0/users/$count')
    expect(asked[0]?.headers).toMatchObject({ consistencylevel: 'eventual', accept: 'text/plain' })
  })

  it('are asked once for all that list the same, and for parents', async () => {
    const tables = ['users', 'user_managers', 'user_license_states', 'user_authentication_methods']
    const { run, asked } = await counted(answered(200, '1000'), tables)
    expect(asked.map(({ path }) => path)).toEqual(['/v1.0/users/$count'])
    const plans = tables.map(name => tableIn(run, name))
    expect(plans.map(({ rows }) => rows)).toEqual([1000, null, null, null])
    expect(plans.map(({ requests }) => requests)).toEqual([5, 5, 2, 202])
    // A batch counts as many times as it has parents: 5 in 10 seconds.
    expect(plans.at(-1)?.seconds).toBeGreaterThan(1990)
  })

  it.each([
    ['refused', failed(403, 'Authorization_RequestDenied')],
    ['no number', answered(200, '<html>')],
  ])('that are %s leave the size unknown', async (_, reply) => {
    const { run } = await counted(reply)
    expect(tableIn(run, 'users')).toMatchObject({ rows: null, rowsFrom: null, requests: 1, atLeast: true })
  })
})

describe('the estimate', () => {
  const definition = (name: string): StreamDefinition => findTable(name).stream.definition

  it('takes the page sizes of Graph', () => {
    expect(wholeListing(definition('users'), 100_000).requests).toBe(500)
    expect(wholeListing(definition('user_sign_in_activity'), 100_001).requests).toBe(201)
    expect(wholeListing(definition('groups'), 0).requests).toBe(1)
    expect(wholeListing(definition('groups'), null)).toEqual({ requests: 1, units: 1, atLeast: true })
  })

  it('counts a batch once, and what is in it against the quota', () => {
    expect(childListings([1000], 999, 20)).toEqual({ requests: 52, units: 1002, atLeast: false })
    expect(childListings([1000], 999, 5)).toEqual({ requests: 202, units: 1002, atLeast: false })
    expect(listingsPerOwner(21, 2, 20)).toEqual({ requests: 3, units: 42, atLeast: false })
    expect(childListings([40, null], 100, 20)).toEqual({ requests: 3, units: 41, atLeast: true })
    expect(childListings([null], 100, 20)).toEqual({ requests: 1, units: 1, atLeast: true })
  })

  it('cuts events at midnight', () => {
    const stream = definition('sign_ins') as WindowStream
    const [start, until] = [Date.parse('2026-11-18T12:00:00Z'), Date.parse('2026-11-20T12:00:00Z')]
    expect(eventRanges(stream, start, until, null)).toMatchObject({ requests: 3, atLeast: true })
    expect(eventRanges(stream, start, until, 4000)).toMatchObject({ requests: 2 + 4 + 2, atLeast: false })
    expect(eventRanges(stream, until, until, 4000).requests).toBe(0)
  })

  it('begins where the events may still change', () => {
    const cursor = {
      kind: 'window',
      from: '2026-11-01T00:00:00.000Z',
      readUntil: '2026-11-20T12:00:00.000Z',
      readAt: '2026-11-20T12:00:00.000Z',
      finalUntil: '2026-11-20T06:00:00.000Z',
    } as const
    expect(windowStart(cursor, 0, 6 * 3_600_000)).toBe(Date.parse('2026-11-20T06:00:00Z'))
    expect(windowStart(cursor, 0, 900 * 86_400_000)).toBe(Date.parse(cursor.from))
    expect(windowStart(null, 77, 1)).toBe(77)
  })

  it('keeps the quotas, and the slowest family counts', () => {
    const of = (requests: number) => ({ requests, units: requests, atLeast: false })
    expect(secondsOf(of(5), DOCUMENTED_LIMITS.logs)).toBe(2.5)
    expect(secondsOf(of(11), DOCUMENTED_LIMITS.logs)).toBe(20)
    const parts = [
      { family: 'logs', estimate: of(6) },
      { family: 'logs', estimate: of(6) },
      { family: 'directory', estimate: of(10) },
    ] as const
    expect(totalSeconds(parts, DOCUMENTED_LIMITS)).toBe(20)
    expect(totalSeconds([], DOCUMENTED_LIMITS)).toBe(0)
  })
})
