// A tenant that people join, over three runs of a lake, and what is to be said of each of them.

import { staticToken } from '../../src/auth/static-token.ts'
import type { Row } from '../support/parquet-rows.ts'
import type { ReportRig } from '../support/report-rig.ts'
import { hastyClock } from '../support/rig.ts'
import { text } from './reading.ts'

const TABLES = [
  'users',
  'user_licenses',
  'groups',
  'group_members',
  'deleted_users',
  'directory_audits',
  'user_registration_details',
  'user_sign_in_activity',
  'sign_ins',
  'sign_ins_non_interactive',
]

export type Certainty = 'exact' | 'at the latest' | 'not yet' | 'unknown'
/** ISO time with microseconds or null, certainty, source or null. */
export type Told = readonly [at: string | null, certainty: Certainty, source: string | null]

export interface Joiner {
  /** As HR writes name and number. */
  readonly hr: readonly [name: string, number: string, start: string]
  readonly upn: string | null
  readonly employeeId: string | null
  readonly account: 'enabled' | 'disabled' | 'deleted' | 'none'
  /** account, licence, group, mfa, sign-in */
  readonly steps: readonly [Told, Told, Told, Told, Told]
}

/** The tenant's time, and that of the last run. */
export const RUN_3 = '2026-11-22T12:00:00Z'

const E3 = '05e9a617-0261-4cee-bb44-138d3ef5d965'
const micros = (time: string): string =>
  time.replace(/([.]\d+)?Z$/, (_, rest = '.000') => `${String(rest).padEnd(7, '0')}Z`)
const NEVER: Told = [null, 'not yet', null]
const UNKNOWN: Told = [null, 'unknown', null]
const told = (time: string, certainty: Certainty, source: string): Told => [micros(time), certainty, source]

/** A run at a time of its own: the tenant's clock stands still, and nothing happens in it but what is done here. */
async function runAt(rig: ReportRig, time: string): Promise<void> {
  const clock = { ...hastyClock, now: () => Date.parse(time) }
  const tokens = staticToken(rig.sandbox.token({ expiresInSeconds: 30 * 86_400 }), Date.now)
  const { exitCode } = await rig.extract({ tables: TABLES, lookbackMs: 3 * 86_400_000 }, { clock, tokens })
  if (exitCode !== 0) throw new Error(`the run at ${time} ended with ${exitCode}`)
}

function hire(rig: ReportRig, name: string, createdDateTime: string, more: Row = {}): string {
  return rig.sandbox.edit.addUser({
    userPrincipalName: `${name}@contoso.example`,
    employeeId: `N-${name}`,
    employeeHireDate: undefined,
    userType: 'Member',
    accountEnabled: true,
    isResourceAccount: false,
    createdDateTime,
    assignedLicenses: [],
    assignedPlans: [],
    signInActivity: undefined,
    ...more,
  })
}

const planned = (assignedDateTime: string): Row => ({
  assignedLicenses: [{ skuId: E3, disabledPlans: [] }],
  assignedPlans: [
    { assignedDateTime, capabilityStatus: 'Enabled', service: 'exchange', servicePlanId: 'plan' },
  ],
})

/** What registration details say of these people, in the runs from now on. */
function register(rig: ReportRig, details: Readonly<Record<string, Row | null>>): void {
  rig.sandbox.faults.clear()
  rig.sandbox.faults.add({
    match: '/userRegistrationDetails',
    times: Number.POSITIVE_INFINITY,
    replace: original => {
      const body: { value: Row[] } = JSON.parse(original.toString())
      const others = body.value.filter(row => details[text(row.id)] === undefined)
      const own = Object.entries(details).flatMap(([id, row]) =>
        row === null ? [] : [{ id, methodsRegistered: [], ...row }],
      )
      return JSON.stringify({ ...body, value: [...others, ...own] })
    },
  })
}

/** Runs on the 20th, the 21st and the 22nd at noon; each person is a case of its own. */
export async function joinAll(rig: ReportRig): Promise<readonly Joiner[]> {
  const { edit, truth } = rig.sandbox
  const [group] = [...truth('groups')].filter(
    row => row.membershipRule === null || row.membershipRule === undefined,
  )
  const groupId = text(group?.id)
  const early = hire(rig, 'early', '2026-11-01T08:00:00Z', planned('2026-11-02T10:00:00.5Z'))
  edit.addMember(groupId, early)
  const off = hire(rig, 'off', '2026-11-03T08:00:00Z', {
    accountEnabled: false,
    ...planned('2020-01-01T00:00:00Z'),
  })
  const second = hire(rig, 'second', '2026-11-05T08:00:00Z', { employeeId: 'N-twice' })
  const first = hire(rig, 'first', '2026-11-04T08:00:00Z', { employeeId: 'N-twice' })
  const mfa = (isMfaRegistered: boolean, lastUpdatedDateTime: string) => ({
    isMfaRegistered,
    isMfaCapable: isMfaRegistered,
    lastUpdatedDateTime,
  })
  hire(rig, 'unnamed', '2026-09-15T08:00:00Z')
  hire(rig, 'room', '2026-11-15T08:00:00Z', { isResourceAccount: true })
  hire(rig, 'guest', '2026-11-15T08:00:00Z', { userType: 'Guest' })
  const before = {
    [early]: mfa(false, '2026-11-10T00:00:00Z'),
    [off]: null,
    [first]: mfa(false, '2026-11-06T00:00:00Z'),
    [second]: mfa(true, '2026-11-06T00:00:00Z'),
  }
  register(rig, before)
  await runAt(rig, '2026-11-20T12:00:00Z')

  const audited = hire(rig, 'audited', '2026-11-20T13:00:00Z')
  const audit = (id: string, activityDisplayName: string, activityDateTime: string, result = 'success') =>
    edit.addEvent('directory_audits', {
      activityDisplayName,
      activityDateTime,
      result,
      targetResources: [{ id, type: 'User' }],
    })
  audit(audited, 'Change user license', '2026-11-20T13:30:00Z', 'failure')
  audit(audited, 'Change user license', '2026-11-20T14:00:00Z')
  audit(audited, 'Add member to group', '2026-11-20T15:00:00Z')
  audit(audited, 'User registered security info', '2026-11-20T16:00:00Z')
  const signIn = (
    kind: 'sign_ins' | 'sign_ins_non_interactive',
    userId: string,
    createdDateTime: string,
    errorCode = 0,
  ) => edit.addEvent(kind, { userId, createdDateTime, status: { errorCode, failureReason: 'Other.' } })
  signIn('sign_ins', audited, '2026-11-20T16:30:00Z', 50126)
  signIn('sign_ins', audited, '2026-11-20T17:00:00Z')
  signIn('sign_ins_non_interactive', early, '2026-11-20T18:00:00Z')
  edit.updateUser(off, { signInActivity: { lastSuccessfulSignInDateTime: '2026-11-12T00:00:00Z' } })
  const after = {
    ...before,
    [early]: mfa(false, '2026-11-20T00:00:00Z'),
    [audited]: mfa(true, '2026-11-20T17:30:00Z'),
  }
  register(rig, after)
  await runAt(rig, '2026-11-21T12:00:00Z')

  edit.updateUser(second, planned('2026-11-22T09:00:00Z'))
  edit.addMember(groupId, second)
  edit.removeUser(hire(rig, 'gone', '2026-11-01T09:00:00Z'), 'changed')
  register(rig, { ...after, [early]: mfa(true, '2026-11-23T00:00:00Z') })
  await runAt(rig, RUN_3)
  return [
    {
      hr: ['Early@Contoso.example', '', '2026-11-02'],
      upn: 'early@contoso.example',
      employeeId: 'N-early',
      account: 'enabled',
      steps: [
        told('2026-11-01T08:00:00Z', 'exact', 'createdDateTime'),
        told('2026-11-02T10:00:00.5Z', 'at the latest', 'assignedPlans'),
        UNKNOWN,
        told(RUN_3, 'at the latest', 'changes_user_registration_details'),
        told('2026-11-20T18:00:00Z', 'at the latest', 'sign_ins_non_interactive'),
      ],
    },
    {
      hr: ['', 'N-off', '2026-11-02'],
      upn: 'off@contoso.example',
      employeeId: 'N-off',
      account: 'disabled',
      steps: [
        told('2026-11-03T08:00:00Z', 'exact', 'createdDateTime'),
        UNKNOWN,
        NEVER,
        UNKNOWN,
        told('2026-11-12T00:00:00Z', 'at the latest', 'user_sign_in_activity'),
      ],
    },
    {
      hr: ['second@contoso.example', 'N-twice', '2026-11-10'],
      upn: 'second@contoso.example',
      employeeId: 'N-twice',
      account: 'enabled',
      steps: [
        told('2026-11-05T08:00:00Z', 'exact', 'createdDateTime'),
        told('2026-11-22T09:00:00Z', 'at the latest', 'assignedPlans'),
        told(RUN_3, 'at the latest', 'changes_group_members'),
        told('2026-11-06T00:00:00Z', 'at the latest', 'user_registration_details'),
        NEVER,
      ],
    },
    {
      hr: ['', 'N-twice', '2026-11-11'],
      upn: 'first@contoso.example',
      employeeId: 'N-twice',
      account: 'enabled',
      steps: [told('2026-11-04T08:00:00Z', 'exact', 'createdDateTime'), NEVER, NEVER, NEVER, NEVER],
    },
    {
      hr: ['gone@contoso.example', '', '2026-11-03'],
      upn: 'gone@contoso.example',
      employeeId: 'N-gone',
      account: 'deleted',
      steps: [told('2026-11-01T09:00:00Z', 'exact', 'createdDateTime'), UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN],
    },
    {
      hr: ['audited@contoso.example', '', '2026-11-19'],
      upn: 'audited@contoso.example',
      employeeId: 'N-audited',
      account: 'enabled',
      steps: [
        told('2026-11-20T13:00:00Z', 'exact', 'createdDateTime'),
        told('2026-11-20T14:00:00Z', 'exact', 'directory_audits'),
        told('2026-11-20T15:00:00Z', 'exact', 'directory_audits'),
        told('2026-11-20T16:00:00Z', 'exact', 'directory_audits'),
        told('2026-11-20T17:00:00Z', 'exact', 'sign_ins'),
      ],
    },
    {
      hr: ['', 'N-nobody', '2026-11-30'],
      upn: null,
      employeeId: 'N-nobody',
      account: 'none',
      steps: [NEVER, NEVER, NEVER, NEVER, NEVER],
    },
  ]
}
