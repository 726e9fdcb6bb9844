// The roles there are: Microsoft's built-in ones with their public ids, and the tenant's own.
import type { GraphObject } from '../../api.ts'
import { guid, pick, salt } from '../../random.ts'
import type { Tenant } from '../tenant.ts'
import type { World } from '../world.ts'
import { today } from './timeline.ts'

interface BuiltInRole {
  readonly id: string
  readonly displayName: string
  readonly description: string
  /** Whether it can be held over one administrative unit alone. */
  readonly scoped: boolean
}

const role = (id: string, displayName: string, description: string, scoped = false): BuiltInRole => ({
  id,
  displayName,
  description,
  scoped,
})

const GLOBAL_ADMINISTRATOR = role(
  '62e90394-69f5-4237-9190-012177145e10',
  'Global Administrator',
  'Everything that Microsoft Entra lets an administrator do.',
)

export const BUILT_IN_ROLES: readonly [BuiltInRole, ...BuiltInRole[]] = [
  GLOBAL_ADMINISTRATOR,
  role(
    'f2ef992c-3afb-46b9-b7cf-a126ee74c451',
    'Global Reader',
    'Reads what a Global Administrator may read.',
  ),
  role('e8611ab8-c189-46e8-94e1-60213ab1f814', 'Privileged Role Administrator', 'Assigns roles to others.'),
  role('fe930be7-5e62-47db-91af-98c3a49a38b1', 'User Administrator', 'Manages users and groups.', true),
  role('9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3', 'Application Administrator', 'Manages all applications.'),
  role(
    '158c047a-c907-4556-b7ef-446551a6b5f7',
    'Cloud Application Administrator',
    'Manages applications except for the application proxy.',
  ),
  role('194ae4cb-b126-40b2-bd5b-6091b380977d', 'Security Administrator', 'Manages security features.'),
  role('5d6b6bb7-de71-4623-b4af-96380a352509', 'Security Reader', 'Reads security information and reports.'),
  role('729827e3-9c14-49f7-bb1b-9608f156bbb8', 'Helpdesk Administrator', 'Resets passwords of users.', true),
  role(
    'c4e39bd9-1100-46d3-8c65-fb160da0071f',
    'Authentication Administrator',
    'Manages how users without roles sign in.',
    true,
  ),
  role(
    '7be44c8a-adaf-4e2a-84d6-ab2649e08a13',
    'Privileged Authentication Administrator',
    'Manages how anyone signs in.',
  ),
  role(
    'b1be1c3e-b65d-4f19-8427-f6fa0d97feb9',
    'Conditional Access Administrator',
    'Manages conditional access.',
  ),
  role('29232cdf-9323-42fd-ade2-1d097af3e4de', 'Exchange Administrator', 'Manages Exchange Online.'),
  role('f28a1f50-f6e7-4571-818b-6a12f2af6b6c', 'SharePoint Administrator', 'Manages SharePoint.'),
  role('69091246-20e8-4a56-aa4d-066075b2a7a8', 'Teams Administrator', 'Manages Microsoft Teams.'),
  role('3a2c62db-5318-420d-8d74-23affee5d9d5', 'Intune Administrator', 'Manages Intune.'),
  role('fdd7a751-b60b-444a-984c-02652fe8fa1c', 'Groups Administrator', 'Manages groups.', true),
  role('4d6ac14f-3453-41d0-bef9-a3e0c569773a', 'License Administrator', 'Assigns licences.', true),
  role('b0f54661-2d74-4c50-afa3-1ec803f12efe', 'Billing Administrator', 'Buys and pays.'),
  role('17315797-102d-40b4-93e0-432062caca18', 'Compliance Administrator', 'Manages compliance.'),
  role('88d8e3e3-8f55-4a1e-953a-9b9898b8876b', 'Directory Readers', 'Reads basic directory information.'),
  role('9360feb5-f418-4baa-8175-e2a00bac4301', 'Directory Writers', 'Writes basic directory information.'),
  role('95e79109-95c0-4d8e-aee3-d01accf2d47b', 'Guest Inviter', 'Invites guests.'),
  role('4a5d8f65-41da-4de4-8968-e035b65339cf', 'Reports Reader', 'Reads logs and usage reports.'),
  role(
    '45d8d3c5-c802-45c6-b32a-1d70b5e1e86e',
    'Identity Governance Administrator',
    'Manages access packages and reviews.',
  ),
  role(
    '8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2',
    'Hybrid Identity Administrator',
    'Manages synchronisation and federation.',
  ),
  role('790c1fb9-7f7d-4f88-86a1-ef1f95c05c1b', 'Message Center Reader', 'Reads the message center.'),
  role('966707d0-3269-4727-9be2-8c3a10f19b9d', 'Password Administrator', 'Resets some passwords.', true),
  role(
    '7698a772-787b-4ac8-901f-60d6b08affd2',
    'Cloud Device Administrator',
    'Enables and removes devices.',
    true,
  ),
  role('cf1c38e5-3621-4004-a7cb-879624dced7c', 'Application Developer', 'Registers applications.'),
  role('d29b2b05-8046-44ba-8758-1e26182fcf32', 'Directory Synchronization Accounts', ''),
]

const CUSTOM = salt('customRole')
const CUSTOM_NAMES = ['Application credential operator', 'Group reader', 'Device key reader'] as const
const CUSTOM_ACTIONS = [
  'microsoft.directory/applications/credentials/update',
  'microsoft.directory/groups/standard/read',
  'microsoft.directory/bitlockerKeys/key/read',
  'microsoft.directory/applications/basic/update',
] as const

/** The tenant's own roles are two at the start and one more every ten days. */
const customCount = (tenant: Tenant): number => 2 + Math.floor(today(tenant) / 10)

export const customRoleId = (world: World, index: number): string => guid(world.seed, CUSTOM, index)

/** The ids of all role definitions, built-in ones first. */
export function roleDefinitionIds(tenant: Tenant): string[] {
  const own = Array.from({ length: customCount(tenant) }, (_, index) => customRoleId(tenant.world, index))
  return [...BUILT_IN_ROLES.map(({ id }) => id), ...own]
}

export function directoryRoleTemplates(): GraphObject[] {
  return BUILT_IN_ROLES.map(({ id, displayName, description }) => ({
    id,
    deletedDateTime: null,
    description: description || null,
    displayName,
  }))
}

function builtIn(entry: BuiltInRole, index: number): GraphObject {
  const entity = entry.displayName.replace(/ \w+$/, '').replace(/ /g, '')
  return {
    id: entry.id,
    description: entry.description || null,
    displayName: entry.displayName,
    isBuiltIn: true,
    isEnabled: true,
    resourceScopes: ['/'],
    rolePermissions: [
      {
        allowedResourceActions: [
          `microsoft.directory/${entity}/allProperties/allTasks`,
          'microsoft.office365.webPortal/allEntities/standard/read',
        ],
        condition: null,
      },
      ...(index % 7 === 4
        ? [
            {
              allowedResourceActions: ['microsoft.directory/applications/basic/update'],
              condition: '$SubjectIsOwner',
            },
          ]
        : []),
    ],
    templateId: entry.id,
    version: '1',
  }
}

/** The first of them gains a version a day, and with it another list of actions. */
function custom(tenant: Tenant, index: number): GraphObject {
  const revision = index === 0 ? today(tenant) : 0
  const id = customRoleId(tenant.world, index)
  return {
    id,
    description: index % 2 === 0 ? null : `Custom role ${index + 1}`,
    displayName: `${pick(CUSTOM_NAMES, index)}${index < CUSTOM_NAMES.length ? '' : ` ${index}`}`,
    isBuiltIn: false,
    isEnabled: index % 3 !== 1,
    resourceScopes: ['/'],
    rolePermissions: [
      {
        allowedResourceActions: [
          pick(CUSTOM_ACTIONS, index),
          pick(CUSTOM_ACTIONS, index + 1 + (revision % 3)),
        ],
        condition: null,
        excludedResourceActions: [],
      },
    ],
    templateId: id,
    version: index === 0 ? String(1 + revision) : null,
  }
}

export function roleDefinitions(tenant: Tenant): GraphObject[] {
  const own = Array.from({ length: customCount(tenant) }, (_, index) => custom(tenant, index))
  return [...BUILT_IN_ROLES.map(builtIn), ...own]
}
