import type { GraphObject } from '../../api.ts'
import { salt } from '../../random.ts'
import type { Resource } from '../../server/resource.ts'
import type { Tenant } from '../tenant.ts'
import { workload } from '../workloads.ts'
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
  name: salt('servicePrincipalRiskDetection'),
  type: 'servicePrincipalRiskDetection',
  everyHours: 18,
  subjects: ({ world }) => Math.min(world.applications, 40),
  events: [
    'suspiciousSignins',
    'leakedCredentials',
    'anomalousServicePrincipalActivity',
    'investigationsThreatIntelligence',
    'maliciousApplication',
  ],
  outcomes: [
    ['dismissed', 'adminDismissedAllRiskForServicePrincipal'],
    ['confirmedCompromised', 'adminConfirmedServicePrincipalCompromised'],
  ],
}

function detectionOf(tenant: Tenant, found: Detection): GraphObject {
  const { appId, displayName, servicePrincipalId, credentials } = workload(tenant.world, found.subject)
  return {
    ...detectionRow(tenant, KIND, found),
    activity: 'servicePrincipal',
    appId,
    servicePrincipalId,
    servicePrincipalDisplayName: displayName,
    keyIds: credentials.map(({ keyId }) => keyId).slice(0, found.dice % 3),
  }
}

function riskyPrincipal(tenant: Tenant, risk: Risk): GraphObject {
  const { subject, updatedAt, level, state, detail } = risk
  const { appId, displayName, servicePrincipalId } = workload(tenant.world, subject)
  return {
    id: servicePrincipalId,
    appId,
    displayName,
    servicePrincipalType: 'Application',
    isEnabled: tenant.servicePrincipals.find(servicePrincipalId)?.row.accountEnabled === true,
    isProcessing: subject % 7 === 0 ? null : false,
    riskLevel: level,
    riskState: state,
    riskDetail: detail,
    riskLastUpdatedDateTime: time(updatedAt, subject * 7),
  }
}

export const workloadRisks: readonly Resource[] = [
  {
    ...protection,
    ...readers('IdentityRiskyServicePrincipal'),
    name: 'risky_service_principals',
    path: '/identityProtection/riskyServicePrincipals',
    type: 'riskyServicePrincipal',
    licence: { tier: 'governance', refusal: 'nonPremium' },
    options: ['$count', '$filter', '$select'],
    filterable: { riskLastUpdatedDateTime: ['eq'], riskLevel: ['eq'] },
    rows: tenant => risks(tenant, KIND).map(risk => riskyPrincipal(tenant, risk)),
  },
  {
    ...protection,
    ...readers('IdentityRiskEvent'),
    name: 'service_principal_risk_detections',
    path: '/identityProtection/servicePrincipalRiskDetections',
    type: 'servicePrincipalRiskDetection',
    licence: { tier: 'governance', refusal: 'nonPremium' },
    options: ['$filter', '$select'],
    filterable: { requestId: ['eq'], servicePrincipalId: ['eq'] },
    rows: tenant => detections(tenant, KIND).map(found => detectionOf(tenant, found)),
  },
]
