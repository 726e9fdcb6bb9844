import type { GraphObject, TenantEditor } from '../api.ts'
import { pick } from '../random.ts'
import { passwordCredential } from './applications.ts'
import type { Entry } from './collection.ts'
import { hasExtensions } from './directory/extensions.ts'
import { DIRECTORY_STEPS } from './directory/life.ts'
import { dice, employee, find, type Step, today } from './directory/step.ts'
import { departmentGroup } from './groups.ts'
import { licenceProperties, SKUS, skuById } from './licences.ts'
import { managerOfDepartment } from './managers.ts'
import { HOUR } from './moment.ts'
import { DEPARTMENTS, SURNAMES } from './names.ts'
import type { Tenant } from './tenant.ts'
import { groupId } from './world.ts'

function join(step: Step): void {
  const id = step.edit.addUser()
  step.edit.addMember(groupId(step.tenant.world, 0), id)
}

function leave(step: Step): void {
  const entry = employee(step)
  if (entry) step.edit.removeUser(entry.id, 'changed')
}

function marry(step: Step): void {
  const entry = employee(step)
  const surname = pick(SURNAMES, dice(step, 99))
  if (entry) step.edit.updateUser(entry.id, { surname, displayName: `${entry.row.givenName} ${surname}` })
}

/** Department, title and the department's groups move together. */
function moveDepartment(step: Step): void {
  const entry = employee(step)
  const to = dice(step, 99) % DEPARTMENTS.length
  const from = DEPARTMENTS.findIndex(d => d.name === entry?.row.department)
  const department = DEPARTMENTS[to]
  if (!entry || !department || from === to) return
  step.edit.updateUser(entry.id, { department: department.name, jobTitle: department.titles[0] })
  if (from >= 0) step.edit.removeMember(groupId(step.tenant.world, departmentGroup(from)), entry.id)
  step.edit.addMember(groupId(step.tenant.world, departmentGroup(to)), entry.id)
  step.edit.setManager(entry.id, managerOfDepartment(step.tenant.world, to))
}

function changeLicence(step: Step): void {
  const entry = employee(step)
  if (!entry) return
  const licences = Array.isArray(entry.row.assignedLicenses) ? entry.row.assignedLicenses : []
  const held = licences.flatMap((licence: GraphObject) => skuById(licence.skuId) ?? [])
  const sku = pick(SKUS, dice(step, 99))
  const next = held.includes(sku) ? held.filter(s => s !== sku) : [...held, sku]
  step.edit.updateUser(entry.id, licenceProperties(next, today(step), null))
}

function disable(step: Step): void {
  const entry = employee(step)
  if (entry) step.edit.updateUser(entry.id, { accountEnabled: entry.row.accountEnabled !== true })
}

function clearPhone(step: Step): void {
  const entry = employee(step)
  if (entry) step.edit.updateUser(entry.id, { mobilePhone: null, businessPhones: [] })
}

/** Back from the bin, or, a third of the time, gone from it. */
function emptyBin(step: Step): void {
  const { users } = step.tenant
  for (let place = users.length - 1, seen = 0; place >= 0 && seen < 5000; place--, seen++) {
    if (users.isRemoved(place) !== 'changed') continue
    const id = users.idAt(place)
    if (dice(step, place) % 3 > 0) continue
    if (step.number % 2 === 0) step.edit.restoreUser(id)
    else step.edit.removeUser(id, 'deleted')
    return
  }
}

/** A user of the bin that was a member somewhere until now. */
function purgeLeaver(step: Step): void {
  const last = step.tenant.users.log.findLast(
    change => change.what === 'removed' && step.tenant.users.find(change.id)?.removed === 'changed',
  )
  if (last) step.edit.removeUser(last.id, 'deleted')
}

function restoreLeaver(step: Step): void {
  const first = step.tenant.users.log.find(
    change => change.what === 'removed' && step.tenant.users.find(change.id)?.removed === 'changed',
  )
  if (first) step.edit.restoreUser(first.id)
}

function joinGroup(step: Step): void {
  const [group, user] = [find(step, 'groups'), employee(step)]
  if (group && user) step.edit.addMember(group.id, user.id)
}

function leaveGroup(step: Step): void {
  const group = find(step, 'groups', entry => step.tenant.members.reader(entry.id).places > 0)
  if (!group) return
  const reader = step.tenant.members.reader(group.id)
  for (let throws = 0; throws < 20; throws++) {
    const edge = reader.at(dice(step, 200 + throws) % reader.places)
    if (!edge || edge.removed) continue
    step.edit.removeMember(group.id, edge.ref.id)
    return
  }
}

function changeOwner(step: Step): void {
  const kind = step.number % 2 === 0 ? 'groups' : 'applications'
  const [parent, user] = [find(step, kind), employee(step)]
  if (!parent || !user) return
  const edges = kind === 'groups' ? step.tenant.groupOwners : step.tenant.applicationOwners
  const [old] = edges.living(parent.id)
  step.edit.addOwner(kind, parent.id, user.id)
  if (old) step.edit.removeOwner(kind, parent.id, old.id)
}

function addSecret(step: Step): void {
  const entry = find(step, 'applications')
  if (!entry) return
  const now = Array.isArray(entry.row.passwordCredentials) ? entry.row.passwordCredentials : []
  const elapsed = Math.floor((step.tenant.now - step.tenant.world.start) / 86_400_000)
  const secret = passwordCredential(step.tenant.world, 1_000_000 + step.number, 0, elapsed + 180)
  step.edit.updateApplication(entry.id, { passwordCredentials: [...now, secret] })
}

function dropSecret(step: Step): void {
  const entry = find(
    step,
    'applications',
    e => Array.isArray(e.row.passwordCredentials) && e.row.passwordCredentials.length > 0,
  )
  const now = Array.isArray(entry?.row.passwordCredentials) ? entry.row.passwordCredentials : []
  if (entry) step.edit.updateApplication(entry.id, { passwordCredentials: now.slice(1) })
}

function newGroup(step: Step): void {
  const id = step.edit.addGroup()
  for (let i = 0; i < 3; i++) {
    const user = find({ ...step, number: step.number + i * 1_000_003 }, 'users')
    if (user) step.edit.addMember(id, user.id)
  }
}

const isTeam = (entry: Entry): boolean => String(entry.row.displayName).startsWith('Project ')

function renameGroup(step: Step): void {
  const entry = find(step, 'groups', isTeam)
  if (entry) step.edit.updateGroup(entry.id, { displayName: `${entry.row.displayName}’` })
}

function dropGroup(step: Step): void {
  const entry = find(step, 'groups', isTeam)
  if (entry) step.edit.removeGroup(entry.id)
}

function editPolicy(step: Step): void {
  const { policies } = step.tenant
  const index = dice(step, 1) % policies.length
  const policy = policies[index]
  if (!policy) return
  const state = policy.state === 'enabled' ? 'enabledForReportingButNotEnforced' : 'enabled'
  policies[index] = { ...policy, state, modifiedDateTime: today(step) }
}

function buySeats(step: Step): void {
  step.tenant.subscriptions.buy(pick(SKUS, step.number), 5 + (dice(step, 1) % 20))
}

function registerApplication(step: Step): void {
  const [id, owner] = [step.edit.addApplication(), employee(step)]
  if (owner) step.edit.addOwner('applications', id, owner.id)
}

function dropApplication(step: Step): void {
  const { applications } = step.tenant
  const entry = find(step, 'applications', e => !hasExtensions(applications.indexOf(e.id)))
  const round = Math.floor(step.number / STEPS.length)
  if (entry) step.edit.removeApplication(entry.id, round % 2 === 0 ? 'changed' : 'deleted')
}

type Happen = (step: Step) => void

/** A day has at least one of each. */
const STEPS: readonly Happen[] = [
  join,
  leave,
  marry,
  moveDepartment,
  changeLicence,
  joinGroup,
  leaveGroup,
  changeOwner,
  addSecret,
  dropSecret,
  disable,
  clearPhone,
  newGroup,
  renameGroup,
  editPolicy,
  buySeats,
  leave,
  join,
  restoreLeaver,
  purgeLeaver,
  registerApplication,
  changeLicence,
  joinGroup,
  changeOwner,
  dropGroup,
  dropApplication,
  emptyBin,
  moveDepartment,
  leaveGroup,
  marry,
]

const CYCLES: readonly (readonly [steps: readonly Happen[], first: number])[] = [
  [STEPS, 0],
  [DIRECTORY_STEPS, 1_000_000_000],
]

/** Lives on, hour by hour: about 1 % of the users a day are touched, at least 48 things and at most 960 happen, and as many elsewhere. */
export class Life {
  readonly #tenant: Tenant
  readonly #edit: TenantEditor
  #steps = 0

  constructor(tenant: Tenant, edit: TenantEditor) {
    this.#tenant = tenant
    this.#edit = edit
  }

  advance(hours: number): void {
    const perHour = Math.min(40, Math.max(2, Math.floor(this.#tenant.world.users / 2400)))
    const end = this.#tenant.now + hours * HOUR
    while (this.#tenant.now < end) {
      this.#tenant.now = Math.min(end, this.#tenant.now + HOUR)
      for (let i = 0; i < perHour; i++) this.#step()
    }
  }

  /** One thing happens to people, and one to everything else in the directory. */
  #step(): void {
    for (const [steps, first] of CYCLES) {
      steps[this.#steps % steps.length]?.({
        tenant: this.#tenant,
        edit: this.#edit,
        number: first + this.#steps,
      })
    }
    this.#steps += 1
  }
}
