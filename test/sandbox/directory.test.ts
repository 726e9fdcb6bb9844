import { describe, expect, test } from 'vitest'
import type { GraphObject, ObjectKind } from '../../src/sandbox/index.ts'
import { directorySchema, propertiesOf } from '../../src/sandbox/schema/index.ts'
import { directoryResources } from '../../src/sandbox/tenant/directory/index.ts'
import { makeEditor } from '../../src/sandbox/tenant/editor.ts'
import { Life } from '../../src/sandbox/tenant/life.ts'
import { Tenant } from '../../src/sandbox/tenant/tenant.ts'
import { makeWorld } from '../../src/sandbox/tenant/world.ts'
import { NOON } from './client.ts'
import { living, rowsOf, TYPES, tenantAfter } from './directory-rows.ts'

const NEW_KINDS = [
  'servicePrincipals',
  'devices',
  'administrativeUnits',
  'orgContacts',
  'oauth2PermissionGrants',
  'directoryRoles',
] as const

const columnsOf = (type: string): string[] =>
  [...propertiesOf(directorySchema, type).values()]
    .filter(property => !property.singleGetOnly && property.name !== 'deletedDateTime')
    .map(property => property.name)

describe('every property is set somewhere, and no row has one of another type', () => {
  const tenant = tenantAfter(0)
  const cases = [
    ...NEW_KINDS.map(kind => [kind, TYPES[kind], living(tenant, kind)] as const),
    ...directoryResources.map(each => [each.name, each.type, rowsOf(tenant, each)] as const),
  ]

  test.each(cases)('%s', (_, type, rows) => {
    const unset = columnsOf(type).filter(
      name => !rows.some(row => row[name] !== null && row[name] !== undefined),
    )
    expect(rows.length).toBeGreaterThan(0)
    expect(unset).toEqual([])
  })

  test.each(cases)('%s: no others', (_, type, rows) => {
    const foreign = rows.flatMap(row => {
      const own = propertiesOf(
        directorySchema,
        String(row['@odata.type'] ?? type).replace('#microsoft.graph.', ''),
      )
      return Object.keys(row).filter(name => !own.has(name) && !/^extension_|@|Id$/.test(name))
    })
    expect(foreign).toEqual([])
  })

  test.each(NEW_KINDS)('%s: some properties are null or were never set', kind => {
    const rows = living(tenant, kind)
    const missing = columnsOf(TYPES[kind]).filter(name =>
      rows.some(row => row[name] === null || row[name] === undefined),
    )
    expect(missing.length).toBeGreaterThan(0)
  })
})

describe('rows follow from the seed and the clock', () => {
  const [first, again, later, other] = [tenantAfter(3), tenantAfter(3), tenantAfter(6), tenantAfter(3, 7)]

  test.each(directoryResources)('$name', each => {
    const rows = rowsOf(first, each)
    expect(rowsOf(again, each)).toEqual(rows)
    expect(rowsOf(first, each)).toEqual(rows)
    expect(rowsOf(later, each)).not.toEqual(rows)
    expect(rowsOf(other, each)).not.toEqual(rows)
  })

  test.each(NEW_KINDS)('%s', kind => {
    expect(living(again, kind)).toEqual(living(first, kind))
    expect(living(other, kind)).not.toEqual(living(first, kind))
  })

  test.each(directoryResources)('$name has no key twice', each => {
    const keys = rowsOf(later, each).map(row =>
      [...(each.parents?.columns ?? []), 'id'].map(name => row[name]).join(),
    )
    expect(new Set(keys).size).toBe(keys.length)
  })
})

describe('a day of life', () => {
  const tenant = new Tenant(makeWorld(42, 150, Date.parse(NOON), 1))
  const life = new Life(tenant, makeEditor(tenant))

  /** What happened to objects of a kind in the next day. */
  function nextDay(kind: ObjectKind): Set<string> {
    const since = tenant[kind].log.length
    life.advance(24)
    return new Set(tenant[kind].log.slice(since).map(change => change.what))
  }

  test.each(NEW_KINDS.filter(kind => kind !== 'directoryRoles'))('%s come, change and go', kind => {
    expect(nextDay(kind)).toEqual(new Set(['created', 'updated', 'removed']))
  })

  test('directory roles are activated, for good, until all are', () => {
    const roles = (days: number): GraphObject[] => living(tenantAfter(days), 'directoryRoles')
    expect([roles(0).length, roles(30).length]).toEqual([12, 20])
    expect(roles(1).slice(0, 12)).toEqual(roles(0))
    expect(nextDay('directoryRoles')).toEqual(new Set(['updated']))
  })
})

test('names are concealed only where that is asked for', () => {
  expect(makeWorld(1, 10, 0, 1).concealNames).toBe(false)
  expect(makeWorld(1, 10, 0, 1, true).concealNames).toBe(true)
})
