// A lake that somebody or something damaged: what a run makes of it, what verify finds, what a repair puts right.
import {
  appendFileSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { diagnose, type RepairResult, repairLake } from '../../src/extract/repair.ts'
import type { RunReport } from '../../src/extract/report.ts'
import { resetTables } from '../../src/extract/reset.ts'
import { verifyLake } from '../../src/extract/verify.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts'
import { StateError } from '../../src/state/errors.ts'
import type { State } from '../../src/state/schema.ts'
import { filesIn } from '../support/hazards.ts'
import { parquetFiles } from '../support/parquet-rows.ts'
import { expectTruth, extractFrom, NOON, stateOf } from '../support/rig.ts'

const TABLES = [
  'application_owners',
  'authorization_policy',
  'group_members',
  'sign_ins',
  'user_licenses',
  'users',
]

let sandbox: Sandbox
/** A whole lake after two runs, which every test has a copy of. */
let whole: string
let lake: string
const folders: string[] = []

const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'entra-damage-'))
  folders.push(folder)
  return folder
}

const extract = (tables = TABLES, out = lake): Promise<RunReport> =>
  extractFrom(sandbox, { out, tables, since: { at: '2026-11-18T00:00:00Z' } })

beforeAll(async () => {
  const pageSizes = { usersDelta: 10 }
  sandbox = await startSandbox({ users: 30, now: NOON, quotas: 'off', activity: 0.1, pageSizes })
  whole = newFolder()
  expect((await extract(TABLES, whole)).exitCode).toBe(0)
  for (let run = 0; run < 3; run++) {
    sandbox.advance({ hours: 8 })
    sandbox.edit.addUser({ displayName: `Newcomer ${run}` })
    expect((await extract(TABLES, whole)).exitCode).toBe(0)
  }
  expect(stateOf(whole).tables.users?.nextChange).toBe(4)
})
afterAll(async () => {
  await sandbox.close()
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})
beforeEach(() => {
  lake = join(newFolder(), 'lake')
  cpSync(whole, lake, { recursive: true })
})
afterEach(() => sandbox.faults.clear())

const at = (...path: string[]): string => join(lake, ...path)

function editState(edit: (state: State) => unknown): void {
  const state = stateOf(lake)
  writeFileSync(at('state.json'), JSON.stringify(edit(state) ?? state))
}

function flip(path: string, position: number): void {
  const bytes = readFileSync(path)
  bytes[position] = (bytes[position] ?? 0) ^ 4
  writeFileSync(path, bytes)
}

const DAY = 'sign_ins/date=2026-11-19'
const changesOf = (table: string): string[] => parquetFiles(at('changes', table))
const nthChange = (table: string, number: number): string => {
  const found = changesOf(table).find(path => path.endsWith(`/00000${number}.parquet`))
  if (found === undefined) throw new Error(`${table} has no change ${number}`)
  return found
}

const reset = (out: string): Promise<string[]> => resetTables(out, ['users'])

const repair = async (read = (tables: readonly string[]) => extract([...tables])): Promise<RepairResult[]> =>
  repairLake(lake, await diagnose(lake), 'now', read)

const of = <T extends { table: string }>(results: readonly T[], table: string): T => {
  const found = results.find(result => result.table === table)
  if (found === undefined) throw new Error(`nothing is said of ${table}`)
  return found
}

const damagedIn = async (): Promise<Record<string, string[]>> =>
  Object.fromEntries(
    (await verifyLake(lake)).flatMap(({ table, verdict, problems }) =>
      verdict === 'damaged' ? [[table, problems]] : [],
    ),
  )

async function expectExact(): Promise<void> {
  for (const table of TABLES) await expectTruth({ sandbox, lake }, table)
  expect(await damagedIn()).toEqual({})
}

interface Damage {
  readonly what: string
  readonly damage: () => void
  /** The tables that verify finds damaged, and what it says. */
  readonly found: Readonly<Record<string, RegExp>>
  /** The tables that a run refuses; those that are not named it reads. */
  readonly refused: readonly string[]
  /** What the repair says it did; null: nothing but to mend the state. */
  readonly did: RegExp | null
}

const users = (tables: State['tables']): State['tables'][string] => {
  if (tables.users === undefined) throw new Error('no users')
  return tables.users
}

const DAMAGES: Damage[] = [
  {
    what: 'data files of every kind of table missing',
    damage: () => {
      for (const table of ['users', 'group_members', 'authorization_policy', 'application_owners'])
        rmSync(at(table, 'data.parquet'))
      rmSync(at('user_licenses'), { recursive: true })
      rmSync(at(DAY), { recursive: true })
    },
    found: Object.fromEntries(TABLES.map(table => [table, /^\S+\/data\.parquet is missing$/])),
    refused: TABLES,
    did: /^it was read whole$/,
  },
  {
    what: 'data files truncated, emptied, and of another table',
    damage: () => {
      truncateSync(at('users', 'data.parquet'), 900)
      truncateSync(at(DAY, 'data.parquet'), 0)
      copyFileSync(at('users', 'data.parquet'), at('group_members', 'data.parquet'))
    },
    found: {
      users: /has 900 bytes, not \d+$/,
      sign_ins: /has 0 bytes, not \d+$/,
      group_members: /has \d+ bytes, not \d+$/,
    },
    refused: ['users', 'user_licenses', 'sign_ins', 'group_members'],
    did: /^\S+\/data\.parquet was set aside as _aside\/now\/\S+\/data\.parquet$/,
  },
  {
    what: 'files that were moved',
    damage: () => {
      renameSync(at('users', 'data.parquet'), at('users', 'copy.parquet'))
      renameSync(at(DAY), at('sign_ins/date=2026-10-01'))
    },
    found: {
      users: /is missing; users\/copy\.parquet is not this lake's/,
      sign_ins: /19\/data\.parquet is missing; sign_ins\/date=2026-10-01\/data\.parquet is not this lake's/,
    },
    refused: ['users', 'user_licenses', 'sign_ins'],
    did: /^(users\/copy|sign_ins\/date=2026-10-01\/data)\.parquet was put back as \S+\/data\.parquet$/,
  },
  {
    what: 'files that nobody counted',
    damage: () => {
      copyFileSync(at('users', 'data.parquet'), at('users', 'old.parquet'))
      mkdirSync(at('sign_ins', 'x', 'y'), { recursive: true })
      copyFileSync(at(DAY, 'data.parquet'), at('sign_ins', 'x', 'y', 'data.parquet'))
      cpSync(at('users'), at('groups'), { recursive: true })
      const last = nthChange('user_licenses', 1)
      copyFileSync(last, join(dirname(last), '000099.parquet'))
    },
    found: {
      users: /users\/old\.parquet is not this lake's/,
      sign_ins: /sign_ins\/x\/y\/data\.parquet is not this lake's/,
      groups: /groups\/data\.parquet is not this lake's/,
      user_licenses: /000099\.parquet is not this lake's, but would be read as changes/,
    },
    refused: [],
    did: /^\S+ was set aside as _aside\/now\/\S+$/,
  },
  {
    what: 'state.json with another hash',
    damage: () =>
      editState(({ tables }) => {
        for (const facts of Object.values(users(tables).files)) facts.sha256 = '0'.repeat(64)
      }),
    found: { users: /was changed since it was written$/ },
    // A run that has nothing to write into a file does not read it either.
    refused: [],
    did: /^it was read whole$/,
  },
  {
    what: 'state.json with other rows and another key',
    damage: () =>
      editState(({ tables }) => {
        for (const facts of Object.values(users(tables).files)) facts.rows += 7
        if (tables.group_members !== undefined) tables.group_members.rows = 5
        if (tables.user_licenses !== undefined) tables.user_licenses.key = ['skuId']
      }),
    found: {
      users: /has \d+ rows, not \d+$/,
      group_members: /^state\.json counts 5 rows of group_members, and \d+ in its files$/,
      user_licenses: /^state\.json says that skuId tells the rows of user_licenses apart, not userId/,
    },
    refused: [],
    did: null,
  },
  {
    what: 'state.json with a file of another table, and times that contradict one another',
    damage: () =>
      editState(({ tables, streams }) => {
        Object.assign(users(tables).files, tables.group_members?.files)
        const cursor = streams.sign_ins?.cursor
        if (cursor?.kind === 'window') cursor.finalUntil = '2027-11-20T00:00:00.000Z'
      }),
    found: {
      users: /counts group_members\/data\.parquet as a file of users, which it is not$/,
      sign_ins: /^state\.json contradicts itself about sign_ins: read from .* final until 2027/,
    },
    refused: [],
    did: /^it was read whole$/,
  },
]

describe.each(DAMAGES)('$what', ({ damage, found, refused, did }) => {
  test('is found, and nothing is touched', async () => {
    damage()
    const before = filesIn(lake)
    const results = await damagedIn()
    expect(Object.keys(results).sort()).toEqual(Object.keys(found).sort())
    for (const [table, words] of Object.entries(found)) expect(results[table]?.join('; ')).toMatch(words)
    expect(filesIn(lake)).toEqual(before)
  })

  test('is refused by a run, or read over', async () => {
    damage()
    const report = await extract()
    for (const { table, verdict, reason } of report.tables) {
      const isRefused = refused.includes(table)
      expect([table, verdict]).toEqual([table, isRefused ? 'failed' : 'complete'])
      if (isRefused)
        expect(reason).toMatch(/^\S+ (is missing|is not as this tool left it): .*entra-extract reset/)
    }
    expect(report.exitCode).toBe(refused.length > 0 ? 1 : 0)
  })

  test('is repaired', async () => {
    damage()
    const results = await repair()
    for (const { table, repaired, verdict, found: was, notes } of results) {
      const words = found[table]
      expect([table, verdict, repaired]).toEqual([table, 'ok', words === undefined ? null : true])
      if (words === undefined) continue
      expect(was.join('; ')).toMatch(words)
      if (did === null) expect(notes).toEqual([])
      else expect(notes).toContainEqual(expect.stringMatching(did))
    }
    for (const table of TABLES) await expectTruth({ sandbox, lake }, table)
  })
})

describe('state.json', () => {
  const expectRefused = async (words: RegExp): Promise<void> => {
    const before = filesIn(lake)
    for (const use of [verifyLake, diagnose, reset, () => extract()]) {
      const refused = use(lake)
      await expect(refused).rejects.toThrow(StateError)
      await expect(refused).rejects.toMatchObject({ exitCode: 2, message: expect.stringMatching(words) })
    }
    expect(filesIn(lake)).toEqual(before)
  }

  test('cut short anywhere is refused by everything, and nothing is touched', async () => {
    const text = readFileSync(at('state.json'))
    for (let part = 0; part < 40; part++) {
      writeFileSync(at('state.json'), text.subarray(0, Math.floor((text.length * part) / 40)))
      await expectRefused(/state\.json is damaged .*restore it from a backup, or move the whole folder away/)
    }
  })

  test.each([
    ['a field that nobody knows', (state: State) => ({ ...state, more: 1 })],
    ['a field less', ({ pending: _, ...state }: State) => state],
    [
      'a cursor of no kind',
      (state: State) => ({ ...state, streams: { users: { ...state.streams.users, cursor: { kind: 'x' } } } }),
    ],
    ['a file outside', (state: State) => ({ ...state, pending: [{ do: 'remove', path: '../..' }] })],
    ['zeros, as after a power cut', () => '\0'.repeat(4096)],
  ])('with %s is refused by everything', async (_, edit) => {
    const edited = edit(stateOf(lake))
    writeFileSync(at('state.json'), typeof edited === 'string' ? edited : JSON.stringify(edited))
    await expectRefused(/state\.json is damaged/)
  })

  test('with any bit flipped is refused, or verify and the next run end in a verdict', async () => {
    const text = readFileSync(at('state.json'))
    let refused = 0
    for (let seed = 1; seed <= 60; seed++) {
      const bytes = Buffer.from(text)
      const position = Math.floor((text.length * (seed * 7919)) % text.length)
      bytes[position] = (bytes[position] ?? 0) ^ (1 << (seed % 8))
      writeFileSync(at('state.json'), bytes)
      const verdicts = await verifyLake(lake).catch((error: unknown) => error)
      if (verdicts instanceof StateError) refused++
      else expect(verdicts, `seed ${seed}`).toBeInstanceOf(Array)
    }
    expect(refused).toBeGreaterThan(10)
  })
})

describe('changes', () => {
  const TWO = (): string => nthChange('users', 2)
  test.each<[string, () => void, RegExp]>([
    ['missing in the middle', () => rmSync(TWO()), /^changes\/users lacks the number 2$/],
    ['missing at the end', () => rmSync(nthChange('users', 3)), /^changes\/users lacks the number 3$/],
    [
      'all missing',
      () => rmSync(at('changes', 'users'), { recursive: true }),
      /^changes\/users lacks the number 3$/,
    ],
    ['truncated', () => truncateSync(TWO(), 200), /^changes\/users\/\S+2\.parquet cannot be read \(/],
    [
      'flipped in the footer',
      () => flip(TWO(), readFileSync(TWO()).length - 6),
      /2\.parquet cannot be read \(/,
    ],
    [
      'of another table',
      () => copyFileSync(nthChange('user_licenses', 1), TWO()),
      /is not a file of changes of users$/,
    ],
    [
      'copied over another',
      () => copyFileSync(nthChange('users', 1), TWO()),
      /000002\.parquet holds the same as \S+000001\.parquet$/,
    ],
    [
      'of the data',
      () => copyFileSync(at('users', 'data.parquet'), TWO()),
      /000002\.parquet cannot be read \(/,
    ],
  ])('%s are found; what they said Graph does not know', async (_, damage, words) => {
    damage()
    expect(await damagedIn()).toEqual({ users: [expect.stringMatching(words)] })
    const unasked = () => Promise.reject(new Error('nothing has to be read'))
    const users = of(await repair(unasked), 'users')
    expect(users).toMatchObject({ verdict: 'damaged', repaired: false })
    expect(users.notes).toContainEqual(
      expect.stringMatching(/restore changes\/users from a backup, or remove its older files/),
    )
    await expectTruth({ sandbox, lake }, 'users')
  })

  test('may be removed from the oldest on', async () => {
    rmSync(nthChange('users', 1))
    expect(await damagedIn()).toEqual({})
    rmSync(nthChange('users', 2))
    expect(await damagedIn()).toEqual({})
  })
})

describe('a lake without', () => {
  test.each([
    ['runs/', 'runs'],
    ['_work/', '_work'],
  ])('%s is whole, and goes on', async (_, folder) => {
    rmSync(at(folder), { recursive: true })
    await expectExact()
    expect((await extract()).exitCode).toBe(0)
    await expectExact()
    expect(existsSync(at(folder))).toBe(true)
  })

  test('its state is refused by verify, reset and repair, which say what to do', async () => {
    rmSync(at('state.json'))
    const before = filesIn(lake)
    for (const use of [verifyLake, diagnose, reset]) {
      await expect(use(lake)).rejects.toMatchObject({
        exitCode: 2,
        message: expect.stringMatching(
          /holds tables \(\w+\), but its state\.json is gone: restore it from a backup, or move/,
        ),
      })
    }
    expect(filesIn(lake)).toEqual(before)
    rmSync(lake, { recursive: true })
    await expect(verifyLake(lake)).rejects.toThrow(/There is no lake in/)
  })
})

describe('an interrupted run', () => {
  test('whose rows are lost or cut short is told by verify, and read again', async () => {
    const fail = { status: 500, code: 'Down', message: 'down' }
    sandbox.faults.add({ match: '/users/delta', after: 1, times: Number.POSITIVE_INFINITY, fail })
    const spool = ['_work', 'users', 'spool.ndjson']
    await resetTables(lake, ['users'])
    const deps = { retryBudgetMs: 1_000, commitPolicy: { bytes: 0, ms: 0 } }
    expect((await extractFrom(sandbox, { out: lake, tables: ['users'] }, deps)).exitCode).toBe(1)
    sandbox.faults.clear()
    expect(of(await verifyLake(lake), 'users')).toMatchObject({ verdict: 'ok', notes: [] })
    appendFileSync(at(...spool), 'half a li')
    expect(of(await verifyLake(lake), 'users')).toMatchObject({ verdict: 'ok', notes: [] })
    truncateSync(at(...spool), 10)
    expect(of(await verifyLake(lake), 'users')).toMatchObject({
      verdict: 'ok',
      notes: ['what an interrupted run had read of it is lost; the next run reads that again'],
    })
    expect((await extract()).exitCode).toBe(0)
    await expectExact()
  })
})

describe('a repair', () => {
  const lost = (table: string) => ({
    verdict: 'damaged',
    problems: [expect.stringMatching(`^${table}/\\S* is missing$`)],
  })

  test('that Graph refuses leaves the table damaged, says why, and can be had again', async () => {
    truncateSync(at('users', 'data.parquet'), 900)
    rmSync(at(DAY), { recursive: true })
    const fail = { status: 403, code: 'Authorization_RequestDenied', message: 'No.' }
    for (const match of ['/users/delta', '/auditLogs/signIns'])
      sandbox.faults.add({ match, times: Number.POSITIVE_INFINITY, fail })
    const results = await repair()
    for (const table of ['users', 'sign_ins']) {
      expect(of(results, table)).toMatchObject({ ...lost(table), repaired: false })
      expect(of(results, table).notes).toContainEqual(
        expect.stringMatching(/^it could not be read whole \(skipped: .*Read\.All/),
      )
      expect(of(await verifyLake(lake), table)).toMatchObject(lost(table))
    }
    sandbox.faults.clear()
    for (const { repaired } of await repair()) expect(repaired).not.toBe(false)
    await expectExact()
  })

  test('that is broken off leaves the table damaged', async () => {
    rmSync(at('group_members', 'data.parquet'))
    await expect(repair(() => Promise.reject(new Error('the network is gone')))).rejects.toThrow(
      'the network is gone',
    )
    expect(of(await verifyLake(lake), 'group_members')).toMatchObject(lost('group_members'))
    await repair()
    await expectExact()
  })

  test('of which nothing is left but a forgotten file says that it is to be read again', async () => {
    rmSync(at('users', 'data.parquet'))
    await resetTables(lake, ['users'])
    expect(of(await verifyLake(lake), 'users')).toMatchObject({
      verdict: 'damaged',
      problems: [expect.stringMatching(/to be read again$/)],
    })
    expect(of(await repair(), 'users')).toMatchObject({ repaired: true })
    await expectExact()
  })

  test('touches nothing of a whole lake', async () => {
    const before = filesIn(lake)
    for (const { repaired, notes } of await repair(() => Promise.reject(new Error('nothing is to be read'))))
      expect([repaired, notes]).toEqual([null, []])
    expect(filesIn(lake)).toEqual(before)
  })

  test('says which events Graph no longer keeps', async () => {
    const forgetful = await startSandbox({
      users: 20,
      now: NOON,
      quotas: 'off',
      activity: 0.1,
      retentionDays: 2,
    })
    const out = join(newFolder(), 'lake')
    const read = () =>
      extractFrom(forgetful, { out, tables: ['sign_ins'], since: { backMs: 2 * 86_400_000 } })
    try {
      expect((await read()).exitCode).toBe(0)
      forgetful.advance({ days: 2 })
      expect((await read()).exitCode).toBe(0)
      const facts = Object.entries(stateOf(out).tables.sign_ins?.files ?? {}).filter(([path]) =>
        /11-19|11-20/.test(path),
      )
      for (const [path] of facts) rmSync(join(out, path))
      const { notes, repaired } = of(await repairLake(out, await diagnose(out), 'now', read), 'sign_ins')
      expect(repaired).toBe(true)
      const [gone, part] = facts
      expect(notes).toContain(
        `${gone?.[1].rows} of the ${gone?.[1].rows} events of ${gone?.[0]} are lost, between ${gone?.[1].first} and ${gone?.[1].last}: Graph no longer keeps them`,
      )
      const kept = stateOf(out).tables.sign_ins?.files[part?.[0] ?? '']
      const missing = (part?.[1].rows ?? 0) - (kept?.rows ?? 0)
      expect(missing).toBeGreaterThan(0)
      expect(notes).toContainEqual(
        expect.stringMatching(
          `^${missing} of the ${part?.[1].rows} events of ${part?.[0]} are lost, between`,
        ),
      )
      expect((await verifyLake(out)).map(({ verdict }) => verdict)).toEqual(['ok'])
    } finally {
      await forgetful.close()
    }
  })
})
