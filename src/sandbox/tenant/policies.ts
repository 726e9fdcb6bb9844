import type { GraphObject } from '../api.ts'
import { guid, salt } from '../random.ts'
import { ALL_EMPLOYEES, EMERGENCY_ACCESS, PILOT } from './groups.ts'
import { builtInStrength } from './policies/built-in-strengths.ts'
import { agreementId, authenticationContextId, namedLocationId } from './policies/ids.ts'
import { daysBefore, groupId, type World } from './world.ts'

const POLICY = salt('policy')

interface Outline {
  readonly name: string
  readonly state?: 'disabled' | 'enabledForReportingButNotEnforced'
  readonly conditions?: GraphObject
  readonly users?: GraphObject
  readonly grant?: readonly string[]
  readonly termsOfUse?: readonly string[]
  /** The number of a built-in authentication strength. */
  readonly strength?: number
  readonly session?: GraphObject
}

export const LEGACY_BLOCK = 1
export const REPORT_ONLY = 5

const GRAPH_ADMIN_ROLES = ['62e90394-69f5-4237-9190-012177145e10', '194ae4cb-b126-40b2-bd5b-6091b380977d']

const external = {
  '@odata.type': '#microsoft.graph.conditionalAccessAllExternalTenants',
  membershipKind: 'all',
}

const SESSION_OUTLINE: Outline = {
  name: 'Sign-in frequency on unmanaged devices',
  conditions: {
    devices: {
      deviceFilter: {
        mode: 'exclude',
        rule: 'device.isCompliant -eq True -or device.trustType -eq "ServerAD"',
      },
    },
  },
  session: {
    signInFrequency: {
      value: 12,
      type: 'hours',
      authenticationType: 'primaryAndSecondaryAuthentication',
      frequencyInterval: 'timeBased',
      isEnabled: true,
    },
    persistentBrowser: { mode: 'never', isEnabled: true },
    cloudAppSecurity: { cloudAppSecurityType: 'monitorOnly', isEnabled: true },
    applicationEnforcedRestrictions: { isEnabled: true },
    secureSignInSession: { isEnabled: true },
    disableResilienceDefaults: true,
  },
}

const FLOW_OUTLINE: Outline = {
  name: 'Block device code flow',
  state: 'disabled',
  conditions: {
    authenticationFlows: { transferMethods: 'deviceCodeFlow,authenticationTransfer' },
    insiderRiskLevels: 'elevated',
    servicePrincipalRiskLevels: ['high'],
    clientApplications: {
      includeServicePrincipals: ['ServicePrincipalsInMyTenant'],
      excludeServicePrincipals: [],
      servicePrincipalFilter: {
        mode: 'include',
        rule: 'CustomSecurityAttribute.Engineering_Project -eq "Baker"',
      },
    },
    locations: { includeLocations: ['All'], excludeLocations: ['AllTrusted'] },
  },
  grant: ['block'],
}

function outlines(world: World): readonly Outline[] {
  return [...accessOutlines(world), SESSION_OUTLINE, FLOW_OUTLINE, ...placeOutlines(world)]
}

function accessOutlines(world: World): readonly Outline[] {
  return [
    { name: 'Require MFA for all users', grant: ['mfa'] },
    {
      name: 'Block legacy authentication',
      conditions: { clientAppTypes: ['exchangeActiveSync', 'other'] },
      grant: ['block'],
    },
    {
      name: 'Require MFA for administrators',
      users: { includeUsers: [], includeRoles: GRAPH_ADMIN_ROLES },
      grant: ['mfa'],
    },
    {
      name: 'Compliant device for staff',
      users: { includeUsers: [], includeGroups: [groupId(world, ALL_EMPLOYEES)] },
      conditions: { platforms: { includePlatforms: ['windows', 'macOS', 'linux'], excludePlatforms: [] } },
      grant: ['compliantDevice', 'domainJoinedDevice'],
    },
    {
      name: 'Guests: terms and MFA',
      users: {
        includeUsers: [],
        includeGuestsOrExternalUsers: {
          guestOrExternalUserTypes: 'b2bCollaborationGuest,otherExternalUser',
          externalTenants: external,
        },
      },
      grant: ['mfa'],
      termsOfUse: [agreementId(world, 0)],
    },
    {
      name: 'Pilot: risky sign-ins',
      state: 'enabledForReportingButNotEnforced',
      users: { includeUsers: [], includeGroups: [groupId(world, PILOT)] },
      conditions: { signInRiskLevels: ['high', 'medium'] },
      grant: ['riskRemediation'],
    },
  ]
}

function placeOutlines(world: World): readonly Outline[] {
  return [
    {
      name: 'Block countries without staff',
      conditions: {
        locations: { includeLocations: ['All'], excludeLocations: [namedLocationId(world, 0), 'AllTrusted'] },
      },
      grant: ['block'],
    },
    {
      name: 'Phishing-resistant MFA outside of the offices',
      users: { includeUsers: [], includeRoles: GRAPH_ADMIN_ROLES },
      conditions: {
        applications: {
          ...ALL_APPLICATIONS,
          includeApplications: [],
          includeAuthenticationContextClassReferences: [
            authenticationContextId(0),
            authenticationContextId(1),
          ],
        },
        locations: {
          includeLocations: ['All'],
          excludeLocations: [namedLocationId(world, 1), namedLocationId(world, 3)],
        },
      },
      grant: [],
      strength: 2,
    },
  ]
}

export const policyId = (world: World, index: number): string => guid(world.seed, POLICY, index)

/** The conditional access policies of the start. */
export function makePolicies(world: World): GraphObject[] {
  return outlines(world).map((outline, index) => ({
    id: policyId(world, index),
    deletedDateTime: null,
    templateId: index === 0 ? 'a3d0a415-b068-4326-9251-f9cdf9feeb64' : null,
    displayName: outline.name,
    description: index % 2 === 0 ? null : `${outline.name} (owner: security team)`,
    createdDateTime: `${daysBefore(world, 400 - index * 40).slice(0, 19)}.${1000001 + index * 997}Z`,
    modifiedDateTime: index % 3 === 0 ? null : daysBefore(world, 60 - index),
    state: outline.state ?? 'enabled',
    conditions: conditions(world, outline),
    grantControls: grantControls(outline),
    sessionControls: outline.session ?? null,
  }))
}

/** A strength is named together with what it stands for. */
function grantControls({ grant, termsOfUse = [], strength }: Outline): GraphObject | null {
  if (!grant) return null
  return {
    operator: 'OR',
    builtInControls: grant,
    customAuthenticationFactors: [],
    termsOfUse,
    authenticationStrength: strength === undefined ? null : builtInStrength(strength),
  }
}

const ALL_APPLICATIONS: GraphObject = {
  includeApplications: ['All'],
  excludeApplications: [],
  includeUserActions: [],
  includeAuthenticationContextClassReferences: [],
  applicationFilter: null,
}

function conditions(world: World, outline: Outline): GraphObject {
  return {
    applications: ALL_APPLICATIONS,
    authenticationFlows: null,
    clientApplications: null,
    clientAppTypes: ['all'],
    devices: null,
    insiderRiskLevels: null,
    locations: null,
    platforms: null,
    servicePrincipalRiskLevels: [],
    signInRiskLevels: [],
    userRiskLevels: [],
    users: {
      includeUsers: ['All'],
      excludeUsers: [],
      includeGroups: [],
      excludeGroups: [groupId(world, EMERGENCY_ACCESS)],
      includeRoles: [],
      excludeRoles: [],
      includeGuestsOrExternalUsers: null,
      excludeGuestsOrExternalUsers: null,
      ...outline.users,
    },
    ...outline.conditions,
  }
}

export function makeAuthorizationPolicy(): GraphObject {
  return {
    id: 'authorizationPolicy',
    deletedDateTime: null,
    description: 'Used to manage authorization related settings across the company.',
    displayName: 'Authorization Policy',
    allowedToSignUpEmailBasedSubscriptions: true,
    allowedToUseSSPR: true,
    allowEmailVerifiedUsersToJoinOrganization: false,
    allowInvitesFrom: 'adminsAndGuestInviters',
    allowUserConsentForRiskyApps: false,
    blockMsolPowerShell: true,
    defaultUserRolePermissions: {
      allowedToCreateApps: false,
      allowedToCreateSecurityGroups: true,
      allowedToCreateTenants: false,
      allowedToReadBitlockerKeysForOwnedDevice: true,
      allowedToReadOtherUsers: true,
      permissionGrantPoliciesAssigned: ['ManagePermissionGrantsForSelf.microsoft-user-default-low'],
    },
    guestUserRoleId: '10dae51f-b6af-4016-8d66-8c2a99b929b3',
  }
}
