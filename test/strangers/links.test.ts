// Links and redirects of a hostile server: nobody but the configured host is ever asked.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { stateOf, tableOf } from '../support/rig.ts'
import { answered, page, type Reply } from '../support/scripted-server.ts'
import { parts, startWorld, things, type World } from './world.ts'

let world: World
beforeEach(async () => {
  world = await startWorld()
})
afterEach(() => world.close())

/** Made of the root of Graph and of the stranger's. */
type Link = (graph: string, stranger: string) => string

const bare = (root: string): string => root.replace('http://', '')

const FOREIGN: Readonly<Record<string, Link>> = {
  'another host': (_, stranger) => `${stranger}/v1.0/things`,
  'another scheme': graph => graph.replace('http:', 'https:'),
  'a file': () => 'file:///etc/passwd',
  data: () => 'data:application/json,{"value":[]}',
  'a script': () => 'javascript:alert(1)',
  'the host as a user': (graph, stranger) => `${graph}@${bare(stranger)}/`,
  'the host as a user with a password': (graph, stranger) => `${graph}:x@${bare(stranger)}/`,
  'a longer host': graph => `${graph.replace(/:\d+$/, '')}.evil.example/`,
  'a longer port': graph => `${graph}1/things`,
  'no port': graph => graph.replace(/:\d+$/, '/things'),
  backslashes: (graph, stranger) => `${graph}\\@${bare(stranger)}/`,
  'backslashes for slashes': (_, stranger) => `http:\\\\${bare(stranger)}\\things`,
  'a tab within': graph => graph.replace('://', ':/\t/'),
  'a blank before': graph => ` ${graph}/things`,
  'capital letters': graph => graph.replace('http', 'HTTP'),
  'a host in other letters': () => 'http://１２７.0.0.1/things',
  'an ideographic stop': graph => `${graph}。evil.example/`,
  'only a path': () => '/v1.0/things?$skip=1',
  'a host without scheme': (_, stranger) => `//${bare(stranger)}/things`,
  'no path': graph => graph,
  'a query behind the host': (graph, stranger) => `${graph}?@${bare(stranger)}/`,
  'a fragment behind the host': (graph, stranger) => `${graph}#@${bare(stranger)}/`,
  'an endless host': () => `http://${'a'.repeat(100_000)}.example/`,
}

const names = Object.keys(FOREIGN)

describe('a link with', () => {
  test.each(names)('%s is not followed, and not saved', async name => {
    const link = FOREIGN[name]?.(world.graph.root, world.stranger.origin) ?? ''
    world.graph.answer(page([{ id: 'a' }], link))
    const ended = await world.readThings()
    expect(ended).toMatchObject({
      verdict: 'failed',
      reason: expect.stringMatching(/not followed|not a link/),
    })
    expect(ended.reason?.length).toBeLessThan(400)
    expect(world.graph.asked).toHaveLength(ended.requests)
    expect(ended.requests).toBeLessThanOrEqual(3)
    expect(JSON.stringify(stateOf(world.lake).streams)).not.toContain('next')
    expect(world.stranger.heard).toEqual([])
  })

  test.each([
    ['two slashes', '//evil.example/things', '//evil.example/things'],
    ['a user in its path', '/@evil.example/things', '/@evil.example/things'],
    ['backslashes in its path', '/\\evil.example', '/\\evil.example'],
    [
      'a header in it',
      '/things\r\nHost: evil.example\r\n\r\n',
      '/things%0D%0AHost:%20evil.example%0D%0A%0D%0A',
    ],
    ['a whole link in it', '/http://evil.example/', '/http://evil.example/'],
  ])('%s goes to the configured host all the same', async (_, tail, path) => {
    world.graph.answer(page([{ id: 'a' }], world.graph.root + tail), page([{ id: 'b' }]))
    expect(await world.readThings()).toMatchObject({ verdict: 'complete', rows: 2 })
    expect(world.graph.asked.map(asked => asked.path)).toEqual(['/v1.0/things', path])
    expect(world.graph.asked[1]?.headers).toMatchObject({ host: bare(world.graph.root) })
    expect(world.stranger.heard).toEqual([])
  })

  test.each([
    ['half a character', '{"value":[],"@odata.nextLink":"$/\\ud800"}'],
    ['a hundred thousand characters', `{"value":[],"@odata.nextLink":"$/${'a'.repeat(100_000)}"}`],
    ['no text', '{"value":[],"@odata.nextLink":{"href":"$/"}}'],
  ])('%s is an error, and nothing is asked for it', async (_, body) => {
    world.graph.answer(answered(200, body.replace('$', world.graph.root)))
    expect(await world.readThings()).toMatchObject({
      verdict: 'failed',
      reason: expect.stringMatching(/link/),
      requests: 3,
    })
  })
})

describe('a redirect', () => {
  const moved = (status: number, location: string): Reply => answered(status, '', { location })

  test.each([300, 301, 302, 303, 304, 305, 307, 308])('%d is not followed', async status => {
    world.graph.answer(moved(status, `${world.stranger.origin}/v1.0/things`))
    expect(await world.readThings()).toMatchObject({
      verdict: 'failed',
      reason: expect.stringMatching(/links to another host/),
    })
    expect(world.graph.asked).toHaveLength(1)
    expect(world.stranger.heard).toEqual([])
  })

  test('of a batch is not followed', async () => {
    world.graph.answer(page([{ id: 'a' }]), moved(307, `${world.stranger.origin}/v1.0/$batch`))
    const { report } = await world.read({ parts })
    expect(tableOf(report, 'parts')).toMatchObject({ verdict: 'failed' })
    expect(world.stranger.heard).toEqual([])
  })

  test('inside of a batch is not followed', async () => {
    const inner = {
      id: '1',
      status: 302,
      headers: { Location: `${world.stranger.origin}/x` },
      body: { value: [] },
    }
    world.graph.answer(page([{ id: 'a' }]), answered(200, { responses: [inner] }))
    const { report } = await world.read({ parts })
    expect(tableOf(report, 'parts')).toMatchObject({ verdict: 'failed' })
    expect(world.stranger.heard).toEqual([])
  })

  test('to a file gets neither token nor header of ours, whatever it says', async () => {
    const { path: _, tables: __, ...plain } = things
    const report = { ...plain, kind: 'report', family: 'usageReports', path: '/report' } as const
    const columns = { id: 'string' } as const
    const tables = { usage: { rows: 'own', key: ['id'], columns, schemaVersion: 1 } } as const
    world.graph.answer(answered(200, '{}'), moved(302, `${world.stranger.origin}/file.csv?token=1`))
    const run = await world.read({ usage: { ...report, tables } })
    expect(tableOf(run.report, 'usage')).toMatchObject({
      verdict: 'failed',
      reason: expect.stringMatching(/no CSV/),
    })
    const said = world.stranger.heard.filter(line => line.startsWith('GET'))
    expect(said.length).toBeGreaterThan(0)
    for (const line of said) expect(line).not.toMatch(/authorization|client-request-id|prefer|cookie/i)
  })
})
