// Words that Graph writes where ids stand, and that are no one's.

const WORDS: ReadonlySet<string> = new Set([
  'All',
  'None',
  'GuestsOrExternalUsers',
  'ServicePrincipalsInMyTenant',
])

/** https://learn.microsoft.com/graph/api/resources/conditionalaccessusers and conditionalaccessclientapplications */
const COLUMNS = new Set(
  [
    ...['users.includeUsers', 'users.excludeUsers', 'users.includeGroups', 'users.excludeGroups'],
    ...['users.includeRoles', 'users.excludeRoles'],
    ...['clientApplications.includeServicePrincipals', 'clientApplications.excludeServicePrincipals'],
  ].map(name => `conditional_access_policies.conditions.${name}`),
)

/** The words that stay in a column or field of which everything else is hashed; null: there are none. */
export const wordsOf = (table: string, path: string): ReadonlySet<string> | null =>
  COLUMNS.has(`${table}.${path}`) ? WORDS : null
