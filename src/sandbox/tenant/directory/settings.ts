import type { GraphObject } from '../../api.ts'
import { guid, salt } from '../../random.ts'
import { directorySchema } from '../../schema/index.ts'
import type { Resource } from '../../server/resource.ts'
import { ALL_GUESTS } from '../groups.ts'
import { SKUS, skuById } from '../licences.ts'
import { DOMAIN } from '../names.ts'
import type { Tenant } from '../tenant.ts'
import { groupId, isoTime, userId } from '../world.ts'
import { DIRECTORY_READ } from './children.ts'
import { elapsedDays } from './slots.ts'

const SUBSCRIPTION = salt('directorySubscription')
const SETTING = salt('groupSetting')
const LIFECYCLE = salt('groupLifecyclePolicy')
const DAY = 86_400_000

const values = (pairs: Readonly<Record<string, string>>): GraphObject[] =>
  Object.entries(pairs).map(([name, value]) => ({ name, value }))

/** A subscription for each SKU, its licences as many as the SKU has, and a trial that comes after a day. */
function subscriptions(tenant: Tenant): GraphObject[] {
  const rows = tenant.subscriptions.list().map((sku, index) => subscription(tenant, sku, index))
  if (elapsedDays(tenant) === 0) return rows
  const first = tenant.subscriptions.list()[0] ?? {}
  const trial = {
    ...subscription(tenant, first, SKUS.length),
    isTrial: true,
    status: 'Enabled',
    totalLicenses: 25,
  }
  return [...rows, trial]
}

/** Terms of a year that are renewed the day they end; one has not been, and one was bought through a partner. */
function subscription({ world, now }: Tenant, sku: GraphObject, index: number): GraphObject {
  const id = Array.isArray(sku.subscriptionIds) && index < SKUS.length ? sku.subscriptionIds[0] : undefined
  const paid = skuById(sku.skuId)?.paid === true
  const begun = world.start - (40 + index * 41) * DAY
  const years = 1 + Math.floor((now - begun) / (365 * DAY))
  const units = { ...(typeof sku.prepaidUnits === 'object' ? sku.prepaidUnits : {}) }
  const byPartner = index === 3
  return {
    id: id ?? guid(world.seed, SUBSCRIPTION, index),
    commerceSubscriptionId: paid ? guid(world.seed, SUBSCRIPTION, 100 + index) : null,
    createdDateTime: isoTime(begun),
    isTrial: false,
    nextLifecycleDateTime: paid ? isoTime(begun + years * 365 * DAY) : null,
    ownerId: byPartner || index % 3 === 0 ? userId(world, 0) : null,
    ownerTenantId: byPartner ? guid(world.seed, SUBSCRIPTION, 200) : null,
    ownerType: byPartner || index % 3 === 0 ? 'User' : null,
    serviceStatus: sku.servicePlans,
    skuId: sku.skuId,
    skuPartNumber: sku.skuPartNumber,
    status: index === 4 ? 'Warning' : 'Enabled',
    totalLicenses: 'enabled' in units ? units.enabled : 0,
  }
}

/** Which guests may join is switched from day to day, and a list of forbidden words comes and goes. */
function settings(tenant: Tenant): GraphObject[] {
  const { world } = tenant
  const day = elapsedDays(tenant)
  const row = (index: number, displayName: string, templateId: string, pairs: Record<string, string>) => ({
    id: guid(world.seed, SETTING, index),
    displayName,
    templateId,
    values: values(pairs),
  })
  const unified = row(0, 'Group.Unified', '62375ab9-6b52-47ed-826b-58e47e0e304b', {
    AllowToAddGuests: day % 2 === 0 ? 'True' : 'False',
    EnableGroupCreation: 'False',
    GroupCreationAllowedGroupId: groupId(world, 0),
    GuestUsageGuidelinesUrl: '',
    ClassificationList: 'Öffentlich,Intern,Vertraulich',
  })
  const passwords = row(1, 'Password Rule Settings', '5cf42378-d67d-4f36-ba46-e8b86229381d', {
    LockoutThreshold: String(10 + (day % 3)),
    LockoutDurationInSeconds: '60',
    EnableBannedPasswordCheck: 'True',
    BannedPasswordList: 'contoso\tmünchen',
  })
  const consent = row(2, 'Consent Policy Settings', 'dffd5d46-495d-40a9-8e21-954ff55e198a', {
    EnableGroupSpecificConsent: 'True',
    ConstrainGroupSpecificConsentToMembersOfGroupId: groupId(world, ALL_GUESTS),
  })
  const names = row(3 + day, 'Prohibited Names Settings', '80661d51-be2f-4d46-9713-98a2fcaec5bc', {
    CustomBlockedSubStringsList: 'payroll',
    CustomBlockedWholeWordsList: `word${day}`,
  })
  return [unified, passwords, { ...consent, displayName: null }, ...(day % 2 === 0 ? [names] : [])]
}

/** A tenant has one at most. */
function lifecyclePolicy({ world, now }: Tenant): GraphObject[] {
  const day = Math.floor((now - world.start) / DAY)
  return [
    {
      id: guid(world.seed, LIFECYCLE, 0),
      alternateNotificationEmails: `admin@${DOMAIN};groups${day % 4}@${DOMAIN}`,
      groupLifetimeInDays: 180 + (day % 5) * 10,
      managedGroupTypes: 'All',
    },
  ]
}

const common = {
  kind: 'list',
  schema: directorySchema,
  family: 'directory',
} as const

/** https://learn.microsoft.com/graph/api/directory-list-subscriptions */
const directory_subscriptions: Resource = {
  ...common,
  name: 'directory_subscriptions',
  path: '/directory/subscriptions',
  versions: ['v1.0', 'beta'],
  type: 'companySubscription',
  application: ['Organization.Read.All', 'Organization.ReadWrite.All', ...DIRECTORY_READ],
  delegated: ['Organization.Read.All', 'Organization.ReadWrite.All', ...DIRECTORY_READ],
  paging: { standard: 100, most: 999 },
  options: [],
  rows: subscriptions,
}

const GROUP_SETTINGS = [
  'GroupSettings.Read.All',
  'GroupSettings.ReadWrite.All',
  'Group.Read.All',
  'Group.ReadWrite.All',
  ...DIRECTORY_READ,
]

/** https://learn.microsoft.com/graph/api/group-list-settings */
const group_settings: Resource = {
  ...common,
  name: 'group_settings',
  path: '/groupSettings',
  versions: ['v1.0'],
  type: 'groupSetting',
  application: GROUP_SETTINGS,
  delegated: GROUP_SETTINGS,
  paging: 'none',
  options: ['$select'],
  rows: settings,
}

/** https://learn.microsoft.com/graph/api/grouplifecyclepolicy-list */
const group_lifecycle_policies: Resource = {
  ...common,
  name: 'group_lifecycle_policies',
  path: '/groupLifecyclePolicies',
  versions: ['v1.0', 'beta'],
  type: 'groupLifecyclePolicy',
  application: DIRECTORY_READ,
  delegated: DIRECTORY_READ,
  paging: 'none',
  options: ['$select'],
  rows: lifecyclePolicy,
}

export const settingResources: readonly Resource[] = [
  directory_subscriptions,
  group_settings,
  group_lifecycle_policies,
]
