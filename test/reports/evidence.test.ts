import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Row } from '../support/parquet-rows.ts'
import { type AnswerRow, objectsOf, type ReportRig, startReportRig } from '../support/report-rig.ts'
import {
  AS_OF,
  CANONICAL,
  expectedFigures,
  expectedTables,
  expectedWhole,
  type Holder,
  holdersOf,
  LOGS,
  readAll,
} from './evidence-world.ts'
import { at, by, groupsOf, scripts, sorted, textOf, timeOf } from './facts.ts'

const NAME = 'evidence'

const NEEDED = ['users', 'role_assignments', 'role_definitions']

function expectedRoles(tables: Record<string, Row[]>): AnswerRow[] {
  const names = by(tables.role_definitions ?? [], 'id')
  const [users, principals] = ['users', 'service_principals'].map(name => by(tables[name] ?? [], 'id'))
  const rows = groupsOf(holdersOf(tables), holder => [holder.role]).map(group => {
    const id = group[0]?.role ?? ''
    const count = (is: (holder: Holder) => boolean | undefined): number => group.filter(is).length
    return {
      id,
      role: textOf(names.get(id)?.displayName ?? id),
      users: count(holder => holder.isActive && users?.has(holder.id)),
      usersThroughGroups: count(holder => holder.isActive && users?.has(holder.id) && !holder.isDirect),
      servicePrincipals: count(holder => holder.isActive && principals?.has(holder.id)),
      eligible: count(holder => !holder.isActive && (users?.has(holder.id) || principals?.has(holder.id))),
    }
  })
  return sorted(rows, row => [-row.users, -row.eligible, row.role, row.id]).map(({ id, ...row }) => row)
}

let rig: ReportRig
let tables: Record<string, Row[]>

beforeAll(async () => {
  rig = await startReportRig({ users: 60, now: '2026-11-20T12:00:00Z' })
  const { edit } = rig.sandbox
  edit.raw(
    'servicePrincipals',
    JSON.stringify({ id: 'outside', appId: 'foreign', appOwnerOrganizationId: 'other', displayName: 'Ünit' }),
  )
  const wanted = [...Object.keys(CANONICAL), ...Object.keys(LOGS)]
  await rig.extract({ tables: wanted })
  rig.sandbox.advance({ days: 1 })
  await rig.extract({ tables: wanted })
  tables = await readAll(rig.lake)
}, 60_000)
afterAll(() => rig.close())

describe('what an answer says', () => {
  test.each([30, 400])('figures, with credentials of %i days', async days => {
    const rows = await rig.rows(NAME, 'figures', { days }, AS_OF)
    expect(rows.map(row => row.value)).toEqual(expectedFigures(tables, days))
    expect(rows.filter(row => row.value === 0).length).toBeLessThan(rows.length / 4)
  })

  test('roles, policies, tables and the fingerprint', async () => {
    const answer = await rig.answer(NAME, {}, AS_OF)
    expect(objectsOf(answer, 'roles')).toEqual(expectedRoles(tables))
    const states = ['enabled', 'enabledForReportingButNotEnforced', 'disabled']
    const policies = sorted(tables.conditional_access_policies ?? [], row => [
      ...[states.indexOf(textOf(row.state)), textOf(row.displayName), textOf(row.id)],
    ])
    expect(objectsOf(answer, 'policies')).toEqual(
      policies.map(row => ({
        ...{ displayName: row.displayName, state: row.state, id: row.id },
        grantControls: at(row, 'grantControls.builtInControls'),
        createdDateTime: timeOf(row.createdDateTime),
        modifiedDateTime: timeOf(row.modifiedDateTime),
      })),
    )
    const listed = objectsOf(answer, 'tables')
    expect(listed).toEqual(expectedTables(tables))
    expect(listed).toHaveLength(Object.keys(CANONICAL).length + Object.keys(LOGS).length)
    expect(objectsOf(answer, 'fingerprint')).toEqual(expectedWhole(listed, rig.sandbox.tenantId))
  })
})

describe('the fingerprint', () => {
  const fingerprint = async () => (await rig.rows(NAME, 'fingerprint', {}, AS_OF))[0]

  test('is the same for a copy of the lake, and at another time', async () => {
    const first = await fingerprint()
    const copy = mkdtempSync(join(tmpdir(), 'entra-copy-'))
    cpSync(rig.lake, copy, { recursive: true })
    const other = await readAll(copy)
    expect(expectedWhole(expectedTables(other), rig.sandbox.tenantId)).toEqual([first])
    expect((await rig.rows(NAME, 'fingerprint', {}, '2027-01-01T00:00:00.000Z'))[0]).toEqual(first)
    rmSync(copy, { recursive: true, force: true })
  })

  test('changes with a value that figures come from, and its rows with any other', async () => {
    const [first, second] = [...rig.sandbox.truth('users')].map(user => textOf(user.id))
    const before = await fingerprint()
    rig.sandbox.edit.updateUser(textOf(first), { jobTitle: 'Auditor of something new' })
    await rig.extract({ tables: ['users'] })
    const between = await fingerprint()
    expect(between?.figuresSha256).toBe(before?.figuresSha256)
    expect(between?.rowsSha256).not.toBe(before?.rowsSha256)
    rig.sandbox.edit.updateUser(textOf(second), { userPrincipalName: 'renamed@contoso.example' })
    await rig.extract({ tables: ['users'] })
    const after = await fingerprint()
    expect(after?.figuresSha256).not.toBe(before?.figuresSha256)
    expect(after?.rowsSha256).not.toBe(between?.rowsSha256)
  })
})

test('what was not read is unknown, not none', async () => {
  const lean = await startReportRig({ users: 30 })
  try {
    await lean.extract({ tables: NEEDED })
    const answer = await lean.answer(NAME, {}, AS_OF)
    const known = objectsOf(answer, 'figures').filter(row => row.value !== null)
    expect(new Set(known.map(row => row.area))).toEqual(new Set(['people', 'roles']))
    expect(objectsOf(answer, 'tables').map(row => row.table)).toEqual([...NEEDED].sort())
    expect(objectsOf(answer, 'fingerprint')[0]).toMatchObject({ tables: 3 })
  } finally {
    await lean.close()
  }
})

test('BigQuery has the same sections', () => {
  const { sections, bigquery } = scripts(NAME)
  expect(bigquery).toEqual(sections)
})
