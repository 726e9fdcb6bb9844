import type { GraphObject } from '../../api.ts'
import { guid, pick, salt } from '../../random.ts'
import { directorySchema } from '../../schema/index.ts'
import type { World } from '../world.ts'
import { childrenOf } from './children.ts'
import { type Slot, slots } from './slots.ts'

const FEDERATION = salt('federatedCredential')

interface Issuer {
  readonly issuer: string
  subject(n: number): string
}

const ISSUERS: readonly [Issuer, ...Issuer[]] = [
  {
    issuer: 'https://token.actions.githubusercontent.com',
    subject: n => `repo:contoso/service-${n % 50}:ref:refs/heads/main`,
  },
  {
    issuer: 'https://gitlab.com',
    subject: n => `project_path:contoso/service-${n % 50}:ref_type:branch:ref:main`,
  },
  {
    issuer: 'https://cluster.contoso.example/oidc',
    subject: n => `system:serviceaccount:namespace-${n % 9}:worker`,
  },
]

function credential(world: World, application: number, slot: Slot): GraphObject {
  const { issuer, subject } = pick(ISSUERS, slot.bits)
  const number = application * 1000 + slot.place * 100 + slot.version
  return {
    id: guid(world.seed, FEDERATION, number),
    audiences: ['api://AzureADTokenExchange'],
    description: slot.bits % 3 === 0 ? null : `Deployments of service ${slot.bits % 50}`,
    issuer,
    name: `deploy-${number}`,
    subject: subject(slot.bits),
  }
}

const PERMISSIONS = ['Application.Read.All', 'Application.ReadWrite.All'] as const

/** https://learn.microsoft.com/graph/api/application-list-federatedidentitycredentials */
export const applicationFederatedCredentials = childrenOf('applications', {
  name: 'application_federated_credentials',
  path: '/applications/{id}/federatedIdentityCredentials',
  schema: directorySchema,
  type: 'federatedIdentityCredential',
  application: PERMISSIONS,
  delegated: PERMISSIONS,
  options: ['$select'],
  rowsOf: (tenant, id) => {
    const index = tenant.applications.indexOf(id)
    if (index < 0 || index % 4 !== 1) return []
    return slots(tenant, FEDERATION, index, 3, 14).map(slot => credential(tenant.world, index, slot))
  },
})
