import { describe, expect, it } from 'vitest'
import type { StreamDefinition, TableDefinition } from '../../src/streams/define.ts'
import { inCloud, narrow, streams, UnknownColumnError } from '../../src/streams/index.ts'
import { didYouMean, editDistance, nearest } from '../../src/streams/nearest.ts'

function stream(name: string): StreamDefinition {
  const found = streams.get(name)
  if (found === undefined) throw new Error(`no stream ${name}`)
  return found.definition
}

const columnsOf = (definition: StreamDefinition, table: string) =>
  Object.keys(definition.tables[table]?.columns ?? {})
const selectOf = (definition: StreamDefinition) => (definition.kind === 'delta' ? definition.select : [])

describe('narrow', () => {
  it('keeps the columns asked for and the key, in the order of the file', () => {
    const narrowed = narrow(stream('groups'), { groups: ['visibility', 'displayName', 'displayName'] })
    expect(columnsOf(narrowed, 'groups')).toEqual(['id', 'displayName', 'visibility'])
    expect(selectOf(narrowed)).toEqual(['id', 'displayName', 'visibility'])
  })

  it('keeps the types', () => {
    const narrowed = narrow(stream('groups'), { groups: ['createdDateTime', 'groupTypes'] })
    expect(narrowed.tables.groups?.columns).toEqual({
      id: 'string',
      createdDateTime: 'timestamp',
      groupTypes: { list: 'string' },
    })
  })

  it('still selects the lists of the unnested tables, which stay whole', () => {
    const narrowed = narrow(stream('users'), { users: ['displayName'] })
    expect(columnsOf(narrowed, 'users')).toEqual(['id', 'displayName'])
    expect(narrowed.tables.user_licenses).toEqual(stream('users').tables.user_licenses)
    expect(selectOf(narrowed)).toEqual(['id', 'assignedLicenses', 'assignedPlans', 'displayName'])
  })

  it('narrows an unnested table and leaves its parent as it is', () => {
    const narrowed = narrow(stream('applications'), { application_credentials: ['endDateTime'] })
    expect(columnsOf(narrowed, 'application_credentials')).toEqual([
      'applicationId',
      'credentialType',
      'keyId',
      'endDateTime',
    ])
    expect(selectOf(narrowed)).toEqual(selectOf(stream('applications')))
  })

  it('keeps the time of an event', () => {
    const narrowed = narrow(stream('sign_ins'), { sign_ins: ['appId'] })
    expect(columnsOf(narrowed, 'sign_ins')).toEqual(['id', 'appId', 'createdDateTime'])
  })

  it('narrows a table unnested from events, which need not have the time', () => {
    const events = stream('sign_ins')
    if (events.kind !== 'window') throw new Error('unexpected')
    const policies: TableDefinition = {
      rows: 'unnested',
      from: 'sign_ins',
      parentColumn: 'signInId',
      lists: [{ column: 'appliedConditionalAccessPolicies' }],
      key: ['signInId', 'id'],
      columns: { signInId: 'string', id: 'string', displayName: 'string', result: 'string' },
      schemaVersion: 1,
    }
    const narrowed = narrow({ ...events, tables: { ...events.tables, policies } }, { policies: ['result'] })
    expect(columnsOf(narrowed, 'policies')).toEqual(['signInId', 'id', 'result'])
  })

  it('narrows the $select of a list, by the names in the JSON', () => {
    const narrowed = narrow(stream('user_sign_in_activity'), { user_sign_in_activity: [] })
    expect(narrowed).toMatchObject({ query: { $select: 'id', $top: '500' } })
    expect(columnsOf(narrowed, 'user_sign_in_activity')).toEqual(['userId'])
  })

  it('selects neither the parent of a child nor the kind of a row', () => {
    const narrowed = narrow(stream('application_owners'), { application_owners: ['_odata_type'] })
    expect(columnsOf(narrowed, 'application_owners')).toEqual(['applicationId', 'id', '_odata_type'])
    expect(narrowed).toMatchObject({ query: { $select: 'id' } })
  })

  it('keeps the relation of an edge table', () => {
    const narrowed = narrow(stream('group_members'), { group_members: ['id'] })
    expect(columnsOf(narrowed, 'group_members')).toEqual(['groupId', 'id'])
    expect(selectOf(narrowed)).toEqual(['members'])
  })

  it('ignores the tables of other streams, and changes nothing that it was given', () => {
    const before = structuredClone(stream('users'))
    expect(narrow(stream('users'), { groups: ['id'] })).toEqual(before)
    narrow(stream('users'), { users: ['id'] })
    expect(stream('users')).toEqual(before)
  })

  it('is the same when done twice', () => {
    const once = narrow(stream('users'), { users: ['mail'] })
    expect(narrow(once, { users: ['mail'] })).toEqual(once)
  })

  it('refuses an unknown column, with the nearest', () => {
    const act = () => narrow(stream('users'), { users: ['id', 'displayname'] })
    expect(act).toThrow(UnknownColumnError)
    expect(act).toThrow(
      "The table 'users' has no column 'displayname'. Did you mean 'displayName'? `entra-extract tables users` lists all.",
    )
    expect(act).toThrow(
      expect.objectContaining({ table: 'users', column: 'displayname', nearest: ['displayName'] }),
    )
  })

  it('refuses a property that is left out', () => {
    expect(() => narrow(stream('users'), { users: ['signInActivity'] })).toThrow(
      "has no column 'signInActivity'",
    )
  })
})

describe('inCloud', () => {
  it('does not select what the cloud lacks, and keeps the column', () => {
    const china = inCloud(stream('groups'), 'china')
    expect(selectOf(china)).not.toContain('assignedLabels')
    expect(columnsOf(china, 'groups')).toContain('assignedLabels')
    expect(selectOf(china)).toHaveLength(selectOf(stream('groups')).length - 1)
  })

  it('changes nothing where nothing is lacking', () => {
    expect(inCloud(stream('groups'), 'global')).toEqual(stream('groups'))
    expect(inCloud(stream('subscribed_skus'), 'china')).toEqual(stream('subscribed_skus'))
  })
})

describe('nearest', () => {
  it.each([
    ['users', 'users', 0],
    ['usres', 'users', 1],
    ['user', 'users', 1],
    ['', 'abc', 3],
    ['kitten', 'sitting', 3],
  ])('from %s to %s: %i', (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance)
    expect(editDistance(b, a)).toBe(distance)
  })

  it('gives all that are equally near, and only these', () => {
    expect(nearest('sign_in', ['sign_ins', 'sign_on', 'signing', 'users'])).toEqual(['sign_ins', 'sign_on'])
  })

  it('says it in words', () => {
    expect(didYouMean([])).toBe('')
    expect(didYouMean(['a', 'b'])).toBe(" Did you mean 'a' or 'b'?")
  })
})
