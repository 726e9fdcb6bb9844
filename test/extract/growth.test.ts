// Few requests: from a small tenant to a larger one, requests grow by pages and by batches of 20, never by one per object.
import { expect, test } from 'vitest'
import type { RunReport } from '../../src/extract/report.ts'
import { tables } from '../../src/streams/index.ts'
import { startRig, tableOf } from '../support/rig.ts'

const SMALL = 100
const LARGE = 2_500
/** Of every stream, the table that its requests are counted with; without those that ask people, or about named people. */
const names = [...tables.values()]
  .filter(({ name, stream }) => name === stream.name && stream.definition.permissions.application.length > 0)
  .map(({ name }) => name)
  .filter(name => name !== 'user_owned_deleted_items')

async function reportOf(users: number): Promise<RunReport> {
  const rig = await startRig({ users, activity: 0.01 })
  try {
    return await rig.extract({ tables: names, since: { backMs: 3_600_000 } })
  } finally {
    await rig.close()
  }
}

/** How many parents more the larger tenant has: people and devices are many, all else (applications, groups) 80 at most. */
function moreParents(name: string): number {
  const definition = tables.get(name)?.stream.definition
  if (definition?.kind !== 'children') return 0
  const path = 'path' in definition.parents ? definition.parents.path : ''
  return /^\/(users|devices)$/.test(path) ? LARGE - SMALL : 80
}

test('requests grow by pages and batches alone', { timeout: 120_000 }, async () => {
  const [small, large] = [await reportOf(SMALL), await reportOf(LARGE)]
  const offending = names.flatMap(name => {
    const [before, after] = [tableOf(small, name), tableOf(large, name)]
    expect([before.verdict, after.verdict]).toEqual(['complete', 'complete'])
    // The shortest pages of a delta have 100 rows or 300 members; a parent without children costs a twentieth of a request.
    const pages = Math.max(0, after.received - before.received) / 90
    const batches = moreParents(name) / 20
    const grown = after.requests - before.requests
    return grown > 2 + pages + batches ? [`${name}: ${before.requests} → ${after.requests}`] : []
  })
  expect(offending).toEqual([])
  expect(tableOf(large, 'users').requests).toBeGreaterThan(tableOf(small, 'users').requests)
})
