import { describe, expect, test } from 'vitest'
import type { GraphObject, Sandbox } from '../../src/sandbox/index.ts'
import type { Resource } from '../../src/sandbox/server/resource.ts'
import { ownedDeletedItems, softDeleted } from '../../src/sandbox/tenant/organisation/deleted.ts'
import { organisationResources } from '../../src/sandbox/tenant/organisation/index.ts'
import { duration } from '../../src/sandbox/tenant/organisation/report-columns.ts'
import { camelCase, reports, reportTruth } from '../../src/sandbox/tenant/organisation/reports.ts'
import { policyResources } from '../../src/sandbox/tenant/policies/index.ts'
import { Tenant } from '../../src/sandbox/tenant/tenant.ts'
import { project } from '../../src/sandbox/tenant/views.ts'
import { makeWorld } from '../../src/sandbox/tenant/world.ts'
import { get, NOON, readAll, start } from './client.ts'

const DAY = 86_400_000

function tenantAfter(days: number): Tenant {
  const tenant = new Tenant(makeWorld(42, 150, Date.parse(NOON), 1))
  tenant.now += days * DAY
  return tenant
}

function resource(name: string): Resource {
  const found = [...organisationResources, ...policyResources].find(each => each.name === name)
  if (!found) throw new Error(`no such resource: ${name}`)
  return found
}

const rowsOf = (name: string, tenant: Tenant, parents: string[] = [], body?: GraphObject): GraphObject[] => [
  ...(resource(name).rows(tenant, parents, body) ?? []),
]

const lists = [
  'organization',
  'domains',
  'contracts',
  'delegated_admin_relationships',
  'multi_tenant_organization_members',
]

const isSet = (row: GraphObject, property: string): boolean => (row[property] ?? null) !== null

describe('the organisation and its partners', () => {
  test.each(lists)('%s follows from seed and time, has only what is declared, and lacks nothing', name => {
    const { schema, type, derived = [] } = resource(name)
    const rows = rowsOf(name, tenantAfter(0))
    expect(rows).toEqual(rowsOf(name, tenantAfter(0)))
    expect(rows.map(row => project({ schema, type }, row, true))).toEqual(rows)
    const all = [type, ...derived].flatMap(each => [...(schema.types.get(each)?.keys() ?? [])])
    expect(all.filter(property => !rows.some(row => isSet(row, property)))).toEqual(
      all.includes('deletedDateTime') ? ['deletedDateTime'] : [],
    )
  })

  test.each(lists.slice(1))('%s: a row comes and a row goes every day', name => {
    const keys = (day: number): unknown[] => rowsOf(name, tenantAfter(day)).map(row => row.id ?? row.tenantId)
    for (let day = 0; day < 5; day++) {
      const [before, after] = [keys(day), keys(day + 1)]
      expect(new Set(before).size).toBe(before.length)
      expect(after.filter(key => !before.includes(key))).toHaveLength(1)
      expect(before.filter(key => !after.includes(key))).toHaveLength(1)
    }
  })

  test('verified domains are the domains that are verified', () => {
    const tenant = tenantAfter(6)
    const [organization] = rowsOf('organization', tenant)
    const shown = organization?.verifiedDomains as GraphObject[]
    const verified = rowsOf('domains', tenant).filter(row => row.isVerified)
    expect(shown.map(({ name, type }) => [name, type])).toEqual(
      verified.map(row => [row.id, row.authenticationType]),
    )
    expect(shown.filter(row => row.isDefault)).toHaveLength(1)
    expect(shown.filter(row => row.isInitial)).toHaveLength(1)
  })

  test('federated domains have a configuration, the others have none, and unknown ones are not found', () => {
    const tenant = tenantAfter(0)
    const { parents, rows } = resource('domain_federation')
    const ids = [...(parents?.ids(tenant) ?? [])]
    const domains = rowsOf('domains', tenant)
    expect(ids.flat()).toEqual(domains.map(row => row.id))
    for (const domain of domains) {
      const found = rowsOf('domain_federation', tenant, [String(domain.id)])
      expect(found).toHaveLength(domain.authenticationType === 'Federated' ? 1 : 0)
    }
    expect(rows(tenant, ['nobody.example'])).toBeUndefined()
    const all = ids.flatMap(id => rowsOf('domain_federation', tenant, [...id]))
    const names = [
      ...(resource('domain_federation').schema.types.get('internalDomainFederation')?.keys() ?? []),
    ]
    expect(names.filter(name => !all.some(row => isSet(row, name)))).toEqual([])
    expect(names.some(name => all.some(row => !isSet(row, name)))).toBe(true)
  })

  test('relationships are with the customers of the contracts, and end when they should', () => {
    const tenant = tenantAfter(200)
    const customers = new Map(rowsOf('contracts', tenant).map(row => [row.customerId, row]))
    for (const { customer, endDateTime, status } of rowsOf('delegated_admin_relationships', tenant)) {
      const { tenantId, displayName } = customer as GraphObject
      expect(customers.get(tenantId)).toMatchObject({ displayName })
      if (typeof endDateTime !== 'string') expect(status).toBe('approvalPending')
      else expect(status === 'expired').toBe(Date.parse(endDateTime) < tenant.now)
    }
  })

  test('the tenant and its partners are one multitenant organisation', () => {
    const tenant = tenantAfter(0)
    const joined = rowsOf('multi_tenant_organization_members', tenant).filter(row => row.state === 'active')
    const partners = rowsOf('cross_tenant_access_partners', tenant).filter(
      row => row.isInMultiTenantOrganization,
    )
    expect(joined.map(row => row.tenantId)).toEqual([
      tenant.world.tenantId,
      ...partners.map(row => row.tenantId),
    ])
  })
})

describe('deleted items', () => {
  async function withDeleted(): Promise<{
    sandbox: Sandbox
    group: string
    application: string
    owner: string
  }> {
    const sandbox = await start()
    const owner = sandbox.edit.addUser()
    const group = sandbox.edit.addGroup({ displayName: 'Gone group' })
    const application = sandbox.edit.addApplication({ displayName: 'Gone application' })
    sandbox.edit.addOwner('groups', group, owner)
    sandbox.edit.addOwner('applications', application, owner)
    sandbox.edit.removeGroup(group, 'changed')
    sandbox.edit.removeApplication(application, 'changed')
    return { sandbox, group, application, owner }
  }

  test('users: what a list of users shows, and all of it when it is selected', async () => {
    const { sandbox } = await withDeleted()
    const path = '/v1.0/directory/deletedItems/microsoft.graph.user'
    const truth = [...sandbox.truth('deleted_users')]
    expect(truth.length).toBeGreaterThan(1)
    const living = new Set([...sandbox.truth('users')].map(row => row.id))
    for (const row of truth) {
      expect(living).not.toContain(row.id)
      expect(Date.parse(String(row.deletedDateTime))).toBeLessThanOrEqual(Date.parse(NOON))
    }
    const shown = await readAll(sandbox, path)
    const [first] = (await get(sandbox, '/v1.0/users?$top=1')).value
    for (const row of shown)
      expect(Object.keys(row)).toEqual(expect.arrayContaining(['id', 'deletedDateTime']))
    const names = new Set(shown.flatMap(row => Object.keys(row)))
    expect([...names].filter(name => name !== 'deletedDateTime').sort()).toEqual(
      Object.keys(first ?? {}).sort(),
    )
    const picked = await readAll(sandbox, `${path}?$select=id,department,deletedDateTime`)
    expect(picked).toEqual(
      truth.map(row =>
        Object.fromEntries(Object.entries(row).filter(([name]) => /^(id|dep.*|del.*)$/.test(name))),
      ),
    )
  })

  test.each([
    ['deleted_groups', 'group'],
    ['deleted_applications', 'application'],
  ] as const)('%s holds what was removed until it is gone for good', async (name, type) => {
    const deleted = await withDeleted()
    const { sandbox, group, application } = deleted
    const ids = async (): Promise<unknown[]> => {
      const path = `/v1.0/directory/deletedItems/microsoft.graph.${type}?$select=id,deletedDateTime`
      const rows = await readAll(sandbox, path)
      for (const row of rows) expect(Object.keys(row).sort()).toEqual(['deletedDateTime', 'id'])
      expect(rows.map(row => row.id)).toEqual([...sandbox.truth(name)].map(row => row.id))
      return rows.map(row => row.id)
    }
    expect(await ids()).toContain(deleted[type])
    sandbox.edit.removeGroup(group, 'deleted')
    sandbox.edit.removeApplication(application, 'deleted')
    expect(await ids()).not.toContain(deleted[type])
  })

  async function owned(sandbox: Sandbox, body: unknown): Promise<{ status: number; ids: unknown[] }> {
    const response = await fetch(`${sandbox.url}/v1.0/directory/deletedItems/getUserOwnedObjects`, {
      method: 'POST',
      headers: { authorization: `Bearer ${sandbox.token()}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    const { value = [] } = (await response.json()) as { value?: GraphObject[] }
    return { status: response.status, ids: value.map(row => row.id) }
  }

  test('owned by a user: asked for by type, refused without one', async () => {
    const { sandbox, group, application, owner } = await withDeleted()
    expect(await owned(sandbox, { userId: owner, type: 'Group' })).toEqual({ status: 200, ids: [group] })
    expect(await owned(sandbox, { userId: owner, type: 'Application' })).toEqual({
      status: 200,
      ids: [application],
    })
    const nobody = '00000000-0000-4000-8000-000000000000'
    expect(await owned(sandbox, { userId: nobody, type: 'Group' })).toEqual({ status: 200, ids: [] })
    expect((await owned(sandbox, { userId: owner, type: 'Device' })).status).toBe(400)
    expect((await owned(sandbox, { userId: owner, type: 'toString' })).status).toBe(400)
    expect((await owned(sandbox, { type: 'Group' })).status).toBe(400)
  })

  test('owned by a user: sorted by id, at most 1000, with the owner in the truth', () => {
    const tenant = tenantAfter(0)
    const [owner] = [...tenant.users.living()].map(({ id }) => id)
    for (let i = 0; i < 1003; i++) {
      const id = `${String((i * 7) % 1003).padStart(8, '0')}-0000-4000-8000-000000000000`
      tenant.add('groups', { id, displayName: `Group ${i}` })
      tenant.setOwner('groups', id, { id: String(owner) }, true)
      tenant.remove('groups', id, 'changed')
    }
    expect([...softDeleted(tenant, 'groups')].length).toBeGreaterThanOrEqual(1003)
    const rows = ownedDeletedItems(tenant, String(owner))
    const ids = rows.filter(row => row['@odata.type'] === '#microsoft.graph.group').map(row => String(row.id))
    expect(ids).toHaveLength(1000)
    expect(ids).toEqual([...ids].sort())
    for (const row of rows) expect(row.ownerId).toBe(owner)
    expect([...(resource('user_owned_deleted_items').truth?.(tenant) ?? [1])]).toEqual([])
  })
})

/** A reader of its own: records of a CSV with quoted cells and CRLF. */
function parse(text: string): string[][] {
  const rows: string[][] = [[]]
  const cells = /("(?:[^"]|"")*"|[^,\r\n]*)(,|\r\n)/gy
  let at = 0
  for (let match = cells.exec(text); match; match = cells.exec(text)) {
    const [whole, cell = '', end] = match
    rows.at(-1)?.push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell)
    if (end === '\r\n') rows.push([])
    at += whole.length
  }
  expect(at).toBe(text.length)
  expect(rows.pop()).toEqual([])
  return rows
}

const STREAMS = {
  getOffice365ActiveUserDetail: 'm365_active_users',
  getM365AppUserDetail: 'm365_app_users',
  getOffice365ActivationsUserDetail: 'm365_activations',
  getTeamsUserActivityUserDetail: 'teams_user_activity',
  getEmailActivityUserDetail: 'email_activity',
  getOneDriveActivityUserDetail: 'onedrive_activity',
  getSharePointActivityUserDetail: 'sharepoint_activity',
} as const

const HEADINGS: Readonly<Record<string, string>> = {
  getOffice365ActiveUserDetail:
    'Report Refresh Date,User Principal Name,Display Name,Is Deleted,Deleted Date,Has Exchange License,Has OneDrive License,Has SharePoint License,Has Skype For Business License,Has Yammer License,Has Teams License,Exchange Last Activity Date,OneDrive Last Activity Date,SharePoint Last Activity Date,Skype For Business Last Activity Date,Yammer Last Activity Date,Teams Last Activity Date,Exchange License Assign Date,OneDrive License Assign Date,SharePoint License Assign Date,Skype For Business License Assign Date,Yammer License Assign Date,Teams License Assign Date,Assigned Products',
  getOffice365ActivationsUserDetail:
    'Report Refresh Date,User Principal Name,Display Name,Product Type,Last Activated Date,Windows,Mac,Windows 10 Mobile,iOS,Android,Activated On Shared Computer',
  getTeamsUserActivityUserDetail:
    'Report Refresh Date,Tenant Display Name,Shared Channel Tenant Display Names,User Id,User Principal Name,Last Activity Date,Is Deleted,Deleted Date,Assigned Products,Team Chat Message Count,Private Chat Message Count,Call Count,Meeting Count,Post Messages,Reply Messages,Urgent Messages,Meetings Organized Count,Meetings Attended Count,Ad Hoc Meetings Organized Count,Ad Hoc Meetings Attended Count,Scheduled One-time Meetings Organized Count,Scheduled One-time Meetings Attended Count,Scheduled Recurring Meetings Organized Count,Scheduled Recurring Meetings Attended Count,Audio Duration,Video Duration,Screen Share Duration,Audio Duration In Seconds,Video Duration In Seconds,Screen Share Duration In Seconds,Has Other Action,Is Licensed,Report Period',
  getSharePointActivityUserDetail:
    'Report Refresh Date,User Principal Name,Is Deleted,Deleted Date,Last Activity Date,Viewed Or Edited File Count,Synced File Count,Shared Internally File Count,Shared Externally File Count,Visited Page Count,Assigned Products,Report Period',
}

const csvOf = (name: string, tenant: Tenant, concealed = false): Promise<string> => {
  const write = reports.get(name)
  if (!write) throw new Error(`no such report: ${name}`)
  return write(tenant, concealed)
}

const textOf = (cell: unknown): string =>
  cell === null ? '' : typeof cell === 'boolean' ? (cell ? 'True' : 'False') : String(cell)

describe('usage reports', () => {
  const byName = Object.entries(STREAMS)

  test('there is one of each', () => {
    expect([...reports.keys()].sort()).toEqual(Object.keys(STREAMS).sort())
  })

  test.each(byName)('%s is the CSV of its truth', async (name, stream) => {
    for (const concealed of [false, true]) {
      const text = await csvOf(name, tenantAfter(0), concealed)
      expect(text.charCodeAt(0)).toBe(0xfeff)
      const [headings = [], ...rows] = parse(text.slice(1))
      const truth = [...reportTruth(tenantAfter(0), stream, concealed)]
      expect(truth.length).toBeGreaterThan(50)
      expect(truth.map(row => Object.keys(row))).toEqual(truth.map(() => headings.map(camelCase)))
      expect(rows).toEqual(truth.map(row => Object.values(row).map(textOf)))
      if (HEADINGS[name]) expect(headings.join()).toBe(HEADINGS[name])
    }
  })

  test.each(byName)('every column of %s is filled somewhere', (_, stream) => {
    const rows = [...reportTruth(tenantAfter(0), stream, false)]
    const empty = Object.keys(rows[0] ?? {}).filter(name => rows.every(row => row[name] === null))
    expect(empty).toEqual([])
    expect(rows.every(row => row.reportRefreshDate === '2026-11-18')).toBe(true)
    expect([...reportTruth(tenantAfter(1), stream, false)]).not.toEqual(rows)
  })

  test('one row per user with a licence, in the bin or not, and no other', () => {
    const tenant = tenantAfter(0)
    const held = (row: GraphObject): boolean =>
      Array.isArray(row.assignedLicenses) && row.assignedLicenses.length > 0
    const living = [...tenant.users.living()]
      .filter(({ row }) => held(row))
      .map(({ row }) => row.userPrincipalName)
    const deleted = [...softDeleted(tenant, 'users')].filter(({ row }) => held(row))
    const rows = [...reportTruth(tenant, 'email_activity', false)]
    expect(rows.filter(row => !row.isDeleted).map(row => row.userPrincipalName)).toEqual(living)
    expect(rows.filter(row => row.isDeleted).map(row => row.userPrincipalName)).toEqual(
      deleted.map(({ row }) => row.userPrincipalName),
    )
    expect(deleted.length).toBeGreaterThan(0)
  })

  test('names that a CSV has to quote come through', async () => {
    const tenant = tenantAfter(0)
    const [entry] = [...tenant.users.living()].filter(
      ({ row }) => (row.assignedLicenses as unknown[]).length > 0,
    )
    const displayName = 'Müller, "Jo"\r\nAnna'
    tenant.update('users', String(entry?.id), { displayName })
    const [, ...rows] = parse((await csvOf('getEmailActivityUserDetail', tenant)).slice(1))
    expect(rows.some(row => row.includes(displayName))).toBe(true)
    expect(await csvOf('getTeamsUserActivityUserDetail', tenant)).toContain(
      '"Fabrikam, Inc.; The ""Northwind"" Traders"',
    )
  })

  test('concealed names tell nothing, and are the same in every report', () => {
    const tenant = tenantAfter(0)
    const named = [...reportTruth(tenant, 'm365_active_users', false)]
    const hidden = [...reportTruth(tenant, 'm365_active_users', true)]
    const again = [...reportTruth(tenant, 'teams_user_activity', true)]
    for (const [i, row] of hidden.entries()) {
      expect(row.userPrincipalName).toMatch(/^[0-9A-F]{32}$/)
      expect(row.displayName).toMatch(/^[0-9A-F]{32}$/)
      expect(again[i]?.userPrincipalName).toBe(row.userPrincipalName)
      expect({ ...row, userPrincipalName: 0, displayName: 0 }).toEqual({
        ...named[i],
        userPrincipalName: 0,
        displayName: 0,
      })
    }
    expect(new Set(hidden.map(row => row.userPrincipalName)).size).toBe(named.length)
  })

  test('who has no licence for a service has done nothing with it', () => {
    for (const row of reportTruth(tenantAfter(0), 'teams_user_activity', false)) {
      if (row.isLicensed) continue
      expect(row).toMatchObject({ lastActivityDate: null, callCount: 0, audioDuration: 'PT0S' })
    }
  })

  test('an app is used where it is used on some platform, and platforms likewise', () => {
    const apps = ['outlook', 'word', 'excel', 'powerPoint', 'oneNote', 'teams']
    for (const row of reportTruth(tenantAfter(0), 'm365_app_users', false)) {
      for (const app of apps)
        expect(row[app]).toBe(
          ['Windows', 'Mac', 'Mobile', 'Web'].some(platform => row[`${app}${platform}`] === true),
        )
      expect(row.mac).toBe(apps.some(app => row[`${app}Mac`] === true))
    }
  })

  test('headings become names, seconds become durations', () => {
    expect(camelCase('Scheduled One-time Meetings Organized Count')).toBe(
      'scheduledOneTimeMeetingsOrganizedCount',
    )
    expect(camelCase('Outlook (Windows)')).toBe('outlookWindows')
    expect(['iOS', 'OneDrive Last Activity Date'].map(camelCase)).toEqual(['iOS', 'oneDriveLastActivityDate'])
    expect([0, 59, 3600, 3723].map(duration)).toEqual(['PT0S', 'PT59S', 'PT1H', 'PT1H2M3S'])
  })

  test('an unknown report is an error', () => {
    expect(() => [...reportTruth(tenantAfter(0), 'users', false)]).toThrow('no such report')
  })
})
