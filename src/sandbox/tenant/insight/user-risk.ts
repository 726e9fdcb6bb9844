import type { GraphObject } from '../../api.ts'
import { salt } from '../../random.ts'
import type { Resource } from '../../server/resource.ts'
import type { Tenant } from '../tenant.ts'
import { userId } from '../world.ts'
import {
  type Detection,
  detectionRow,
  detections,
  protection,
  type Risk,
  type RiskKind,
  readers,
  risks,
  time,
} from './risk.ts'

const KIND: RiskKind = {
  name: salt('riskDetection'),
  type: 'riskDetection',
  everyHours: 12,
  subjects: ({ world }) => Math.min(world.users, 60),
  events: [
    'unfamiliarFeatures',
    'anonymizedIPAddress',
    'leakedCredentials',
    'maliciousIPAddress',
    'impossibleTravel',
    'passwordSpray',
  ],
  outcomes: [
    ['remediated', 'userPerformedSecuredPasswordReset'],
    ['remediated', 'userPassedMFADrivenByRiskBasedPolicy'],
    ['dismissed', 'adminDismissedAllRiskForUser'],
    ['remediated', 'userChangedPasswordOnPremises'],
    ['confirmedCompromised', 'adminConfirmedUserCompromised'],
    ['confirmedSafe', 'aiConfirmedSigninSafe'],
  ],
}

function* detectionRows(tenant: Tenant): Generator<GraphObject> {
  const names = new Map<number, GraphObject>()
  for (const found of detections(tenant, KIND)) {
    const known = names.get(found.subject) ?? nameOf(tenant, found.subject)
    names.set(found.subject, known)
    yield detectionOf(tenant, found, known)
  }
}

function detectionOf(tenant: Tenant, found: Detection, name: GraphObject): GraphObject {
  const row = detectionRow(tenant, KIND, found)
  const activity = row.location === null ? 'user' : 'signin'
  return { ...row, activity, userId: userId(tenant.world, found.subject), ...name }
}

/** A user that is gone for good has no name any more. */
function nameOf(tenant: Tenant, subject: number): GraphObject {
  const entry = tenant.users.find(userId(tenant.world, subject))
  if (!entry || entry.removed === 'deleted') return { userDisplayName: null, userPrincipalName: null }
  const { displayName, userPrincipalName } = entry.row
  return { userDisplayName: displayName, userPrincipalName }
}

function riskyUser(tenant: Tenant, { subject, updatedAt, level, state, detail }: Risk): GraphObject {
  const id = userId(tenant.world, subject)
  return {
    id,
    isDeleted: tenant.users.find(id)?.removed !== undefined,
    isProcessing: subject % 9 === 0 ? null : tenant.now - updatedAt < 3_600_000,
    riskLevel: level,
    riskState: state,
    riskDetail: detail,
    riskLastUpdatedDateTime: time(updatedAt, subject * 7),
    ...nameOf(tenant, subject),
  }
}

export const userRisks: readonly Resource[] = [
  {
    ...protection,
    ...readers('IdentityRiskyUser'),
    name: 'risky_users',
    path: '/identityProtection/riskyUsers',
    type: 'riskyUser',
    licence: { tier: 'p2', refusal: 'nonPremium' },
    options: ['$filter', '$select'],
    filterable: { riskLevel: ['eq'], riskState: ['eq'] },
    rows: tenant => risks(tenant, KIND).map(risk => riskyUser(tenant, risk)),
  },
  {
    ...protection,
    ...readers('IdentityRiskEvent'),
    name: 'risk_detections',
    path: '/identityProtection/riskDetections',
    type: 'riskDetection',
    licence: { tier: 'p1', refusal: 'nonPremium' },
    options: ['$filter', '$select'],
    filterable: {
      activityDateTime: ['ge', 'le'],
      detectedDateTime: ['ge', 'le'],
      lastUpdatedDateTime: ['ge', 'le'],
      riskLevel: ['eq'],
      riskState: ['eq'],
      userId: ['eq'],
    },
    rows: detectionRows,
  },
]
