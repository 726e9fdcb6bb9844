import { expect, test } from 'vitest'
import type { Sandbox } from '../../src/sandbox/index.ts'
import { hash, salt } from '../../src/sandbox/random.ts'
import { first, ids, Replay, readAll, start, trueEdges } from './client.ts'

const EDITS = salt('edits of a test')

/** Something happens to a user, a group or a membership; which is up to the number. */
function happen(sandbox: Sandbox, number: number): void {
  const users = [...sandbox.truth('users')].map(user => String(user.id))
  const groups = [...sandbox.truth('groups')].map(group => String(group.id))
  const user = users[hash(1, EDITS, number, 1) % users.length] ?? ''
  const group = groups[hash(1, EDITS, number, 2) % Math.min(5, groups.length)] ?? ''
  const { edit } = sandbox
  const deeds = [
    () => edit.addMember(group, user),
    () => edit.removeMember(group, user),
    () => edit.addMember(group, edit.addUser()),
    () => edit.removeUser(user, number % 2 === 0 ? 'changed' : 'deleted'),
    () => edit.updateGroup(group, { description: `number ${number}` }),
    () => edit.addOwner('groups', group, user),
    () => edit.removeOwner('groups', group, user),
    () => edit.addMember(edit.addGroup(), user),
    () => edit.addMember(group, { '@odata.type': '#microsoft.graph.group', id: groups.at(-1) ?? '' }),
  ]
  deeds[hash(1, EDITS, number) % deeds.length]?.()
}

test.each([1, 2, 3])('changes between pages are never lost (seed %i)', async seed => {
  const sandbox = await start({
    seed,
    users: 60,
    pageSizes: { memberSlice: 7, groupsDelta: 5, usersDelta: 9 },
  })
  const groups = new Replay('/v1.0/groups/delta?$select=description,members,owners')
  const users = new Replay('/v1.0/users/delta?$select=displayName')
  let number = seed * 1000
  const meanwhile = (): void => happen(sandbox, number++)
  for (let round = 0; round < 5; round++) {
    await groups.round(sandbox, {}, meanwhile)
    await users.round(sandbox, {}, meanwhile)
  }
  await groups.round(sandbox)
  await users.round(sandbox)
  expect(groups.edges('members')).toEqual(trueEdges(sandbox, 'members'))
  expect(groups.edges('owners')).toEqual(trueEdges(sandbox, 'owners'))
  expect(ids(users.objects.values())).toEqual(ids(sandbox.truth('users')))
  expect(ids(groups.objects.values())).toEqual(ids(sandbox.truth('groups')))
})

test('a thousand new members of one group come in slices, not once per change', async () => {
  const sandbox = await start({ pageSizes: { memberSlice: 100 } })
  const replay = new Replay('/v1.0/groups/delta?$select=displayName,members')
  await replay.round(sandbox)
  const group = String(first(sandbox.truth('groups')).id)
  const added = Array.from({ length: 1000 }, () => sandbox.edit.addUser())
  for (const id of added) sandbox.edit.addMember(group, id)
  sandbox.edit.updateGroup(group, { displayName: 'Everybody' })
  const rows = await readAll(sandbox, replay.link)
  expect(new Set(rows.map(row => row.id))).toEqual(new Set([group]))
  const members = rows.flatMap(row => row['members@delta'] ?? [])
  expect(members).toHaveLength(1000)
  expect(rows.length).toBeGreaterThanOrEqual(10)
  expect(rows.length).toBeLessThan(13)
})
