// Masks from run to run: added, changed, interrupted, and beside other options.
import { createSecretKey } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { staticToken } from '../../src/auth/static-token.ts'
import { UsageError } from '../../src/errors.ts'
import { dryRun } from '../../src/extract/dry-run.ts'
import { hmac } from '../../src/extract/mask/methods.ts'
import { verifyLake } from '../../src/extract/verify.ts'
import { createNetwork } from '../../src/graph/undici-http.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts'
import { findTable } from '../../src/streams/index.ts'
import { comparable } from '../support/expected-rows.ts'
import { mortalMachine } from '../support/mortal.ts'
import { parquetColumns, parquetFiles, readParquet, readTable } from '../support/parquet-rows.ts'
import { expectNobody, KEY, masking, personalTexts } from '../support/personal.ts'
import {
  extractFrom,
  NOON,
  optionsFor,
  type Rig,
  replay,
  sorted,
  startRig,
  stateOf,
  tableOf,
} from '../support/rig.ts'

const network = createNetwork({ connectMs: 2_000, headersMs: 2_000, bodyIdleMs: 2_000 })
afterAll(() => network.close())

const OTHER_KEY = createSecretKey('another key of thirty-two letters', 'utf8')

describe('a lake that is masked from its second run on', () => {
  let rig: Rig
  beforeEach(async () => {
    rig = await startRig({ users: 40 })
  })
  afterEach(() => rig.close())

  const users = () => readTable(rig.lake, 'users')
  const changes = () => parquetFiles(join(rig.lake, 'changes', 'users'))

  test('starts over without mixing: every row is new, and changes tell of nothing that was not masked', async () => {
    const tables = ['users', 'user_licenses', 'group_members']
    await rig.extract({ tables })
    const before = await users()
    rig.sandbox.advance({ days: 1 })
    const first = await rig.extract({ tables })
    const kept = changes()
    expect(kept).toHaveLength(1)
    rig.sandbox.advance({ days: 1 })
    const report = await rig.extract({ tables, ...masking('none') })
    const now = await users()
    expect(tableOf(report, 'users')).toMatchObject({
      verdict: 'complete',
      inserted: now.length,
      deleted: tableOf(first, 'users').rows,
      reason: expect.stringContaining(
        'masked in another way than before: every row is new, of which changes/users',
      ),
    })
    expect(changes()).toEqual(kept)
    const raw = new Set(
      [...before.map(row => row.id), ...rig.sandbox.truth('users')].map(each =>
        typeof each === 'string' ? each : (each as { id: string }).id,
      ),
    )
    for (const row of now) expect(raw.has(String(row.id))).toBe(false)
    const image = await users()
    rig.sandbox.advance({ days: 1 })
    const next = await rig.extract({ tables, ...masking('none') })
    expect(tableOf(next, 'users').reason ?? '').not.toContain('masked in another way')
    const [, second = ''] = changes()
    expect((await readParquet(second)).every(row => /^[0-9a-f]{32}$/.test(String(row.id)))).toBe(true)
    expect(image.length + tableOf(next, 'users').inserted - tableOf(next, 'users').deleted).toBe(
      (await users()).length,
    )
    expect((await verifyLake(rig.lake)).filter(({ verdict }) => verdict !== 'ok')).toEqual([])
  })

  test('masks by what is asked alone, and leaves tables that it does not touch their history', async () => {
    const tables = ['users', 'user_licenses', 'groups']
    await rig.extract({ tables })
    const image = await readTable(rig.lake, 'user_licenses')
    rig.sandbox.advance({ days: 1 })
    const report = await rig.extract({ tables, ...masking('full', 'users.mail:hmac,users.mobilePhone:drop') })
    expect(tableOf(report, 'users').masked).toEqual([
      { column: 'mail', method: 'hmac' },
      { column: 'mobilePhone', method: 'drop' },
    ])
    expect([tableOf(report, 'groups').masked, tableOf(report, 'user_licenses').masked]).toEqual([[], []])
    const truth = new Map([...rig.sandbox.truth('users')].map(user => [user.id, user]))
    for (const row of await users()) {
      const { mail, userPrincipalName } = truth.get(row.id as string) ?? {}
      expect(row).toMatchObject({
        mail: mail === null || mail === undefined ? null : hmac(KEY, String(mail)),
        mobilePhone: null,
        userPrincipalName,
      })
    }
    const { definition } = findTable('user_licenses')
    expect(await replay(rig.lake, 'user_licenses', image)).toEqual(
      sorted(definition, await readTable(rig.lake, 'user_licenses')),
    )
    const again = await rig.extract({ tables, ...masking('full', 'users.mail:hmac,users.mobilePhone:drop') })
    expect(tableOf(again, 'users')).toMatchObject({ inserted: 0, updated: 0, deleted: 0 })
    const kept = readdirSync(join(rig.lake, 'runs')).map(name =>
      readFileSync(join(rig.lake, 'runs', name), 'utf8'),
    )
    expect(kept.some(text => text.includes('"method": "hmac"'))).toBe(true)
  })

  test('starts over with another key, and never stores either', async () => {
    await rig.extract({ tables: ['users'], ...masking('pseudonymous') })
    const before = new Map((await users()).map(row => [row.id, row.userPrincipalName]))
    await rig.extract({ tables: ['users'], ...masking('pseudonymous', '', OTHER_KEY) })
    for (const row of await users()) expect(row.userPrincipalName).not.toBe(before.get(row.id))
    expect(changes()).toEqual([])
    expect(JSON.stringify(stateOf(rig.lake))).not.toMatch(/0123456789abcdef0123|another key/)
  })

  test.each(['extract', 'dry run'])(
    'refuses events beside others in a %s, and reads the rest',
    async what => {
      await rig.extract({ tables: ['sign_ins', 'users'] })
      const options = { tables: ['sign_ins', 'users'], ...masking('pseudonymous') }
      const state = JSON.stringify(stateOf(rig.lake))
      const asked = () =>
        what === 'extract'
          ? rig.extract(options)
          : dryRun(optionsFor(rig.sandbox, { out: rig.lake, ...options }), {
              tokens: staticToken(rig.sandbox.token(), Date.now),
              onEvent: () => {},
              signal: new AbortController().signal,
              version: 'test',
              network,
            })
      await expect(asked()).rejects.toThrow(UsageError)
      await expect(asked()).rejects.toThrow(
        /^sign_ins: the lake has events that were masked in another way.*--exclude.*--out/,
      )
      expect(JSON.stringify(stateOf(rig.lake))).toBe(state)
      const report = await rig.extract({ ...options, exclude: ['sign_ins'] })
      expect(tableOf(report, 'users').verdict).toBe('complete')
    },
  )

  test('goes on with events that were masked so from the start, and refuses to go on without', async () => {
    const rules = masking('full', 'sign_ins*.ipAddress:truncate,sign_ins.location.city:drop')
    await rig.extract({ tables: ['sign_ins'], ...rules })
    rig.sandbox.advance({ hours: 6 })
    const report = await rig.extract({ tables: ['sign_ins'], ...rules })
    expect(tableOf(report, 'sign_ins')).toMatchObject({ verdict: 'complete' })
    const rows = await readTable(rig.lake, 'sign_ins')
    expect(rows.length).toBeGreaterThan(10)
    for (const { ipAddress, location } of rows) {
      expect(String(ipAddress)).toMatch(/^(\d+\.\d+\.\d+\.0|[0-9a-f:]*::|2…)$/)
      expect(location).toMatchObject({ city: null, countryOrRegion: expect.any(String) })
    }
    await expect(rig.extract({ tables: ['sign_ins'] })).rejects.toThrow(/masked in another way/)
  })

  test('names nobody in errors, neither for a value that does not fit nor in words of Graph', async () => {
    const id = '0abc0000-0000-4000-8000-00000000beef'
    const rules = masking('none')
    rig.sandbox.edit.raw(
      'users',
      `{"id":"${id}","mail":"odd@contoso.example","employeeOrgData":"odd@contoso.example","createdDateTime":"odd"}`,
    )
    const message = `Resource '${id}' of odd@contoso.example may not be read.`
    const fail = { status: 403, code: 'Authorization_RequestDenied', message }
    rig.sandbox.faults.add({
      match: '/subscribedSkus',
      times: Number.POSITIVE_INFINITY,
      fail: { ...fail, status: 400, code: 'BadRequest' },
    })
    const report = await rig.extract({ tables: ['users', 'subscribed_skus'], ...rules })
    expect(tableOf(report, 'users')).toMatchObject({
      verdict: 'failed',
      reason: expect.stringContaining(`row '${hmac(KEY, id)}'`),
    })
    expect(tableOf(report, 'subscribed_skus')).toMatchObject({
      verdict: 'failed',
      reason: expect.stringContaining("Resource '[masked]' of [masked] may not be read"),
    })
    await expectNobody(rig.lake, new Set([...personalTexts(rig.sandbox, true), id, 'odd@contoso']))
  })

  test('is masked where columns are chosen and extensions are read', async () => {
    const tables = ['users']
    const columns = { users: ['displayName', 'mail'] }
    await rig.extract({
      tables,
      columns,
      extensions: true,
      ...masking('full', 'users.mail:hmac,users.extension_*:drop,users.city:drop'),
    })
    const rows = await users()
    expect(Object.keys(rows[0] ?? {}).sort()).toEqual([
      '_changed_at',
      '_tenant_id',
      'displayName',
      'id',
      'mail',
    ])
    expect(rows.some(({ mail }) => /^[0-9a-f]{32}$/.test(String(mail)))).toBe(true)
    await rig.extract({ tables, extensions: true, ...masking('pseudonymous') })
    const [file = ''] = parquetFiles(join(rig.lake, 'users'))
    const added = (await parquetColumns(file)).filter(name => name.startsWith('extension_'))
    expect(added.length).toBeGreaterThan(2)
    for (const row of await users()) for (const name of added) expect(row[name]).toBeNull()
    await expect(
      rig.extract({ tables, extensions: true, ...masking('full', 'users.extension_none:drop') }),
    ).rejects.toThrow(/no column is named/)
    await expect(rig.extract({ tables, ...masking('full', 'users.extension_none:drop') })).rejects.toThrow(
      /no column is named/,
    )
  })
})

/** One stream of each kind, read in several pages; every page is a place to go on from. */
const STREAMS: readonly (readonly [string, readonly string[]])[] = [
  ['delta', ['users', 'user_licenses']],
  ['edges', ['group_members']],
  ['list', ['user_sign_in_activity']],
  ['children', ['application_owners']],
  ['children whose parents are no column', ['user_app_role_assignments']],
  ['children of children', ['access_review_decisions']],
  ['window', ['sign_ins', 'sign_in_conditional_access']],
  ['report', ['email_activity']],
]
const commitPolicy = { bytes: 0, ms: 0 }

describe.each(STREAMS)('a masked run of %s that is killed', (_, tables) => {
  let sandbox: Sandbox
  beforeEach(async () => {
    const pageSizes = { usersDelta: 20, groupsDelta: 20, memberSlice: 40 }
    sandbox = await startSandbox({
      users: 50,
      now: NOON,
      quotas: 'off',
      activity: 0.15,
      mostRows: 24,
      pageSizes,
    })
  })
  afterEach(() => sandbox.close())

  async function extractOn(lake: string, fatal: number) {
    const machine = mortalMachine(fatal)
    const options = { out: lake, tables, since: { backMs: 20 * 3_600_000 }, ...masking('none') }
    try {
      return {
        machine,
        report: await extractFrom(sandbox, options, {
          openStore: machine.openStore,
          network: machine.network,
          commitPolicy,
        }),
      }
    } catch (error) {
      if (!machine.dead) throw error
      return { machine, report: null }
    } finally {
      await machine.network.close()
    }
  }

  const rowsIn = async (lake: string) =>
    Promise.all(
      tables.map(async table => comparable(findTable(table).definition, await readTable(lake, table))),
    )

  test('leaves nobody on the disk, and goes on to the same lake', async () => {
    const quiet = mkdtempSync(join(tmpdir(), 'entra-mask-'))
    const { machine } = await extractOn(quiet, Number.POSITIVE_INFINITY)
    const expected = await rowsIn(quiet)
    const personal = personalTexts(sandbox, true)
    await expectNobody(quiet, personal)
    rmSync(quiet, { recursive: true, force: true })
    const steps = machine.steps.length
    let spools = 0
    for (const fatal of [0.35, 0.5, 0.65, 0.8, 0.95].map(share => Math.floor(steps * share))) {
      const lake = mkdtempSync(join(tmpdir(), 'entra-mask-'))
      await extractOn(lake, fatal)
      if (
        existsSync(join(lake, '_work')) &&
        readdirSync(join(lake, '_work'), { recursive: true, encoding: 'utf8' }).some(name =>
          name.endsWith('.ndjson'),
        )
      )
        spools++
      await expectNobody(lake, personal)
      const { report } = await extractOn(lake, Number.POSITIVE_INFINITY)
      for (const table of tables)
        expect(report?.tables.find(each => each.table === table)).toMatchObject({ verdict: 'complete' })
      expect(await rowsIn(lake)).toEqual(expected)
      rmSync(lake, { recursive: true, force: true })
    }
    expect(spools).toBeGreaterThan(0)
  })
})
