// What people do in a tenant while somebody reads it.
import type { GraphObject, ObjectKind, TenantEditor } from '../api.ts'
import { fromMs } from '../tenant/moment.ts'
import type { Tenant } from '../tenant/tenant.ts'
import { isoTime } from '../tenant/world.ts'

/** Fractions in [0, 1) by number. */
export type Dice = (throwNumber: number) => number

interface Scene {
  readonly tenant: Tenant
  readonly edit: TenantEditor
  readonly dice: Dice
}

const MINUTE = 60_000

/** An element by the throw's number; undefined of none. */
function any<T>(items: Iterable<T>, { dice }: Scene, throwNumber: number): T | undefined {
  const all = [...items]
  return all[Math.floor(dice(throwNumber) * all.length)]
}

function living(scene: Scene, kind: ObjectKind, throwNumber: number): string | undefined {
  return any(scene.tenant[kind].living(), scene, throwNumber)?.id
}

/** A time of the last two hours, which every look-back reaches. */
function lately({ tenant, dice }: Scene): string {
  return isoTime(tenant.now - Math.floor((1 + 118 * dice(9)) * MINUTE))
}

type Deed = (scene: Scene, user: string, group: string, application: string) => void

const DEEDS: readonly Deed[] = [
  ({ edit, dice }, user) => edit.updateUser(user, { displayName: `Renamed ${Math.floor(dice(5) * 1e6)}` }),
  ({ edit }, user) => edit.updateUser(user, { jobTitle: null }),
  ({ edit }) => void edit.addUser(),
  ({ edit }, user) => edit.removeUser(user, 'changed'),
  ({ edit }, user) => edit.removeUser(user, 'deleted'),
  restoreSomebody,
  (scene, user) => scene.edit.setManager(user, otherUser(scene, user)),
  ({ edit }, user) => edit.setManager(user),
  ({ edit }, user, group) => edit.addMember(group, user),
  (scene, _, group) => {
    const member = any(scene.tenant.members.living(group), scene, 6)
    if (member !== undefined) scene.edit.removeMember(group, member.id)
  },
  ({ edit }, user, group) => edit.addOwner('groups', group, user),
  ({ edit }, _, group) => edit.updateGroup(group, { description: 'Changed while it was read' }),
  ({ edit }, _user, _group, application) =>
    edit.updateApplication(application, { displayName: 'Changed while it was read' }),
  ({ edit }, user, _group, application) => edit.addOwner('applications', application, user),
  ({ edit }) => void edit.addApplication(),
  scene => void scene.edit.addEvent('sign_ins', { createdDateTime: lately(scene) }),
  scene => void scene.edit.addEvent('directory_audits', { activityDateTime: lately(scene) }),
  changeSignIn,
]

function otherUser(scene: Scene, user: string): string | undefined {
  const other = living(scene, 'users', 7)
  return other === user ? undefined : other
}

function restoreSomebody({ tenant, edit, dice }: Scene): void {
  const { users } = tenant
  const from = Math.floor(dice(6) * users.length)
  for (let step = 0; step < users.length; step++) {
    const id = users.idAt((from + step) % users.length)
    if (tenant.need('users', id).removed !== 'changed') continue
    edit.restoreUser(id)
    return
  }
}

function changeSignIn(scene: Scene): void {
  const { tenant, edit } = scene
  const recent = tenant.logs.sign_ins.entries(
    fromMs(tenant.now - 120 * MINUTE),
    fromMs(tenant.now),
    tenant.now,
  )
  const entry = any(recent, scene, 6)
  const change: GraphObject = { riskState: 'remediated' }
  if (entry !== undefined) edit.changeEvent('sign_ins', entry.id, change)
}

/** One deed of somebody, as the dice say. */
export function meddle(tenant: Tenant, edit: TenantEditor, dice: Dice): void {
  const scene = { tenant, edit, dice }
  const user = living(scene, 'users', 1)
  const group = living(scene, 'groups', 2)
  const application = living(scene, 'applications', 3)
  if (user === undefined || group === undefined || application === undefined) return
  DEEDS[Math.floor(dice(0) * DEEDS.length)]?.(scene, user, group, application)
}
