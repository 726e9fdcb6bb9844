// What a hostile server says, through the whole program: nothing of it moves a terminal, and it stays short.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readParquet } from '../support/parquet-rows.ts'
import { stateOf } from '../support/rig.ts'
import { answered, page, type Reply } from '../support/scripted-server.ts'
import { run } from '../support/terminal.ts'
import { expectPlain, startWorld, TOKEN, type World } from './world.ts'

let world: World
beforeEach(async () => {
  world = await startWorld()
})
afterEach(() => world.close())

const WORDS = [
  '\u001b[2J\u001b[1;31mAll tables complete\u001b[0m',
  '\u001b]8;;https://evil.example\u0007sign in here\u001b]8;;\u0007',
  '\u001b]0;title\u0007\u001b]52;c;cm0gLXJmIH4=\u0007',
  '\u009b31m\u0090q\u009c\u0085',
  'a\u202etxt.exe\u202c \u2066x\u2069 \u200f\u061c',
  'line\r\nusers: complete\nusers: complete\u2028\u2029\u0000\b\b\b',
  `Bearer ${TOKEN} ${TOKEN}`,
  'x'.repeat(100_000),
].join(' ')

/** A refusal with these words wherever words may be. */
const says =
  (status: number): Reply =>
  (response, asked) => {
    const error = {
      code: WORDS,
      message: WORDS,
      innerError: { 'request-id': WORDS, code: WORDS },
      details: [WORDS],
    }
    const headers = {
      'request-id': 'a\u009b31m\u0085b',
      'retry-after': '\u009b0',
      location: `https://${'y'.repeat(4_000)}/`,
    }
    answered(status, { error }, headers)(response, asked)
  }

const TABLES = [
  'users',
  'subscribed_skus',
  'application_owners',
  'sign_ins',
  'authorization_policy',
  'email_activity',
]

describe.each([false, true])('with a terminal: %s', tty => {
  const environment = { env: { ENTRA_EXTRACT_ACCESS_TOKEN: TOKEN }, tty }

  test.each([
    ['extract', 400, 1],
    ['extract', 403, 4],
    ['extract', 404, 1],
    ['extract', 301, 1],
    ['check', 400, 1],
    ['check', 403, 4],
  ])('%s says plainly that the answer is %d', async (command, status, code) => {
    world.graph.answer(says(status))
    // Events need to know what time it is at Graph, and a run that is not told ends before it begins.
    const tables = TABLES.filter(table => status !== 301 || table !== 'sign_ins')
    const out = command === 'extract' ? ['--out', world.lake] : []
    const outcome = await run(
      [command, ...tables, '--graph-url', world.graph.root, '--verbose', ...out],
      environment,
    )
    expectPlain(outcome, tty)
    expect(outcome.code).toBe(code)
    for (const table of tables) expect(outcome.stdout).toContain(table)
  })
})

test('the report as JSON, and the status afterwards, are plain too', async () => {
  world.graph.answer(says(400))
  const json = await world.extract(...TABLES, '--json')
  expectPlain(json)
  const { tables } = JSON.parse(json.stdout) as { tables: { verdict: string; reason: string }[] }
  expect(tables.map(({ verdict }) => verdict)).toEqual(TABLES.map(() => 'failed'))
  for (const { reason } of tables) expect(reason.length).toBeLessThan(1_000)
  for (const args of [[], ['--json']]) expectPlain(await run(['status', '--out', world.lake, ...args]))
  expectPlain(await run(['verify', '--out', world.lake]))
  expect(JSON.stringify(stateOf(world.lake)).length).toBeLessThan(20_000)
})

test('a tenant that calls itself a path, a query and an escape is only a name', async () => {
  const id = "'; DROP TABLE x; -- ../../\u001b[2J\u202e"
  const bare = { env: { ENTRA_EXTRACT_ACCESS_TOKEN: 'not-a-jwt' } }
  const args = ['subscribed_skus', '--graph-url', world.graph.root, '--out', world.lake]
  world.graph.answer(page([{ id }]), page([{ id: 'a', skuId: 'b' }]))
  const first = await run(['extract', ...args, '--json'], bare)
  expectPlain(first)
  expect(first.code).toBe(0)
  expect(stateOf(world.lake).tenantId).toBe(id)
  const rows = await readParquet(`${world.lake}/subscribed_skus/data.parquet`)
  expect(rows).toMatchObject([{ id: 'a', _tenant_id: id }])
  world.graph.answer(page([{ id: 'another' }]))
  const second = await run(['extract', ...args], bare)
  expectPlain(second)
  expect(second.code).toBe(2)
  expect(second.stderr).toContain('holds tenant')
})

test('values at fault are quoted short and plain', async () => {
  const nasty = '\u001b[2J\u202e'.repeat(1_000)
  world.graph.answer(page([{ id: nasty, skuId: 'b', consumedUnits: nasty }]))
  const outcome = await world.extract('subscribed_skus')
  expectPlain(outcome)
  expect(outcome.code).toBe(1)
  expect(outcome.stdout).toContain('consumedUnits')
})
