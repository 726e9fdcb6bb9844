import type { GraphObject } from '../../api.ts'
import { guid } from '../../random.ts'
import { SALTS, type World } from '../world.ts'

interface Role {
  readonly templateId: string
  readonly name: string
  readonly description: string
}

const role = (name: string, templateId: string, description: string): Role => ({
  templateId,
  name,
  description,
})

/** Built-in roles in the order in which the tenant activates them. */
export const ROLES: readonly [Role, ...Role[]] = [
  role('Global Administrator', '62e90394-69f5-4237-9190-012177145e10', 'Manages everything.'),
  role('User Administrator', 'fe930be7-5e62-47db-91af-98c3a49a38b1', 'Manages users and groups.'),
  role('Helpdesk Administrator', '729827e3-9c14-49f7-bb1b-9608f156bbb8', 'Resets passwords.'),
  role('Groups Administrator', 'fdd7a751-b60b-444a-984c-02652fe8fa1c', 'Manages groups.'),
  role('License Administrator', '4d6ac14f-3453-41d0-bef9-a3e0c569773a', 'Assigns licences.'),
  role('Authentication Administrator', 'c4e39bd9-1100-46d3-8c65-fb160da0071f', 'Resets sign-in methods.'),
  role('Global Reader', 'f2ef992c-3afb-46b9-b7cf-a126ee74c451', 'Reads everything.'),
  role('Security Administrator', '194ae4cb-b126-40b2-bd5b-6091b380977d', 'Manages security.'),
  role('Security Reader', '5d6b6bb7-de71-4623-b4af-96380a352509', 'Reads security information.'),
  role('Application Administrator', '9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3', 'Manages applications.'),
  role(
    'Conditional Access Administrator',
    'b1be1c3e-b65d-4f19-8427-f6fa0d97feb9',
    'Manages access policies.',
  ),
  role('Exchange Administrator', '29232cdf-9323-42fd-ade2-1d097af3e4de', 'Manages Exchange.'),
  role('Teams Administrator', '69091246-20e8-4a56-aa4d-066075b2a7a8', 'Manages Teams.'),
  role('Intune Administrator', '3a2c62db-5318-420d-8d74-23affee5d9d5', 'Manages devices.'),
  role('SharePoint Administrator', 'f28a1f50-f6e7-4571-818b-6a12f2af6b6c', 'Manages SharePoint.'),
  role('Billing Administrator', 'b0f54661-2d74-4c50-afa3-1ec803f12efe', 'Buys and pays.'),
  role('Privileged Role Administrator', 'e8611ab8-c189-46e8-94e1-60213ab1f814', 'Assigns roles.'),
  role('Directory Readers', '88d8e3e3-8f55-4a1e-953a-9b9898b8876b', 'Reads basic information.'),
  role(
    'Cloud Application Administrator',
    '158c047a-c907-4556-b7ef-446551a6b5f7',
    'Manages cloud applications.',
  ),
  role('Reports Reader', '4a5d8f65-41da-4de4-8968-e035b65339cf', 'Reads usage reports.'),
]

/** Roles that are active at the start. */
export const ACTIVE_ROLES = 12

/** Roles that may be given for one administrative unit: User to Authentication Administrator. */
export const SCOPED_ROLES = [1, 2, 3, 4, 5] as const

/** Role number `index`; a role exists once it has been activated, and has an id of its own in each tenant. */
export function makeRole(world: World, index: number): GraphObject {
  const { templateId, name, description } = ROLES[index % ROLES.length] ?? ROLES[0]
  return {
    id: guid(world.seed, SALTS.directoryRoles, index),
    deletedDateTime: null,
    description: index === 8 ? null : description,
    displayName: name,
    roleTemplateId: templateId,
  }
}
