// Forgetting over the sandbox: nothing of a person is left in any byte, and everybody else is as before.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { verifyLake } from '../../src/extract/verify.ts'
import { tables } from '../../src/streams/index.ts'
import { type GraphObject, keyText } from '../support/expected-rows.ts'
import { bytesBelow, filesThatSay, forgetIn, identifiersOf } from '../support/forgetting.ts'
import { type Row, readTable } from '../support/parquet-rows.ts'
import { type Rig, replay, sorted, startRig, stateOf, tableOf } from '../support/rig.ts'

let rig: Rig
beforeEach(async () => {
  rig = await startRig({ users: 24, activity: 0.1 })
})
afterEach(() => rig.close())

const usersOf = (): GraphObject[] => [...rig.sandbox.truth('users')] as GraphObject[]

const damaged = async (): Promise<string[]> =>
  (await verifyLake(rig.lake)).flatMap(({ problems }) => problems)

/** Two persons with much to their names, from different ends of the directory. */
function somePersons(): GraphObject[] {
  const [first] = [...rig.sandbox.truth('sign_ins')] as GraphObject[]
  const second = usersOf().find(user => user.userType === 'Guest')
  const one = usersOf().find(user => user.id === first?.userId)
  if (one === undefined || second === undefined) throw new Error('the tenant has nobody like that')
  return [one, second]
}

async function everyTable(): Promise<Map<string, Row[]>> {
  const all = new Map<string, Row[]>()
  for (const name of Object.keys(stateOf(rig.lake).tables)) all.set(name, await readTable(rig.lake, name))
  return all
}

const names = (row: Row, texts: readonly string[]): boolean => {
  const text = JSON.stringify(row).toLowerCase()
  return texts.some(each => text.includes(each))
}

describe('two persons, in every table there is', () => {
  test('leave nothing behind, and nobody else changes', { timeout: 300_000 }, async () => {
    const all = { tables: [...tables.keys()], owners: somePersons().map(({ id }) => String(id)) }
    await rig.extract(all)
    const persons = somePersons()
    const [one] = persons
    const old = identifiersOf(rig.sandbox, one ?? {})
    rig.sandbox.edit.updateUser(String(one?.id), {
      displayName: 'Ada Newname',
      mail: 'ada.new@contoso.example',
    })
    rig.sandbox.edit.setManager(String(usersOf()[7]?.id), String(one?.id))
    rig.sandbox.advance({ days: 1 })
    await rig.extract(all)

    const texts = [
      ...new Set([
        ...old,
        'Ada Newname',
        'ada.new@contoso.example',
        ...persons.flatMap(each => identifiersOf(rig.sandbox, each)),
      ]),
    ].map(text => text.toLowerCase())
    expect((await filesThatSay(rig.lake, texts)).length).toBeGreaterThan(40)
    const before = await everyTable()

    const receipt = await forgetIn(
      rig.lake,
      persons.map(({ id }) => String(id).toUpperCase()),
    )
    expect(await filesThatSay(rig.lake, texts)).toEqual([])
    expect(await damaged()).toEqual([])

    const after = await everyTable()
    const lost = new Set((before.get('sign_ins') ?? []).filter(row => names(row, texts)).map(({ id }) => id))
    expect(lost.size).toBeGreaterThan(0)
    const partsOfLost = (some: readonly Row[] | undefined): unknown[] =>
      (some ?? []).filter(({ signInId }) => lost.has(signInId))
    expect(partsOfLost(before.get('sign_in_conditional_access'))).not.toEqual([])
    expect(partsOfLost(after.get('sign_in_conditional_access'))).toEqual([])
    for (const [name, rows] of before) {
      const definition = tables.get(name)?.definition
      if (definition === undefined) throw new Error(name)
      const now = new Map((after.get(name) ?? []).map(row => [keyText(definition, row), row]))
      const told = receipt.tables.find(({ table }) => table === name)
      expect([name, now.size]).toEqual([name, rows.length - (told?.rowsDeleted ?? 0)])
      for (const row of rows)
        if (!names(row, texts) && !lost.has(row.signInId))
          expect(now.get(keyText(definition, row))).toEqual(row)
      const order = (some: readonly Row[]) =>
        some.map(row => keyText(definition, row)).filter(key => now.has(key))
      if (tables.get(name)?.stream.definition.kind === 'window')
        expect(order(after.get(name) ?? [])).toEqual(order(rows))
    }
    const report = await rig.extract({
      tables: ['users', 'user_managers', 'groups', 'group_members', 'sign_ins'],
    })
    expect(report.tables.filter(({ verdict }) => verdict === 'failed')).toEqual([])
    expect(await damaged()).toEqual([])
  })

  test('have a receipt that does not name them', async () => {
    await rig.extract({ tables: ['users', 'user_licenses', 'sign_ins'] })
    const [one] = somePersons()
    const id = String(one?.id)
    const stranger = '00000000-0000-4000-8000-000000000000'
    const receipt = await forgetIn(rig.lake, [id, stranger])
    const digest = (text: string): string => createHash('sha256').update(text).digest('hex')
    expect(receipt.persons).toEqual([
      { id, idSha256: digest(id), rows: expect.any(Number), inTenant: true },
      { id: stranger, idSha256: digest(stranger), rows: 0, inTenant: false },
    ])
    expect(receipt.notes.join('\n')).toMatch(/1 of 2 ids are nowhere[\s\S]*delete them there first/)
    const kept = readFileSync(join(rig.lake, receipt.receipt ?? ''), 'utf8')
    expect(receipt.receipt).toMatch(/^runs\/[\dT-]+Z-forget\.json$/)
    expect(JSON.parse(kept)).toEqual({
      ...receipt,
      persons: receipt.persons.map(({ id: _, ...rest }) => rest),
    })
    expect(kept).not.toContain(id)
    for (const { files } of receipt.tables)
      for (const { path, after } of files) {
        const bytes = after === null ? null : readFileSync(join(rig.lake, path))
        if (bytes !== null) expect(createHash('sha256').update(bytes).digest('hex')).toBe(after)
      }
    const again = await forgetIn(rig.lake, [id])
    expect(again.tables).toEqual([])
    expect(again.receipt).not.toBe(receipt.receipt)
  })
})

/** The first image of a table as it is after the forgetting. */
function firstImage(table: string, rows: readonly Row[], id: string): Row[] {
  const key = tables.get(table)?.definition.key ?? []
  return rows
    .filter(row => !key.some(column => row[column] === id))
    .map(row => JSON.parse(JSON.stringify(row).replaceAll(id, 'forgotten')) as Row)
}

const HISTORY = ['users', 'user_licenses', 'group_members', 'user_managers', 'user_registration_details']

test('a day that loses all its events loses its file, and the next run goes on', async () => {
  await rig.extract({ tables: ['sign_ins'] })
  const rows = await readTable(rig.lake, 'sign_ins')
  const ids = [...new Set(rows.map(({ userId }) => String(userId)))].filter(id => /[1-9]/.test(id))
  const days = Object.keys(stateOf(rig.lake).tables.sign_ins?.files ?? {})
  expect(days.length).toBeGreaterThan(1)
  const receipt = await forgetIn(rig.lake, ids)
  expect(receipt.tables).toMatchObject([{ table: 'sign_ins', rowsRewritten: 0 }])
  const left = Object.keys(stateOf(rig.lake).tables.sign_ins?.files ?? {})
  expect(await readTable(rig.lake, 'sign_ins')).toEqual(
    rows.filter(({ userId }) => !ids.includes(String(userId))),
  )
  expect(receipt.tables[0]?.files.filter(({ after }) => after === null).map(({ path }) => path)).toEqual(
    days.filter(day => !left.includes(day)),
  )
  expect(left.length).toBeLessThan(days.length)
  expect(await damaged()).toEqual([])
  rig.sandbox.advance({ days: 1 })
  expect(tableOf(await rig.extract({ tables: ['sign_ins'] }), 'sign_ins').verdict).toBe('complete')
  expect(await damaged()).toEqual([])
})

describe('history', () => {
  test('still leads to the tables of today, and goes on', { timeout: 120_000 }, async () => {
    const { edit } = rig.sandbox
    const [boss, other, third] = usersOf().map(({ id }) => String(id))
    if (boss === undefined || other === undefined || third === undefined) throw new Error('too few')
    await rig.extract({ tables: HISTORY })
    const first = await everyTable()
    const day = async (change: () => void) => {
      change()
      rig.sandbox.advance({ days: 1 })
      await rig.extract({ tables: HISTORY })
    }
    await day(() => {
      edit.setManager(third, boss)
      edit.updateUser(boss, { jobTitle: 'Head of Everything' })
      edit.addGroup({ displayName: 'x' })
    })
    await day(() => {
      edit.setManager(third, other)
      edit.updateUser(boss, { userPrincipalName: 'renamed@contoso.example' })
    })
    await forgetIn(rig.lake, [boss])
    expect(await filesThatSay(rig.lake, [boss, 'renamed@contoso.example', 'Head of Everything'])).toEqual([])
    const check = async () => {
      expect(await damaged()).toEqual([])
      for (const table of HISTORY) {
        const definition = tables.get(table)?.definition
        if (definition === undefined) throw new Error(table)
        const image = firstImage(table, first.get(table) ?? [], boss)
        expect(await replay(rig.lake, table, image), table).toEqual(
          sorted(definition, await readTable(rig.lake, table)),
        )
      }
    }
    await check()
    rig.sandbox.advance({ days: 1 })
    edit.removeUser(boss, 'deleted')
    const report = await rig.extract({ tables: HISTORY })
    expect(report.tables.map(({ verdict }) => verdict)).toEqual(HISTORY.map(() => 'complete'))
    expect(await filesThatSay(rig.lake, [boss])).toEqual([])
    await check()
  })

  test('of a person who is still there begins anew with what changes', async () => {
    await rig.extract({ tables: ['users'] })
    const id = String(usersOf()[3]?.id)
    await forgetIn(rig.lake, [id])
    expect(tableOf(await rig.extract({ tables: ['users'] }), 'users')).toMatchObject({
      inserted: 0,
      deleted: 0,
    })
    rig.sandbox.edit.updateUser(id, { jobTitle: 'Back again' })
    expect(tableOf(await rig.extract({ tables: ['users'] }), 'users')).toMatchObject({ inserted: 1 })
  })

  test('may lose all that a file of changes had', async () => {
    await rig.extract({ tables: ['users'] })
    const id = String(usersOf()[3]?.id)
    for (const jobTitle of ['a', 'b', 'c']) {
      rig.sandbox.edit.updateUser(id, { jobTitle })
      await rig.extract({ tables: ['users'] })
    }
    const receipt = await forgetIn(rig.lake, [id])
    expect(receipt.tables).toMatchObject([{ table: 'users', rowsDeleted: 1, changesDeleted: 3 }])
    expect(await damaged()).toEqual([])
    rig.sandbox.edit.addUser()
    await rig.extract({ tables: ['users'] })
    expect(await damaged()).toEqual([])
  })
})

describe('names', () => {
  test('that were given to somebody else are left to them', async () => {
    const { edit } = rig.sandbox
    const mail = 'sales.lead@contoso.example'
    const former = edit.addUser({
      mail,
      userPrincipalName: mail,
      displayName: 'Former Lead',
      proxyAddresses: [`SMTP:${mail}`],
    })
    const manager = String(usersOf()[2]?.id)
    edit.setManager(manager, former)
    await rig.extract({ tables: ['users', 'user_managers'] })
    edit.updateUser(former, { mail: null, userPrincipalName: 'gone@contoso.example', proxyAddresses: [] })
    const heir = edit.addUser({ mail, userPrincipalName: mail, displayName: 'New Lead' })
    await rig.extract({ tables: ['users', 'user_managers'] })
    const heirs = async () => (await readTable(rig.lake, 'users')).filter(row => row.id === heir)
    const before = await heirs()
    edit.updateUser(former, { mail: 'gone@contoso.example' })
    await rig.extract({ tables: ['users'] })
    await forgetIn(rig.lake, [former])
    expect(before).toHaveLength(1)
    expect(await heirs()).toEqual(before)
    expect(await filesThatSay(rig.lake, [former, 'gone@contoso.example', 'Former Lead'])).toEqual([])
    const edges = await readTable(rig.lake, 'user_managers')
    expect(edges.find(({ userId }) => userId === manager)).toMatchObject({ id: 'forgotten' })
  })

  test('in reports of runs and in the state go too', async () => {
    const [user] = usersOf()
    const id = String(user?.id)
    await rig.extract({ tables: ['users'] })
    rig.sandbox.edit.raw('users', JSON.stringify({ ...user, accountEnabled: 'maybe' }))
    const report = await rig.extract({ tables: ['users'] })
    expect(tableOf(report, 'users')).toMatchObject({ verdict: 'failed', reason: expect.stringContaining(id) })
    const receipt = await forgetIn(rig.lake, [id])
    expect(receipt.reportsRewritten).toEqual([`runs/${report.runId}.json`])
    expect(await filesThatSay(rig.lake, [id])).toEqual([])
    const kept = JSON.parse(readFileSync(join(rig.lake, 'runs', `${report.runId}.json`), 'utf8'))
    expect(kept).toMatchObject({
      runId: report.runId,
      tables: [{ reason: expect.stringContaining('forgotten') }],
    })
  })
})

describe('a dry run', () => {
  test('says the same, and changes no byte', async () => {
    const all = { tables: ['users', 'user_licenses', 'sign_ins', 'directory_audits'] }
    await rig.extract(all)
    rig.sandbox.advance({ days: 1 })
    await rig.extract(all)
    const ids = somePersons().map(({ id }) => String(id))
    const before = bytesBelow(rig.lake)
    const dry = await forgetIn(rig.lake, ids, { dryRun: true })
    expect(bytesBelow(rig.lake)).toEqual(before)
    expect(dry.receipt).toBeNull()
    const wet = await forgetIn(rig.lake, ids)
    const counts = ({ tables: some }: typeof dry) =>
      some.map(({ files, ...rest }) => ({
        ...rest,
        files: files.map(({ path, before: old }) => [path, old]),
      }))
    // A later file of changes is written anew only because an earlier one is.
    expect(counts(dry)).toEqual(counts(wet))
  })
})
