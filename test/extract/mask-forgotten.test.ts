// Masks that were forgotten, or given for a part of a lake: nothing is unmasked in silence, and what stays otherwise is named.
import { readdirSync, readFileSync, rmSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { parseMask } from '../../src/api/mask-rules.ts'
import { maskingIn } from '../../src/api/masking.ts'
import { staticToken } from '../../src/auth/static-token.ts'
import { maskOptions } from '../../src/cli/mask-options.ts'
import { UsageError } from '../../src/errors.ts'
import { dryRun } from '../../src/extract/dry-run.ts'
import type { ExtractOptions } from '../../src/extract/options.ts'
import { diagnose, repairLake } from '../../src/extract/repair.ts'
import { verifyLake } from '../../src/extract/verify.ts'
import { createNetwork } from '../../src/graph/undici-http.ts'
import { readTable } from '../support/parquet-rows.ts'
import { expectNobody, masking, personalTexts } from '../support/personal.ts'
import { optionsFor, type Rig, startRig, stateOf, tableOf } from '../support/rig.ts'

const network = createNetwork({ connectMs: 2_000, headersMs: 2_000, bodyIdleMs: 2_000 })
afterAll(() => network.close())

let rig: Rig
beforeEach(async () => {
  rig = await startRig({ users: 40 })
})
afterEach(() => rig.close())

/** Every file with its content, the lock apart. */
const filesOf = (lake: string): Map<string, string> =>
  new Map(
    readdirSync(lake, { recursive: true, withFileTypes: true }).flatMap(entry => {
      const path = join(entry.parentPath, entry.name)
      return entry.isFile() && entry.name !== 'lock.json' ? [[path, readFileSync(path, 'base64')]] : []
    }),
  )

const clearMails = async (table = 'users') =>
  (await readTable(rig.lake, table)).filter(({ mail }) => String(mail).includes('@')).length

const dry = (options: Partial<ExtractOptions>) =>
  dryRun(optionsFor(rig.sandbox, { out: rig.lake, ...options }), {
    tokens: staticToken(rig.sandbox.token(), Date.now),
    onEvent: () => {},
    signal: new AbortController().signal,
    version: 'test',
    network,
  })

describe('a run that is given no masks', () => {
  test.each(['extract', 'dry run'])('is refused where the lake has masked tables: %s', async what => {
    const rules = masking('full', 'users.mail:hmac')
    await rig.extract({ tables: ['users', 'groups'], ...rules })
    const before = filesOf(rig.lake)
    const asked = () =>
      what === 'extract' ? rig.extract({ tables: ['groups', 'users'] }) : dry({ tables: ['groups', 'users'] })
    await expect(asked()).rejects.toThrow(UsageError)
    await expect(asked()).rejects.toThrow(
      /^users: masked in the lake.*the same masks \(--mask, --pii, --mask-key-file\), or --pii full/,
    )
    expect(filesOf(rig.lake)).toEqual(before)
    expect(tableOf(await rig.extract({ tables: ['groups'] }), 'groups').verdict).toBe('complete')
    expect(await clearMails()).toBe(0)
  })

  test('stores them unmasked when that is what it is told, with no key', async () => {
    await rig.extract({ tables: ['users'], ...masking('pseudonymous') })
    const full = maskingIn({ mask: [], pii: 'full', maskKeyFile: null }, {})
    expect(full).toEqual({ masking: { rules: [], pii: 'full', key: null } })
    const report = await rig.extract({ tables: ['users'], ...full })
    expect(tableOf(report, 'users')).toMatchObject({ verdict: 'complete', masked: [] })
    expect(await clearMails()).toBeGreaterThan(10)
    expect(stateOf(rig.lake).tables.users?.masks).toBeUndefined()
    const again = await rig.extract({ tables: ['users'] })
    expect(tableOf(again, 'users')).toMatchObject({ verdict: 'complete', inserted: 0, deleted: 0 })
  })

  test('may compute what is computed from masked tables', async () => {
    const sources = ['users', 'subscribed_skus', 'user_license_states', 'groups', 'user_licenses']
    await rig.extract({ tables: [...sources, 'license_costs'], ...masking('none') })
    const report = await rig.extract({ tables: ['license_costs'] })
    expect(tableOf(report, 'license_costs').verdict).toBe('complete')
    await expectNobody(rig.lake, personalTexts(rig.sandbox, true))
  })
})

describe('a repair', () => {
  const mend = async (given: Partial<ExtractOptions>, isChecked = true) => {
    const options = (tables: readonly string[]) =>
      optionsFor(rig.sandbox, { out: rig.lake, ...given, tables })
    const read = (tables: readonly string[]) => rig.extract({ ...given, tables })
    return repairLake(rig.lake, await diagnose(rig.lake), 'now', read, isChecked ? options([]) : null)
  }

  test.each([
    ['no masks', {}],
    ['none told', masking('full')],
    ['other masks', masking('none')],
    ['another rule', masking('pseudonymous', 'users.mail:drop')],
  ])('with %s is refused before anything is changed', async (_, given) => {
    await rig.extract({ tables: ['users'], ...masking('pseudonymous') })
    truncateSync(join(rig.lake, 'users/data.parquet'), 100)
    const before = filesOf(rig.lake)
    await expect(mend(given)).rejects.toThrow(UsageError)
    await expect(mend(given)).rejects.toThrow(
      /^users: masked in the lake.*nothing was changed.*--mask, --pii and --mask-key-file/,
    )
    expect(filesOf(rig.lake)).toEqual(before)
  })

  test('with masks is refused where the lake has none', async () => {
    await rig.extract({ tables: ['groups', 'users'] })
    truncateSync(join(rig.lake, 'users/data.parquet'), 100)
    await expect(mend(masking('none'))).rejects.toThrow(/^users: masked in the lake in another way/)
  })

  test('with the masks of the lake brings its rows back, masked', async () => {
    await rig.extract({ tables: ['users', 'sign_ins'], ...masking('none') })
    const rows = (await readTable(rig.lake, 'users')).length
    for (const table of ['users', 'sign_ins']) rmSync(join(rig.lake, table), { recursive: true })
    const results = await mend(masking('none'))
    expect(results.map(({ repaired }) => repaired)).not.toContain(false)
    expect(await readTable(rig.lake, 'users')).toHaveLength(rows)
    await expectNobody(rig.lake, personalTexts(rig.sandbox, true))
    expect((await verifyLake(rig.lake)).filter(({ verdict }) => verdict !== 'ok')).toEqual([])
  })

  test.each(['users', 'sign_ins'])(
    'of %s reads nothing unmasked even when its files are out of the state already',
    async table => {
      await rig.extract({ tables: [table], ...masking('none') })
      rmSync(join(rig.lake, table), { recursive: true })
      await expect(mend({}, false)).rejects.toThrow(UsageError)
      await expectNobody(rig.lake, personalTexts(rig.sandbox, true))
    },
  )
})

describe('a run with masks', () => {
  const notes = () =>
    rig.events.flatMap(event => (event.type === 'note' && event.stream === 'masks' ? [event.text] : []))
  const SOURCES = ['users', 'subscribed_skus', 'user_license_states', 'groups', 'user_licenses']

  test('names what it did not read and what is masked in another way', async () => {
    await rig.extract({ tables: [...SOURCES, 'license_costs', 'sign_ins', 'domains'] })
    expect(notes()).toEqual([])
    await rig.extract({ tables: ['users', 'user_licenses'], ...masking('none') })
    const [note = '', ...more] = notes()
    expect(more).toEqual([])
    const [objects = '', events, derived, ...rest] = note.split('; ')
    expect(objects).toMatch(/^groups, .*user_license_states.*: not read, so masked in another way still/)
    expect(objects).not.toMatch(/domains|users|user_licenses/)
    expect(events).toMatch(/^sign_ins.*only a new lake/)
    expect(derived).toMatch(/^license_costs: .*`extract --derived`/)
    expect(rest).toEqual([])
  })

  test('says nothing where all is masked as it masks', async () => {
    await rig.extract({ tables: [...SOURCES, 'license_costs'], extensions: true, ...masking('none') })
    await rig.extract({ tables: ['groups'], ...masking('none') })
    await rig.extract({ tables: ['groups'], ...masking('none'), extensions: true })
    expect(notes()).toEqual([])
    await rig.extract({ tables: ['groups'], ...masking('full') })
    expect(notes()).toEqual([expect.stringMatching(/users, user_licenses: not read/)])
  })
})

describe('words in place of ids', () => {
  type Scope = Readonly<Record<string, readonly string[] | null>>
  const scopesIn = (policy: unknown): string[] => {
    const { users, clientApplications } = (policy as { conditions: Record<string, Scope | null> }).conditions
    const lists = ['Users', 'Groups', 'Roles', 'ServicePrincipals'].flatMap(kind => [
      `include${kind}`,
      `exclude${kind}`,
    ])
    return [users, clientApplications].flatMap(scope => lists.flatMap(list => scope?.[list] ?? []))
  }
  const WORD = /^(All|None|GuestsOrExternalUsers|ServicePrincipalsInMyTenant)$/
  const wordsOf = (policies: readonly unknown[]) =>
    policies
      .flatMap(scopesIn)
      .filter(text => WORD.test(text))
      .sort()

  test('of conditional access stay where ids are hashed', async () => {
    const tables = ['conditional_access_policies', 'users']
    const rules = 'conditional_access_policies.conditions.users.includeRoles:hmac,users.displayName:hmac'
    rig.sandbox.edit.addUser({ displayName: 'All' })
    await rig.extract({ tables, ...masking('none', rules) })
    const rows = await readTable(rig.lake, 'conditional_access_policies')
    const expected = wordsOf([...rig.sandbox.truth('conditional_access_policies')])
    expect(new Set(expected)).toContain('All')
    expect(new Set(expected)).toContain('ServicePrincipalsInMyTenant')
    expect(wordsOf(rows)).toEqual(expected)
    const others = rows.flatMap(scopesIn).filter(text => !WORD.test(text))
    expect(others.length).toBeGreaterThan(3)
    expect(others.some(text => /-/.test(text) && !/^[0-9a-f-]{36}$/.test(text))).toBe(false)
    const included = rows.flatMap(row => (row.conditions as { users: Scope }).users.includeRoles ?? [])
    for (const id of included) expect(WORD.test(id) || /^[0-9a-f]{32}$/.test(id)).toBe(true)
    expect((await readTable(rig.lake, 'users')).map(({ displayName }) => displayName)).not.toContain('All')
  })
})

describe('options', () => {
  test.each(['', ' ', ',', 'users.mail:hmac,', ',users.mail:hmac'])('--mask %j is refused', text => {
    expect(() => maskOptions.mask.parse(text, '--mask')).toThrow(UsageError)
    expect(() => maskOptions.mask.parse(text, '--mask')).toThrow(/^--mask is empty/)
  })

  test('are taken as they are otherwise', () => {
    expect(maskOptions.mask.parse('users.mail:hmac', '--mask')).toEqual(
      parseMask('users.mail:hmac', '--mask'),
    )
    expect(maskOptions.pii.fallback).toBeNull()
    expect(maskOptions.pii.shown).toBe('full')
    expect(maskOptions.pii.parse('full', '--pii')).toBe('full')
    expect(maskingIn({ mask: [], pii: null, maskKeyFile: null }, {})).toEqual({})
    const rules = parseMask('users.mail:drop', '--mask')
    expect(maskingIn({ mask: rules, pii: null, maskKeyFile: null }, {})).toEqual({
      masking: { rules, pii: 'full', key: null },
    })
  })
})
