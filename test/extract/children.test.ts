// Children: whose they are, how they are asked for, and where an interrupted reading goes on.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readChildren } from '../../src/extract/children.ts'
import type { Step } from '../../src/extract/source.ts'
import { BATCH_SIZE } from '../../src/graph/batch.ts'
import type { ChildrenStream } from '../../src/streams/define.ts'
import { type TestClient, testClient } from '../support/graph-client.ts'
import { batch, errorOf, pathsOf, route, rowsOf, runOver, type Said } from '../support/graph-script.ts'
import { linesOf, PLAIN, readingOf, stepsOf } from '../support/reading.ts'
import { page, type ScriptedServer, startScripted } from '../support/scripted-server.ts'

let server: ScriptedServer
let to: TestClient

beforeEach(async () => {
  server = await startScripted()
  to = testClient(server.root)
})
afterEach(async () => {
  await to.network.close()
  await server.close()
})

const members: ChildrenStream = {
  ...PLAIN,
  kind: 'children',
  path: '/units/{id}/members',
  parents: { path: '/units', query: { $select: 'id' } },
  parentColumns: ['unitId'],
  query: {},
  tables: {
    unit_members: {
      rows: 'own',
      key: ['unitId', 'id'],
      columns: { unitId: 'string', id: 'string' },
      schemaVersion: 1,
    },
  },
}

const decisions: ChildrenStream = {
  ...members,
  path: '/reviews/{id}/instances/{id}/decisions',
  parents: { path: '/reviews', query: {} },
  between: { path: '/reviews/{id}/instances', query: { $top: '5' } },
  parentColumns: ['reviewId', 'instanceId'],
}

const ids = (count: number, prefix: string): { id: string }[] =>
  Array.from({ length: count }, (_, index) => ({ id: `${prefix}${index + 1}` }))

const read = (definition: ChildrenStream, some = {}): Promise<Step[]> =>
  stepsOf(readChildren, readingOf(to, definition, some))

const batches = (): string[][] =>
  server.asked
    .filter(({ path }) => path.endsWith('$batch'))
    .map(({ body }) =>
      (JSON.parse(body) as { requests: { url: string }[] }).requests.map(({ url }) =>
        decodeURIComponent(url),
      ),
    )

describe('parents and children', () => {
  test('each page of children is a line with the parents of it, outermost first', async () => {
    const next = `${server.root}/v1.0/reviews/r1/instances/i1/decisions?$skiptoken=2`
    const nextInstances = `${server.root}/v1.0/reviews/r2/instances?$skiptoken=2`
    const inner = (what: string): Said => {
      if (what === '/reviews/r1/instances?$top=5') return rowsOf({ id: 'i1' }, { id: 'i2' })
      if (what === '/reviews/r2/instances?$top=5')
        return { status: 200, body: { value: [{ id: 'i1' }], '@odata.nextLink': nextInstances } }
      if (what.startsWith('/reviews/r1/instances/i1'))
        return { status: 200, body: { value: [{ id: 'd1' }, { id: 'd2' }], '@odata.nextLink': next } }
      return rowsOf({ id: `of ${what}` })
    }
    route(server, {
      '/reviews': page([{ id: 'r1' }, { id: 'r2' }]),
      '/$batch': batch(inner),
      '/reviews/r1/instances/i1/decisions?$skiptoken=2': page([{ id: 'd3' }]),
      '/reviews/r2/instances?$skiptoken=2': page([{ id: 'i7' }]),
    })
    const steps = await read(decisions)
    const own = (review: string, instance: string) => ({
      _parents: [review, instance],
      _rows: [{ id: `of /reviews/${review}/instances/${instance}/decisions` }],
    })
    expect(linesOf(steps)).toEqual([
      { _parents: ['r1', 'i1'], _rows: [{ id: 'd1' }, { id: 'd2' }] },
      { _parents: ['r1', 'i1'], _rows: [{ id: 'd3' }] },
      own('r1', 'i2'),
      own('r2', 'i1'),
      own('r2', 'i7'),
    ])
    expect(steps.at(-1)).toMatchObject({ kind: 'fold', mode: { kind: 'replace' }, cursor: { kind: 'whole' } })
    expect(batches().map(urls => urls.length)).toEqual([2, 4])
  })

  test('pairs go 20 to a batch, and a place to go on from follows each 20 outermost parents', async () => {
    const inner = (what: string): Said =>
      what.includes('decisions') ? rowsOf({ id: what }) : rowsOf(...ids(3, 'i'))
    route(server, { '/reviews': page(ids(25, 'r')), '/$batch': batch(inner) })
    const steps = await read(decisions)
    expect(batches().map(urls => urls.length)).toEqual([20, 20, 20, 20, 5, 15])
    expect(linesOf(steps)).toHaveLength(75)
    const places = steps.flatMap(step =>
      step.kind === 'rows' && step.position !== null ? [step.position] : [],
    )
    const link = `${server.root}/v1.0/reviews`
    expect(places).toEqual([
      { kind: 'parents', page: link, after: 'r20' },
      { kind: 'parents', page: link, after: 'r25' },
    ])
    const withRows = steps.filter(step => step.kind === 'rows' && step.page.count > 0)
    expect(withRows.every(step => step.kind === 'rows' && step.position === null)).toBe(true)
    server.asked.length = 0
    const rest = await read(decisions, { position: places[0] })
    expect(linesOf(rest)).toEqual(linesOf(steps).slice(60))
    expect(batches().map(urls => urls.length)).toEqual([5, 15])
  })

  test('a parent that is gone does not count, on either level, nor does what was read of it', async () => {
    const next = `${server.root}/v1.0/reviews/r2/instances/i1/decisions?$skiptoken=2`
    const inner = (what: string): Said => {
      if (what === '/reviews/r1/instances?$top=5') return errorOf(404, 'ResourceNotFound')
      if (!what.includes('decisions')) return rowsOf(...ids(2, 'i'))
      if (what.includes('r2/instances/i1'))
        return { status: 200, body: { value: [{ id: 'd1' }], '@odata.nextLink': next } }
      return what.includes('r3/instances/i1') ? errorOf(404, 'ResourceNotFound') : rowsOf({ id: what })
    }
    route(server, { '/reviews': page(ids(3, 'r')), '/$batch': batch(inner) })
    const parents = linesOf(await read(decisions)).map(line => (line as { _parents: unknown })._parents)
    expect(parents).toEqual([
      ['r2', 'i2'],
      ['r3', 'i2'],
    ])
  })

  test('any other error of a listing between ends the reading', async () => {
    route(server, { '/reviews': page(ids(1, 'r')), '/$batch': batch(() => errorOf(403, 'Denied')) })
    await expect(read(decisions)).rejects.toMatchObject({ status: 403, code: 'Denied' })
  })
})

describe('the id of a parent', () => {
  test('is encoded in a path, and its quotes are doubled in a query', async () => {
    const definition = {
      ...members,
      path: '/units/{id}/x',
      query: { $filter: "unitId eq '{id}' and a eq 'b'", $select: 'id' },
    }
    route(server, { '/units?$select=id': page([{ id: "o'b/1 ä" }]), '/$batch': batch(() => rowsOf()) })
    await read(definition)
    const [{ url }] = (JSON.parse(server.asked[1]?.body ?? '') as { requests: [{ url: string }] }).requests
    expect(url).toBe(
      `/units/o'b%2F1%20%C3%A4/x?$filter=${encodeURIComponent("unitId eq 'o''b/1 ä' and a eq 'b'")}&$select=id`,
    )
  })

  test('stands where it has a place, path before query, outermost first', async () => {
    const definition = {
      ...decisions,
      path: '/reviews/{id}/decisions',
      query: { $filter: "instance eq '{id}'" },
    }
    const inner = (what: string): Said => (what.includes('decisions') ? rowsOf() : rowsOf({ id: 'i1' }))
    route(server, { '/reviews': page([{ id: 'r1' }]), '/$batch': batch(inner) })
    await read(definition)
    expect(batches()[1]).toEqual(["/reviews/r1/decisions?$filter=instance eq 'i1'"])
  })
})

describe('parents that are named', () => {
  const owned: ChildrenStream = {
    ...members,
    path: '/deleted/getOwned',
    parents: { option: 'owner' },
    parentColumns: ['ownerId'],
    bodies: [
      { userId: '{id}', type: 'Group' },
      { userId: '{id}', type: 'Application' },
    ],
    tables: {
      owned_items: {
        rows: 'own',
        key: ['ownerId', 'id'],
        columns: { ownerId: 'string', id: 'string' },
        schemaVersion: 1,
      },
    },
  }

  test('are asked by POST, once with each body', async () => {
    const inner = (what: string): Said => {
      const { userId, type } = JSON.parse(what.replace('/deleted/getOwned ', '')) as Record<string, string>
      return userId === 'gone' && type === 'Application'
        ? errorOf(404, 'ResourceNotFound')
        : rowsOf({ id: `${type} of ${userId}` })
    }
    route(server, { '/$batch': batch(inner) })
    const steps = await read(owned, { owners: ['a"b', 'gone', 'a"b', 'c'] })
    expect(steps).toContainEqual({ kind: 'note', text: 'Graph knows no user gone' })
    const lines = linesOf(steps)
    expect(lines).toEqual(
      ['a"b', 'c'].flatMap(owner =>
        ['Group', 'Application'].map(type => ({ _parents: [owner], _rows: [{ id: `${type} of ${owner}` }] })),
      ),
    )
    const [first] = (JSON.parse(server.asked[0]?.body ?? '') as { requests: unknown[] }).requests
    expect(first).toEqual({
      id: '1',
      method: 'POST',
      url: '/deleted/getOwned',
      headers: { prefer: 'include-unknown-enum-members', 'content-type': 'application/json' },
      body: { userId: 'a"b', type: 'Group' },
    })
    expect(batches().map(urls => urls.length)).toEqual([6])
  })

  test('and are many, are asked 20 requests at a time, and gone on from after each 20 of them', async () => {
    route(server, { '/$batch': batch(() => rowsOf({ id: 'x' })) })
    const owners = ids(23, 'o').map(({ id }) => id)
    const steps = await read(owned, { owners })
    expect(batches().map(urls => urls.length)).toEqual([BATCH_SIZE, BATCH_SIZE, 6])
    expect(linesOf(steps)).toHaveLength(46)
    const rest = await read(owned, { owners, position: { kind: 'parents', page: null, after: 'o20' } })
    expect(linesOf(rest)).toEqual(linesOf(steps).slice(40))
  })

  test('and the quota lets five start at once, are asked five at a time', async () => {
    route(server, { '/$batch': batch(() => rowsOf({ id: 'x' })) })
    const owners = ids(6, 'o').map(({ id }) => id)
    expect(linesOf(await read(owned, { owners, batchSize: 5 }))).toHaveLength(12)
    expect(batches().map(urls => urls.length)).toEqual([5, 5, 2])
  })

  test('and are none, end the run before it begins; with them the table is read', async () => {
    const out = mkdtempSync(join(tmpdir(), 'entra-lake-'))
    route(server, { '/$batch': batch(() => rowsOf({ id: 'x' })) })
    await expect(runOver(server, { owned_items: owned }, { out })).rejects.toMatchObject({
      message: expect.stringMatching(/^The table owned_items needs --owner <id>, /),
      exitCode: 2,
    })
    expect(server.asked).toEqual([])
    const { report } = await runOver(server, { owned_items: owned }, { out, owners: ['a'] })
    expect(report.tables).toMatchObject([{ verdict: 'complete', rows: 1, duplicates: 1 }])
    expect(pathsOf(server)).toEqual(['/$batch'])
    rmSync(out, { recursive: true, force: true })
  })
})
