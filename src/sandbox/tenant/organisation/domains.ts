import type { GraphObject } from '../../api.ts'
import { guid, pick, salt } from '../../random.ts'
import { organisationSchema } from '../../schema/organisation.ts'
import type { Resource } from '../../server/resource.ts'
import { DOMAIN, INITIAL_DOMAIN } from '../names.ts'
import { type Place, turnover } from '../policies/turnover.ts'
import type { Tenant } from '../tenant.ts'
import { daysBefore, type World } from '../world.ts'

const DOMAINS = salt('domains')
const FEDERATION = salt('domainFederation')

const LASTING_DOMAINS = 8

/** The first two are the tenant's own; later ones are of subsidiaries, or are still to be verified. */
function nameOf(index: number): string {
  if (index === 0) return DOMAIN
  if (index === 1) return INITIAL_DOMAIN
  return index < LASTING_DOMAINS ? `subsidiary${index}.${DOMAIN}` : `new${index}.example`
}

const isFederated = (index: number): boolean => index > 1 && index < LASTING_DOMAINS && index % 2 === 0

const isVerified = (index: number): boolean => index < LASTING_DOMAINS

function domain(place: Place): GraphObject {
  const { index, edits, created } = place
  const operation = pick(['ForceDelete', 'Verification'], index)
  return {
    id: nameOf(index),
    authenticationType: isFederated(index) ? 'Federated' : 'Managed',
    availabilityStatus: index % 4 === 3 ? 'AvailableImmediately' : null,
    isAdminManaged: index !== 5,
    isDefault: index === 0,
    isInitial: index === 1,
    isRoot: index < 2 || !isVerified(index),
    isVerified: isVerified(index),
    ...(index === 2 ? { manufacturer: 'Fabrikam', model: 'DNS-2' } : { manufacturer: null }),
    passwordNotificationWindowInDays: isFederated(index) ? null : 14 + edits,
    passwordValidityPeriodInDays: isFederated(index) ? null : 2_147_483_647,
    state: index % 3 === 2 ? { status: 'Succeeded', operation, lastActionDateTime: created } : null,
    supportedServices: isVerified(index) ? ['Email', 'OfficeCommunicationsOnline'].slice(index % 3) : [],
  }
}

const places = (tenant: Tenant): Place[] => turnover(tenant, DOMAINS, LASTING_DOMAINS, 2)

export const domains = (tenant: Tenant): GraphObject[] => places(tenant).map(domain)

/** A domain as its organisation shows it. */
export function verifiedDomains(tenant: Tenant): GraphObject[] {
  return domains(tenant)
    .filter(row => row.isVerified === true)
    .map(row => ({
      capabilities: Array.isArray(row.supportedServices) ? row.supportedServices.join(', ') : null,
      isDefault: row.isDefault,
      isInitial: row.isInitial,
      name: row.id,
      type: row.authenticationType,
    }))
}

/** How a federated domain signs its people in; some of it was never set. */
function federation(world: World, { index, edits }: Place): GraphObject {
  const host = `https://sts.${nameOf(index)}`
  const every = <T>(n: number, value: T): T | null => (index % n === 0 ? value : null)
  return {
    id: guid(world.seed, FEDERATION, index),
    displayName: nameOf(index),
    issuerUri: `${host}/adfs/services/trust`,
    metadataExchangeUri: `${host}/adfs/services/trust/mex`,
    passiveSignInUri: `${host}/adfs/ls`,
    activeSignInUri: every(4, `${host}/adfs/services/trust/2005/usernamemixed`),
    signOutUri: `${host}/adfs/ls/signout?round=${edits}`,
    passwordResetUri: every(3, `${host}/reset`),
    preferredAuthenticationProtocol: index % 4 === 0 ? 'wsFed' : 'saml',
    promptLoginBehavior: every(4, 'nativeSupport'),
    federatedIdpMfaBehavior: every(3, 'enforceMfaByFederatedIdp'),
    isSignedAuthenticationRequestRequired: every(4, true),
    signingCertificate: certificate(world, index, 'current'),
    nextSigningCertificate: every(6, certificate(world, index, 'next')),
    signingCertificateUpdateStatus: every(4, {
      certificateUpdateResult: 'Success',
      lastRunDateTime: daysBefore(world, index),
    }),
  }
}

const certificate = (world: World, index: number, use: string): string =>
  Buffer.from(`${use} certificate ${index} of ${world.tenantId}`).toString('base64')

/** Undefined: no such domain; only federated ones have a configuration. */
function configurations(tenant: Tenant, name: string): GraphObject[] | undefined {
  const place = places(tenant).find(({ index }) => nameOf(index) === name)
  return place && (isFederated(place.index) ? [federation(tenant.world, place)] : [])
}

const READERS = ['Domain.Read.All', 'Domain.ReadWrite.All', 'Directory.Read.All']
const FEDERATION_READERS = ['Domain-InternalFederation.Read.All', 'Domain-InternalFederation.ReadWrite.All']

const COMMON = {
  versions: ['v1.0'],
  kind: 'list',
  schema: organisationSchema,
  family: 'directory',
  options: ['$select'],
} as const satisfies Partial<Resource>

export const domainResources: readonly Resource[] = [
  {
    ...COMMON,
    name: 'domains',
    path: '/domains',
    type: 'domain',
    application: READERS,
    delegated: READERS,
    paging: { standard: 100, most: 999 },
    rows: domains,
  },
  {
    ...COMMON,
    name: 'domain_federation',
    path: '/domains/{id}/federationConfiguration',
    type: 'internalDomainFederation',
    application: FEDERATION_READERS,
    delegated: FEDERATION_READERS,
    paging: 'none',
    rows: (tenant, [name = '']) => configurations(tenant, name),
    parents: {
      columns: ['domainId'],
      ids: tenant => places(tenant).map(({ index }) => [nameOf(index)]),
    },
  },
]
