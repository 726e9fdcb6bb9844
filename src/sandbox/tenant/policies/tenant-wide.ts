// Policies of which a tenant has one each.
import type { GraphObject } from '../../api.ts'
import type { Resource } from '../../server/resource.ts'
import { PILOT } from '../groups.ts'
import type { Tenant } from '../tenant.ts'
import { groupId, userId } from '../world.ts'
import { READ_POLICIES, single } from './outlines.ts'
import { daysPassed } from './turnover.ts'

const DEVICES = ['Policy.Read.DeviceConfiguration']
const CONSENT = [...READ_POLICIES, 'Directory.Read.All']

/** Security defaults and conditional access exclude each other. */
function securityDefaults(tenant: Tenant): GraphObject {
  return {
    id: '00000000-0000-0000-0000-000000000005',
    deletedDateTime: null,
    displayName: 'Security Defaults',
    description: `Off, since ${tenant.policies.length} conditional access policies do more.`,
    isEnabled: false,
  }
}

const flows = (tenant: Tenant): GraphObject => ({
  id: 'authenticationFlowsPolicy',
  displayName: 'Authentication flows policy',
  description: 'Whether guests may sign up by themselves.',
  selfServiceSignUp: { isEnabled: daysPassed(tenant) % 2 === 1 },
})

/** Without an id, as Graph sends it. */
function adminConsent(tenant: Tenant): GraphObject {
  const { world } = tenant
  const day = daysPassed(tenant)
  const reviewer = (query: string): GraphObject => ({ query, queryRoot: null, queryType: 'MicrosoftGraph' })
  return {
    isEnabled: true,
    notifyReviewers: true,
    remindersEnabled: day % 2 === 0,
    requestDurationInDays: 30,
    version: day,
    reviewers: [
      reviewer(`/users/${userId(world, 0)}`),
      reviewer(`/groups/${groupId(world, PILOT)}/transitiveMembers/microsoft.graph.user`),
    ],
  }
}

function deviceRegistration(tenant: Tenant): GraphObject {
  const { world } = tenant
  const membership = (type: string, own: GraphObject = {}): GraphObject => ({
    '@odata.type': `#microsoft.graph.${type}DeviceRegistrationMembership`,
    ...own,
  })
  return {
    id: 'deviceRegistrationPolicy',
    displayName: 'Device Registration Policy',
    description: 'Tenant-wide policy that manages initial provisioning controls.',
    userDeviceQuota: 50 + (daysPassed(tenant) % 10),
    multiFactorAuthConfiguration: 'required',
    azureADRegistration: { isAdminConfigurable: false, allowedToRegister: membership('all') },
    azureADJoin: {
      isAdminConfigurable: true,
      allowedToJoin: membership('enumerated', { groups: [groupId(world, PILOT)], users: [userId(world, 2)] }),
      localAdmins: { enableGlobalAdmins: true, registeringUsers: membership('no') },
    },
    localAdminPassword: { isEnabled: true },
  }
}

const reportSettings = ({ world }: Tenant): GraphObject => ({ displayConcealedNames: world.concealNames })

export const tenantWideResources: readonly Resource[] = [
  single({
    name: 'security_defaults_policy',
    path: '/policies/identitySecurityDefaultsEnforcementPolicy',
    type: 'identitySecurityDefaultsEnforcementPolicy',
    row: securityDefaults,
  }),
  single({
    name: 'authentication_flows_policy',
    path: '/policies/authenticationFlowsPolicy',
    type: 'authenticationFlowsPolicy',
    missingIn: ['usgov', 'usgov-dod'],
    row: flows,
  }),
  single({
    name: 'admin_consent_request_policy',
    path: '/policies/adminConsentRequestPolicy',
    type: 'adminConsentRequestPolicy',
    application: CONSENT,
    delegated: CONSENT,
    row: adminConsent,
  }),
  single({
    name: 'device_registration_policy',
    path: '/policies/deviceRegistrationPolicy',
    type: 'deviceRegistrationPolicy',
    application: DEVICES,
    delegated: [...DEVICES, ...READ_POLICIES],
    options: [],
    row: deviceRegistration,
  }),
  single({
    name: 'report_settings',
    path: '/admin/reportSettings',
    type: 'adminReportSettings',
    application: ['ReportSettings.Read.All', 'ReportSettings.ReadWrite.All'],
    delegated: ['ReportSettings.Read.All', 'ReportSettings.ReadWrite.All'],
    missingIn: ['usgov', 'usgov-dod', 'china'],
    row: reportSettings,
  }),
]
