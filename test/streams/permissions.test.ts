import { describe, expect, it } from 'vitest'
import { defaultTables, findTable, type NamedTable, tables } from '../../src/streams/index.ts'
import {
  lackingFor,
  leastPermissions,
  metBy,
  needsOf,
  optionalPermissions,
  SIGN_IN_KINDS,
  type SignInKind,
  widerThan,
} from '../../src/streams/permissions.ts'

const named = (...names: string[]): NamedTable[] => names.map(findTable)
const least = (chosen: readonly NamedTable[], as: SignInKind = 'application'): string[] =>
  leastPermissions(chosen, as).map(({ permission }) => permission)
const definition = (name: string) => findTable(name).stream.definition

describe('the least set', () => {
  it('is what the one table names', () => {
    expect(least(named('users'))).toEqual(['User.Read.All'])
    expect(least(named('user_sign_in_activity'))).toEqual(['AuditLog.Read.All', 'User.Read.All'])
    expect(least([])).toEqual([])
  })

  it('leaves out what another member covers', () => {
    expect(least(named('groups', 'group_members'))).toEqual(['Group.Read.All'])
    expect(least(named('users', 'groups', 'oauth2_permission_grants'))).toEqual(['Directory.Read.All'])
  })

  it('keeps what nothing covers at that path, though it is covered elsewhere', () => {
    expect(least(named('oauth2_permission_grants', 'applications'))).toEqual(['Directory.Read.All'])
    expect(least(named('oauth2_permission_grants', 'application_federated_credentials'))).toEqual([
      'Application.Read.All',
      'Directory.Read.All',
    ])
  })

  it('keeps a permission that stands in for another one, though a third covers it', () => {
    const chosen = named('oauth2_permission_grants', 'role_assignments', 'role_assignment_schedules')
    const kept = least(chosen)
    expect(kept).toContain('Directory.Read.All')
    expect(kept).toHaveLength(2)
  })

  it.each(SIGN_IN_KINDS)('suffices for every table and has no member too many (%s)', as => {
    for (const chosen of [defaultTables(), [...tables.values()]]) {
      const set = new Set(least(chosen, as))
      const needs = chosen.flatMap(({ stream }) => needsOf(stream.definition, as))
      expect(needs.filter(need => metBy(need, as, set) === null)).toEqual([])
      for (const member of set) {
        const others = new Set([...set].filter(other => other !== member))
        expect(
          needs.some(need => metBy(need, as, others) === null),
          member,
        ).toBe(true)
      }
    }
  })

  it('says which tables a permission is for, those of narrower ones included', () => {
    const [directory] = leastPermissions(named('users', 'oauth2_permission_grants'), 'application')
    expect(directory?.needs.map(({ table }) => table)).toEqual(['users', 'oauth2_permission_grants'])
  })
})

describe('coverage', () => {
  it('reads only: what covers is the same or more, never a basic form', () => {
    for (const { stream } of tables.values()) {
      for (const as of SIGN_IN_KINDS) {
        for (const need of needsOf(stream.definition, as)) {
          const wider = widerThan(need, as)
          expect(wider).not.toContain(need.permission)
          expect(new Set(wider).size).toBe(wider.length)
          for (const name of wider) expect(name).not.toMatch(/ReadBasic/)
        }
      }
    }
  })

  it('lets a directory reader read users and groups, but not logs', () => {
    const reader = new Set(['Directory.Read.All'])
    expect(lackingFor(definition('users'), 'application', reader)).toEqual([])
    expect(lackingFor(definition('group_members'), 'delegated', reader)).toEqual([])
    expect(lackingFor(definition('sign_ins'), 'application', reader)).toEqual(['AuditLog.Read.All'])
    expect(lackingFor(definition('user_sign_in_activity'), 'application', reader)).toEqual([
      'AuditLog.Read.All',
    ])
  })

  it('differs between an application and a person', () => {
    const policies = new Set(['Policy.Read.All'])
    expect(lackingFor(definition('device_registration_policy'), 'delegated', policies)).toEqual([])
    expect(lackingFor(definition('device_registration_policy'), 'application', policies)).toEqual([
      'Policy.Read.DeviceConfiguration',
    ])
  })

  it('depends on the path', () => {
    const reader = new Set(['Directory.Read.All'])
    expect(lackingFor(definition('applications'), 'application', reader)).toEqual([])
    expect(lackingFor(definition('devices'), 'application', reader)).toEqual(['Device.Read.All'])
  })
})

describe('optional permissions', () => {
  it('name the columns and the rows that they are for', () => {
    expect(optionalPermissions(named('users', 'group_members'))).toEqual([
      {
        permission: 'User-LifeCycleInfo.Read.All',
        alternatives: ['User-LifeCycleInfo.Read.All'],
        purposes: ['users.employeeLeaveDateTime'],
      },
      {
        permission: 'Member.Read.Hidden',
        alternatives: ['Member.Read.Hidden'],
        purposes: ['group_members: the members of groups with hidden membership'],
      },
    ])
  })

  it('are one where tables share it', () => {
    const logs = optionalPermissions(named('sign_ins', 'sign_ins_non_interactive'))
    expect(logs).toHaveLength(1)
    expect(logs[0]?.purposes).toEqual([
      'sign_ins.appliedConditionalAccessPolicies',
      'sign_ins_non_interactive.appliedConditionalAccessPolicies',
    ])
  })
})
