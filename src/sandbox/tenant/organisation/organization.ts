import type { GraphObject } from '../../api.ts'
import { directorySchema } from '../../schema/index.ts'
import type { Resource } from '../../server/resource.ts'
import { licenceProperties, SKUS } from '../licences.ts'
import { COUNTRIES, DOMAIN } from '../names.ts'
import { daysPassed, instant } from '../policies/turnover.ts'
import type { Tenant } from '../tenant.ts'
import { daysBefore } from '../world.ts'
import { verifiedDomains } from './domains.ts'

/** The tenant itself; it was synchronised from its premises within the hour. */
export function organizationRow(tenant: Tenant): GraphObject {
  const { world } = tenant
  const [home] = COUNTRIES
  const created = daysBefore(world, 3000)
  const { assignedPlans, provisionedPlans } = licenceProperties(SKUS, created, null)
  return {
    id: world.tenantId,
    deletedDateTime: null,
    assignedPlans,
    provisionedPlans,
    businessPhones: ['+49 89 555 0100'],
    city: home.city,
    country: home.name,
    countryLetterCode: home.code,
    createdDateTime: created,
    defaultUsageLocation: home.code,
    displayName: 'Contoso',
    marketingNotificationEmails: [`marketing@${DOMAIN}`],
    mobileDeviceManagementAuthority: 'intune',
    onPremisesLastSyncDateTime: instant(world, daysPassed(tenant) - 0.02, 15),
    onPremisesSyncEnabled: true,
    partnerTenantType: 'breadthPartnerDelegatedAdmin',
    postalCode: '80331',
    preferredLanguage: home.language.slice(0, 2),
    privacyProfile: {
      contactEmail: `privacy@${DOMAIN}`,
      statementUrl: `https://${DOMAIN}/privacy`,
    },
    securityComplianceNotificationMails: [`security@${DOMAIN}`],
    securityComplianceNotificationPhones: ['+49 89 555 0199'],
    state: home.state,
    street: 'Marienplatz 1, "Haus B"',
    technicalNotificationMails: [`it@${DOMAIN}`],
    tenantType: 'AAD',
    verifiedDomains: verifiedDomains(tenant),
  }
}

const READERS = ['Organization.Read.All', 'Organization.ReadWrite.All', 'Directory.Read.All', 'User.Read.All']

export const organizationResource: Resource = {
  name: 'organization',
  path: '/organization',
  versions: ['v1.0', 'beta'],
  kind: 'list',
  schema: directorySchema,
  type: 'organization',
  family: 'directory',
  application: READERS,
  delegated: ['User.Read', ...READERS],
  paging: 'none',
  options: ['$select'],
  rows: tenant => [organizationRow(tenant)],
}
