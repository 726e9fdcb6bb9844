// What a tenant does in some days, each change told in a sentence, computed again from the rows of the lake.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ReportRig, startReportRig } from '../support/report-rig.ts'
import { by, textOf, unique } from './facts.ts'

const NAME = 'what-changed'

describe('what a tenant does in a day', () => {
  const ROLES = ['role_assignments', 'role_eligibility_schedule_instances']
  const REST = [
    ...[...ROLES, 'role_definitions', 'conditional_access_policies', 'domains', 'named_locations'],
    ...[
      'service_principal_app_role_assignments',
      'service_principal_credentials',
      'service_principals',
      'users',
    ],
  ]
  let day: ReportRig
  beforeAll(async () => {
    day = await startReportRig({ users: 40, now: new Date().toISOString() })
    await day.extract({ tables: REST })
    day.sandbox.advance({ days: 3 })
    await day.extract({ tables: REST })
    day.sandbox.advance({ days: 3 })
    await day.extract({ tables: REST })
  }, 60_000)
  afterAll(() => day.close())

  test('roles, policies and the rest of the tables', async () => {
    const rows = await day.rows(NAME, 'changes')
    const sentences = (table: string): string[] =>
      rows
        .filter(row => row.table === table)
        .map(row => textOf(row.sentence))
        .sort()
    const names = new Map(
      [...(await day.table('changes/users')), ...(await day.table('users'))].map(row => [
        row.id,
        row.displayName,
      ]),
    )
    for (const row of await day.table('service_principals')) names.set(row.id, row.displayName)
    const roles = by(await day.table('role_definitions'), 'id')
    const verbs: Record<string, Record<string, string>> = {
      role_assignments: { insert: 'received the role', delete: 'lost the role' },
      role_eligibility_schedule_instances: {
        ...{ insert: 'may activate the role', delete: 'may no longer activate the role' },
        update: 'has another eligibility for the role',
      },
    }
    for (const table of ROLES) {
      const expectedRows = (await day.table(`changes/${table}`)).map(row => {
        const scope = row.directoryScopeId ?? row.appScopeId ?? '/'
        const role = textOf(roles.get(textOf(row.roleDefinitionId))?.displayName)
        const who = textOf(names.get(row.principalId) ?? row.principalId)
        return `${who} ${verbs[table]?.[textOf(row._op)]} ${role}${scope === '/' ? '' : ` within ${textOf(scope)}`}`
      })
      expect(expectedRows.length).toBeGreaterThan(0)
      expect(sentences(table)).toEqual(expectedRows.sort())
    }
    for (const table of REST.filter(each => each !== 'role_definitions'))
      expect(sentences(table)).toHaveLength((await day.table(`changes/${table}`)).length)
    expect(sentences('conditional_access_policies').length).toBeGreaterThan(0)
    expect(rows.filter(row => row.sentence === null)).toEqual([])
    expect(unique(rows.filter(row => row.kind === 'update').map(row => row.changed === null))).toBe(2)
  })
})

test('a lake of users alone', async () => {
  const lean = await startReportRig({ users: 30 })
  try {
    await lean.extract({ tables: ['users'] })
    expect(await lean.rows(NAME, 'changes')).toEqual([])
    lean.sandbox.edit.updateUser(textOf([...lean.sandbox.truth('users')][0]?.id), { jobTitle: 'Other' })
    await lean.extract({ tables: ['users'] })
    expect(await lean.rows(NAME, 'counts')).toEqual([
      { table: 'users', inserted: 0, updated: 1, deleted: 0, objects: 1, audited: 0 },
    ])
  } finally {
    await lean.close()
  }
})
