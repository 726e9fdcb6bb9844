// What policies did to sign-ins and whom they leave out, computed from rows of a lake.
import type { Row } from '../support/parquet-rows.ts'
import { by, countOf, iso, listOf, part, type Tables, text } from './reading.ts'

/** Codes with which somebody is asked for something, or for nothing. */
const ASKED = new Set([0, 50055, 50074])
export const OUTCOMES = [
  'granted',
  'interrupted',
  'blocked',
  'wouldGrant',
  'wouldInterrupt',
  'wouldBlock',
] as const
type Outcome = (typeof OUTCOMES)[number]

/** All ids that groups lead to from these, themselves among them. */
export function reach(table: Tables, from: readonly string[]): Set<string> {
  const found = new Set<string>()
  const queue = [...from]
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (found.has(next)) continue
    found.add(next)
    queue.push(
      ...table('group_members')
        .filter(row => row.groupId === next)
        .map(row => text(row.id)),
    )
  }
  return found
}

const holdersOf = (table: Tables, role: string): Set<string> =>
  reach(
    table,
    table('role_assignments')
      .filter(row => row.roleDefinitionId === role)
      .map(row => text(row.principalId)),
  )

export interface Login {
  readonly row: Row
  readonly application: string
  readonly population: string
  readonly errorCode: number
  readonly isCovered: boolean | null
}

export function logins(table: Tables): Login[] {
  const users = by(table('users'), 'id')
  const admins = reach(
    table,
    table('role_assignments').map(row => text(row.principalId)),
  )
  return table('sign_ins').map(row => {
    const user = users.get(text(row.userId))
    const kind = user?.userType === 'Guest' ? 'guest' : 'member'
    const list = row.appliedConditionalAccessPolicies
    const isEnforced = listOf(list).some(
      one => part(one, 'result') === 'success' || part(one, 'result') === 'failure',
    )
    const status = row.conditionalAccessStatus
    return {
      ...{ row, application: text(row.appDisplayName), errorCode: Number(part(row, 'status', 'errorCode')) },
      population: user === undefined ? 'unknown' : admins.has(text(user.id)) ? 'admin' : kind,
      isCovered:
        list !== null
          ? isEnforced
          : status === 'success' || status === 'failure'
            ? true
            : status === 'notApplied'
              ? false
              : null,
    }
  })
}

export interface Result {
  readonly policyId: string
  readonly login: Login
  readonly outcome: Outcome
}

export function results(table: Tables): Result[] {
  const byId = new Map(logins(table).map(login => [login.row.id, login]))
  return table('sign_in_conditional_access').flatMap(row => {
    const login = byId.get(row.signInId)
    if (login === undefined) return []
    const outcomes: Readonly<Record<string, Outcome>> = {
      success: 'granted',
      failure: ASKED.has(login.errorCode) ? 'interrupted' : 'blocked',
      ...{
        reportOnlySuccess: 'wouldGrant',
        reportOnlyInterrupted: 'wouldInterrupt',
        reportOnlyFailure: 'wouldBlock',
      },
    }
    const outcome = outcomes[text(row.result)]
    return outcome === undefined ? [] : [{ policyId: text(row.id), login, outcome }]
  })
}

export const counts = (of: readonly Result[]): Record<Outcome, number> =>
  Object.fromEntries(
    OUTCOMES.map(outcome => [outcome, countOf(of, one => one.outcome === outcome)]),
  ) as Record<Outcome, number>

export const latest = (rows: readonly Row[]): string | null =>
  rows
    .map(row => text(iso(row.createdDateTime)))
    .sort()
    .at(-1) ?? null

/** What a policy asks for, as the sandbox and the staged ones have it. */
export function controlsOf(table: Tables, row: Row): string {
  const strength = part(row, 'grantControls', 'authenticationStrength', 'id')
  const name = table('authentication_strengths').find(one => one.id === strength)?.displayName ?? strength
  return [
    ...listOf(part(row, 'grantControls', 'builtInControls')),
    ...listOf(part(row, 'grantControls', 'customAuthenticationFactors')),
    ...(strength === null ? [] : [`strength ${name}`]),
    ...(listOf(part(row, 'grantControls', 'termsOfUse')).length > 0 ? ['terms of use'] : []),
    ...(row.sessionControls === null ? [] : ['session']),
  ].join(part(row, 'grantControls', 'operator') === 'AND' ? ' and ' : ' or ')
}

export function exclusionsOf(table: Tables, row: Row) {
  const ids = (...path: string[]): string[] => listOf(part(row, 'conditions', ...path)).map(text)
  const nameIn = (name: string, key: string, id: string, column = 'displayName'): string =>
    text(table(name).find(one => one[key] === id)?.[column] ?? id)
  const told = (kind: string, excluded: string, who: ReadonlySet<string> | null) => {
    const people = who === null ? null : table('users').filter(user => who.has(text(user.id)))
    return {
      ...{ policy: text(row.displayName), state: row.state, kind, excluded },
      people: people === null ? null : people.length,
      enabled: people === null ? null : countOf(people, user => user.accountEnabled === true),
      signIns:
        people === null
          ? null
          : countOf(table('sign_ins'), one => people.some(user => user.id === one.userId)),
    }
  }
  const guests = new Set(
    table('users')
      .filter(user => user.userType === 'Guest')
      .map(user => text(user.id)),
  )
  const types = part(row, 'conditions', 'users', 'excludeGuestsOrExternalUsers', 'guestOrExternalUserTypes')
  const isOldStyle = ids('users', 'excludeUsers').includes('GuestsOrExternalUsers')
  const filter = part(row, 'conditions', 'devices', 'deviceFilter')
  return [
    ...ids('users', 'excludeUsers')
      .filter(id => id !== 'GuestsOrExternalUsers')
      .map(id => told('user', nameIn('users', 'id', id, 'userPrincipalName'), new Set([id]))),
    ...ids('users', 'excludeGroups').map(id => told('group', nameIn('groups', 'id', id), reach(table, [id]))),
    ...ids('users', 'excludeRoles').map(id =>
      told('role', nameIn('role_definitions', 'id', id), holdersOf(table, id)),
    ),
    ...(types !== null || isOldStyle ? [told('guests', text(types ?? 'all'), guests)] : []),
    ...ids('applications', 'excludeApplications').map(id =>
      told('application', nameIn('service_principals', 'appId', id), null),
    ),
    ...ids('locations', 'excludeLocations').map(id =>
      told('location', nameIn('named_locations', 'id', id), null),
    ),
    ...ids('platforms', 'excludePlatforms').map(id => told('platform', id, null)),
    ...(part(filter, 'mode') === 'exclude' ? [told('devices', text(part(filter, 'rule')), null)] : []),
  ]
}
