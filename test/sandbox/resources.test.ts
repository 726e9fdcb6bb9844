import { describe, expect, test } from 'vitest'
import type { GraphObject, Sandbox } from '../../src/sandbox/index.ts'
import type { Resource } from '../../src/sandbox/server/resource.ts'
import { resources } from '../../src/sandbox/server/resources.ts'
import { get, ids, pages, Replay, start } from './client.ts'

const lists = resources.filter(({ kind, path }) => kind === 'list' && !path.includes('{id}'))
const children = resources.filter(({ kind, path }) => kind === 'list' && path.includes('{id}'))
const byName = (all: readonly Resource[]): [string, Resource][] => all.map(each => [each.name, each])

/** A token that may read the resource, and the wish for every enum member. */
const headersFor = (sandbox: Sandbox, { application, delegated }: Resource): Record<string, string> => {
  const token = sandbox.token(application.length > 0 ? {} : { scopes: [...delegated] })
  return { authorization: `Bearer ${token}`, prefer: 'include-unknown-enum-members' }
}

/** The query that brings the whole truth of a resource, and the part of the truth that it is about. */
function wholeQuery(resource: Resource, truth: readonly GraphObject[]): [string, readonly GraphObject[]] {
  const { requiredFilter, expand, onlyOnSelect } = resource
  const needed = requiredFilter?.any ? requiredFilter.properties.slice(0, 1) : requiredFilter?.properties
  const [first] = truth
  const filter = needed?.map(name => `${name} eq '${first?.[name]}'`).join(' and ')
  const options = [
    ...(filter ? [`$filter=${filter}`] : []),
    ...(expand && first && Object.keys(expand).some(name => name in first)
      ? [`$expand=${Object.keys(expand).join(',')}`]
      : []),
    ...(onlyOnSelect && first
      ? [`$select=${[...new Set(truth.flatMap(Object.keys))].filter(isSelectable)}`]
      : []),
  ]
  const part = truth.filter(row => (needed ?? []).every(name => row[name] === first?.[name]))
  return [options.length === 0 ? '' : `?${options.join('&')}`, part]
}

const isSelectable = (name: string): boolean => !name.includes('@')

async function read(sandbox: Sandbox, path: string, headers: Record<string, string>): Promise<GraphObject[]> {
  const rows: GraphObject[] = []
  for await (const page of pages(sandbox, path, headers)) rows.push(...page.value)
  return rows
}

test('no two resources have one name, or one address', () => {
  expect(new Set(resources.map(({ name }) => name)).size).toBe(resources.length)
  expect(new Set(resources.map(({ path }) => path)).size).toBe(resources.length)
})

describe('a listing is the truth, on large pages and on small ones', () => {
  test.each(byName(lists))('%s', async (name, resource) => {
    for (const options of [{}, { mostRows: 4 }]) {
      const sandbox = await start({ users: 150, ...options })
      sandbox.advance({ days: 3 })
      sandbox.edit.removeApplication(String([...sandbox.truth('applications')][5]?.id))
      const [query, truth] = wholeQuery(resource, [...sandbox.truth(name)])
      const path = `/${resource.versions[0]}${resource.path}${query}`
      const rows = await read(sandbox, path, headersFor(sandbox, resource))
      expect(rows).toEqual(truth)
      expect(rows.length).toBeGreaterThan(0)
    }
  })
})

describe('children are listed per parent, and an unknown parent is not found', () => {
  test.each(byName(children))('%s', async (name, resource) => {
    const sandbox = await start({ users: 150, mostRows: 2 })
    const columns = resource.parents?.columns ?? []
    const headers = headersFor(sandbox, resource)
    const truth = [...sandbox.truth(name)]
    const owners = new Map(truth.map(row => [columns.map(column => String(row[column])).join(), row]))
    expect(owners.size).toBeGreaterThan(0)
    const [query] = wholeQuery(resource, resource.name === 'application_owners' ? [] : truth)
    for (const owner of [...owners.values()].slice(0, 4)) {
      const isOwned = (row: GraphObject): boolean => columns.every(column => row[column] === owner[column])
      const address = addressOf(
        resource,
        columns.map(column => String(owner[column])),
      )
      const rows = await read(sandbox, `${address}${query}`, headers)
      const own = (row: GraphObject): GraphObject =>
        Object.fromEntries(Object.entries(row).filter(([column]) => !columns.includes(column)))
      const expected = truth.filter(isOwned).map(own)
      if (resource.truth) expect(rows.map(own)).toMatchObject(expected)
      else expect(rows.map(own)).toEqual(expected)
    }
    const nobody = addressOf(
      resource,
      columns.map(() => '00000000-0000-4000-8000-000000000000'),
    )
    const { status, code } = await get(sandbox, nobody, headers)
    expect([status, code]).toEqual([404, 'Request_ResourceNotFound'])
  })
})

function addressOf({ versions, path }: Resource, ids: readonly string[]): string {
  return `/${versions[0]}${ids.reduce((text, id) => text.replace('{id}', encodeURIComponent(id)), path)}`
}

describe('single objects are the truth', () => {
  const singles = resources.filter(({ kind }) => kind === 'single')
  test.each(byName(singles))('%s', async (name, resource) => {
    const sandbox = await start()
    const page = await get(sandbox, addressOf(resource, []), headersFor(sandbox, resource))
    const { '@odata.context': context, ...row } = page.body
    expect(context).toContain('$metadata#')
    expect([row]).toEqual([...sandbox.truth(name)])
  })
})

const ROLES = '/v1.0/roleManagement/directory/roleDefinitions'

describe('what a resource does not declare is refused', () => {
  test.each([
    [`${ROLES}?$search="x"`, 400, 'Request_UnsupportedQuery', '$search'],
    [`${ROLES}?$top=1000`, 400, 'Request_UnsupportedQuery', 'page size'],
    [`${ROLES}?$skip=5`, 400, 'Request_UnsupportedQuery', '$skip'],
    [`${ROLES}?$select=id,unheardOf`, 400, 'BadRequest', 'unheardOf'],
    [`${ROLES}?$filter=description eq 'x'`, 400, 'Request_UnsupportedQuery', 'description'],
    ['/v1.0/directoryRoleTemplates?$top=5', 400, 'Request_UnsupportedQuery', '$top'],
    [
      '/v1.0/policies/roleManagementPolicies',
      400,
      'BadRequest',
      'filter on scopeId and scopeType is required',
    ],
    ["/v1.0/policies/roleManagementPolicies?$filter=scopeId eq '/'", 400, 'BadRequest', 'is required'],
    ['/v1.0/devices?$expand=owners', 400, 'BadRequest', 'owners'],
    ['/v1.0/devices?$expand=registeredOwners($top=1)', 400, 'BadRequest', '$top=1'],
    ['/v1.0/users?$expand=manager', 400, 'BadRequest', 'manager'],
    ['/v1.0/directoryRoles?$top=5', 400, 'Request_UnsupportedQuery', '$top'],
    ['/v1.0/users/$count', 400, 'BadRequest', 'ConsistencyLevel'],
    ['/v1.0/oauth2PermissionGrants/$count', 404, 'ResourceNotFound', ''],
    ['/v1.0/reports/servicePrincipalSignInActivities', 404, 'ResourceNotFound', ''],
  ] as const)('%s', async (path, status, code, message) => {
    const sandbox = await start()
    const page = await get(sandbox, path)
    expect([page.status, page.code]).toEqual([status, code])
    expect(page.message).toContain(message)
  })
})

test('$select, $orderby and $count do what they say', async () => {
  const sandbox = await start()
  const path =
    '/v1.0/identity/conditionalAccess/policies?$select=displayName&$orderby=displayName desc&$count=true'
  const { body, value } = await get(sandbox, path)
  const truth = [...sandbox.truth('conditional_access_policies')]
  expect(body['@odata.count']).toBe(truth.length)
  for (const row of value) expect(Object.keys(row).sort()).toEqual(['displayName', 'id'])
  const names = value.map(row => String(row.displayName).toLowerCase())
  expect(names).toEqual([...names].sort().reverse())
})

test('links with $skip keep the query, and lead to the end', async () => {
  const sandbox = await start({ users: 150, mostRows: 2 })
  const path = '/v1.0/identityGovernance/accessReviews/definitions'
  const { next } = await get(sandbox, `${path}?$select=id,displayName`)
  expect(next).toBe(`${sandbox.url}${path}?$select=id,displayName&$skip=2`)
  const rows = await read(sandbox, path, {})
  expect(rows.map(row => row.id)).toEqual([...sandbox.truth('access_review_definitions')].map(row => row.id))
})

test('$expand brings what is related, with the properties that are selected inside', async () => {
  const sandbox = await start({ users: 150 })
  const path = '/v1.0/devices?$select=id&$expand=registeredOwners($select=id)'
  const rows = await read(sandbox, path, {})
  expect(rows).toEqual([...sandbox.truth('device_registered_owners')])
  const owners = rows.map(row => row.registeredOwners as GraphObject[])
  for (const owner of owners.flat()) expect(Object.keys(owner).sort()).toEqual(['@odata.type', 'id'])
  expect(new Set(owners.map(({ length }) => length))).toEqual(new Set([0, 1]))
})

test.each([
  'users',
  'groups',
  'applications',
  'servicePrincipals',
  'devices',
  'directory/administrativeUnits',
  'contacts',
])('/%s/$count is the number of living objects', async path => {
  const sandbox = await start()
  const page = await get(sandbox, `/v1.0/${path}/$count`, { consistencylevel: 'eventual' })
  expect(page.headers.get('content-type')).toBe('text/plain')
  const names: Record<string, string> = {
    servicePrincipals: 'service_principals',
    'directory/administrativeUnits': 'administrative_units',
    contacts: 'org_contacts',
  }
  expect(page.text).toBe(String([...sandbox.truth(names[path] ?? path)].length))
})

describe('collections that delta queries follow', () => {
  test.each([
    ['service_principals', '/v1.0/servicePrincipals'],
    ['devices', '/v1.0/devices'],
    ['administrative_units', '/v1.0/directory/administrativeUnits'],
    ['org_contacts', '/v1.0/contacts'],
    ['oauth2_permission_grants', '/v1.0/oauth2PermissionGrants'],
    ['directory_roles', '/v1.0/directoryRoles'],
  ])('%s, after days of life, by the first round, the second, and the listing', async (name, path) => {
    const sandbox = await start({ users: 150, mostRows: 9 })
    const replay = new Replay(`${path}/delta`)
    await replay.round(sandbox)
    sandbox.advance({ days: 4 })
    expect(await replay.round(sandbox)).toBeGreaterThan(0)
    const truth = ids(sandbox.truth(name))
    expect([...replay.objects.keys()].sort()).toEqual(truth)
    expect(ids(await read(sandbox, `${path}?$select=id`, {}))).toEqual(truth)
  })
})

describe('a $select of more than 500 characters', () => {
  const LONG = `id,${'accountEnabled,displayName,'.repeat(20)}userType`

  test('breaks next links, and no other', async () => {
    const sandbox = await start({ longSelect: 'fails', mostRows: 10, pageSizes: { usersDelta: 50 } })
    for (const path of ['/v1.0/users', '/v1.0/users/delta']) {
      const long = await get(sandbox, `${path}?$select=${LONG}`)
      expect(long.status).toBe(200)
      const refused = await get(sandbox, String(long.next))
      expect([refused.status, refused.code, refused.message]).toEqual([
        400,
        'BadRequest',
        'The query specified in the URI is not valid.',
      ])
      const short = await get(sandbox, `${path}?$select=id,displayName`)
      expect((await get(sandbox, String(short.next))).status).toBe(200)
    }
  })

  test('is no trouble where it is not asked for', async () => {
    const sandbox = await start({ mostRows: 10 })
    const { next } = await get(sandbox, `/v1.0/users?$select=${LONG}`)
    expect((await get(sandbox, String(next))).status).toBe(200)
  })
})

test('a POST asks with its body, alone and inside of a batch', async () => {
  const sandbox = await start({ users: 150 })
  const userId = String([...sandbox.truth('users')][0]?.id)
  const group = sandbox.edit.addGroup({ displayName: 'Short-lived' })
  sandbox.edit.addOwner('groups', group, userId)
  sandbox.edit.removeGroup(group, 'changed')
  const url = '/directory/deletedItems/getUserOwnedObjects'
  const body = { userId, type: 'Group' }
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${sandbox.token()}` }
  const send = async (path: string, content: unknown): Promise<unknown> => {
    const init = { method: 'POST', headers, body: JSON.stringify(content) }
    return (await fetch(`${sandbox.url}/v1.0${path}`, init)).json()
  }
  const alone = await send(url, body)
  expect(alone).toMatchObject({ value: [{ '@odata.type': '#microsoft.graph.group', id: group }] })
  const requests = [
    { id: '1', method: 'POST', url, body, headers: { 'Content-Type': 'application/json' } },
    { id: '2', method: 'POST', url, body },
    { id: '3', method: 'GET', url },
  ]
  const { responses } = (await send('/$batch', { requests })) as { responses: GraphObject[] }
  const of = (id: string): GraphObject | undefined => responses.find(response => response.id === id)
  expect(of('1')).toMatchObject({ status: 200, body: alone })
  expect([of('2')?.status, of('3')?.status]).toEqual([415, 405])
})

test('a name that no stream has is an error', async () => {
  const sandbox = await start()
  expect(() => sandbox.truth('unheard_of')).toThrow('unheard_of')
})
