// Values as Graph sends them now and then: kept for what they are, or refused by name.
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ListStream } from '../../src/streams/define.ts'
import { parts, startWorld, things, type World } from '../strangers/world.ts'
import { batch, rowsOf } from '../support/graph-script.ts'
import { micros, readParquet } from '../support/parquet-rows.ts'
import { tableOf } from '../support/rig.ts'
import { answered, page } from '../support/scripted-server.ts'

let world: World
beforeEach(async () => {
  world = await startWorld()
})
afterEach(() => world.close())

const read = (table: string) => readParquet(`${world.lake}/${table}/data.parquet`)

const pairs: ListStream = {
  ...things,
  tables: {
    pairs: {
      rows: 'own',
      key: ['tenantId', 'skuId'],
      columns: { tenantId: 'string', skuId: 'string', seats: 'int64', ratio: 'double', at: 'timestamp' },
      schemaVersion: 1,
    },
  },
}

test('keys of two parts, numbers as text, times of any offset and year', async () => {
  const row = (tenantId: string, skuId: string, more: object) => ({ tenantId, skuId, ...more })
  world.graph.answer(
    page([
      row('a_b', 'c', { seats: '42', ratio: '0.5', at: '2026-11-20T10:00:00.1234567+05:30' }),
      row('a', 'b_c', { seats: 9007199254740993n.toString(), ratio: 1, at: '0001-01-01T00:00:00Z' }),
      row('A', 'b_c', { seats: -1, ratio: null, at: '9999-12-31T23:59:59.9999999Z' }),
      row('a', 'B_c', { seats: null }),
      row('a_b', 'c', { seats: '43', ratio: '0.5', at: '2026-11-20T10:00:00.1234567+05:30' }),
    ]),
  )
  const { report } = await world.read({ pairs })
  expect(tableOf(report, 'pairs')).toMatchObject({ verdict: 'complete', rows: 4, duplicates: 1 })
  const found = new Map(
    (await read('pairs')).map(({ tenantId, skuId, ...row }) => [`${tenantId}/${skuId}`, row]),
  )
  const at = (text: string, more = 0n) => micros(BigInt(Date.parse(text)) * 1000n + more)
  expect(found.get('a_b/c')).toMatchObject({
    seats: 43,
    ratio: 0.5,
    at: at('2026-11-20T04:30:00.123Z', 456n),
  })
  expect(found.get('a/b_c')).toMatchObject({
    seats: '9007199254740993',
    ratio: 1,
    at: at('0001-01-01T00:00:00Z'),
  })
  expect(found.get('A/b_c')).toMatchObject({
    seats: -1,
    ratio: null,
    at: at('9999-12-31T23:59:59.999Z', 999n),
  })
  expect(found.get('a/B_c')).toMatchObject({ seats: null, ratio: null, at: null })
})

test('a row without its key fails the table, and says so', async () => {
  world.graph.answer(page([{ tenantId: 'a', skuId: 'b' }, { tenantId: 'a' }]))
  const { report } = await world.read({ pairs })
  expect(tableOf(report, 'pairs')).toMatchObject({
    verdict: 'failed',
    reason: expect.stringMatching(/skuId/),
    rows: 0,
  })
})

test('parents and children nested a hundred thousand deep do no harm', async () => {
  const deep = JSON.parse('[]') as unknown[]
  let inner = deep
  for (let depth = 0; depth < 1_000; depth++) {
    const next: unknown[] = []
    inner.push(next)
    inner = next
  }
  const nested = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
  world.graph.answer(
    answered(200, `{"value":[{"more":${nested},"id":"a"}]}`),
    batch(() => rowsOf({ id: 'p', more: deep })),
  )
  const { report } = await world.read({ parts })
  expect(tableOf(report, 'parts')).toMatchObject({ verdict: 'complete', rows: 1 })
  expect(await read('parts')).toMatchObject([{ thingId: 'a', id: 'p' }])
})
