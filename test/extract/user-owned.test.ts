// What named people own in the bin: asked by POST, one listing per owner and type.
import { afterEach, expect, test } from 'vitest'
import { findTable } from '../../src/streams/index.ts'
import { readTable } from '../support/parquet-rows.ts'
import { type Rig, replay, sorted, startRig, tableOf } from '../support/rig.ts'

let rig: Rig
afterEach(() => rig.close())

const TABLE = 'user_owned_deleted_items'
const { definition } = findTable(TABLE)

const keys = async (): Promise<string[]> =>
  (await readTable(rig.lake, TABLE)).map(row => `${row.ownerId} ${row._odata_type} ${row.id}`).sort()

test('has the deleted groups and applications of the owners that are named, and follows who is named', async () => {
  rig = await startRig({ users: 60 })
  const { edit } = rig.sandbox
  const [one = '', two = ''] = [...rig.sandbox.truth('users')].slice(5).map(({ id }) => String(id))
  const group = edit.addGroup({ displayName: 'Old team' })
  const application = edit.addApplication({ displayName: 'Old tool' })
  const living = edit.addGroup()
  for (const owned of [group, living]) edit.addOwner('groups', owned, one)
  edit.addOwner('applications', application, two)
  edit.removeGroup(group, 'changed')
  edit.removeApplication(application, 'changed')

  const first = await rig.extract({ tables: [TABLE], owners: [one, two] })
  expect(tableOf(first, TABLE)).toMatchObject({ verdict: 'complete', rows: 2, requests: 1 })
  const image = await readTable(rig.lake, TABLE)
  expect(await keys()).toEqual(
    [`${one} #microsoft.graph.group ${group}`, `${two} #microsoft.graph.application ${application}`].sort(),
  )
  expect(image.map(row => row.displayName).sort()).toEqual(['Old team', 'Old tool'])

  await rig.extract({ tables: [TABLE], owners: [two] })
  expect(await keys()).toEqual([`${two} #microsoft.graph.application ${application}`])
  expect(await replay(rig.lake, TABLE, image)).toEqual(sorted(definition, await readTable(rig.lake, TABLE)))
})
