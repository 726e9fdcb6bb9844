import type { EventKind, GraphObject } from '../api.ts'
import { auditId, auditTimetable, makeAudit } from './audits.ts'
import { makeProvisioning, provisioningId, provisioningTimetable } from './provisioning.ts'
import { makeSignIn, type SignInKind, signInId, signInTimetable } from './sign-ins.ts'
import type { Happening, Timetable } from './timetable.ts'
import {
  makeWorkloadSignIn,
  type WorkloadSignInKind,
  workloadSignInId,
  workloadSignInTimetable,
} from './workload-sign-ins.ts'
import type { World } from './world.ts'

/** How the events of one kind come about. */
export interface EventRecipe {
  /** The property that holds the event's time. */
  readonly time: 'createdDateTime' | 'activityDateTime'
  /** What every event of the kind has, one that is added by hand too. */
  readonly marks: GraphObject
  timetable(world: World): Timetable
  id(world: World, event: Happening): string
  /** With `only`, properties that are not in it may be missing. */
  make(world: World, event: Happening, changed: boolean, only?: ReadonlySet<string>): GraphObject
}

const people = (kind: SignInKind, type: string): EventRecipe => ({
  time: 'createdDateTime',
  marks: { signInEventTypes: [type] },
  timetable: world => signInTimetable(world, kind),
  id: (world, event) => signInId(world, kind, event),
  make: (world, event, changed, only) => makeSignIn(world, kind, event, changed, only),
})

const workloads = (kind: WorkloadSignInKind, type: string): EventRecipe => ({
  time: 'createdDateTime',
  marks: { signInEventTypes: [type] },
  timetable: world => workloadSignInTimetable(world, kind),
  id: (world, event) => workloadSignInId(world, kind, event),
  make: (world, event, changed, only) => makeWorkloadSignIn(world, kind, event, changed, only),
})

export const RECIPES: Readonly<Record<EventKind, EventRecipe>> = {
  sign_ins: people('sign_ins', 'interactiveUser'),
  sign_ins_non_interactive: people('sign_ins_non_interactive', 'nonInteractiveUser'),
  sign_ins_service_principal: workloads('sign_ins_service_principal', 'servicePrincipal'),
  sign_ins_managed_identity: workloads('sign_ins_managed_identity', 'managedIdentity'),
  directory_audits: {
    time: 'activityDateTime',
    marks: {},
    timetable: auditTimetable,
    id: auditId,
    make: makeAudit,
  },
  provisioning_logs: {
    time: 'activityDateTime',
    marks: {},
    timetable: provisioningTimetable,
    id: provisioningId,
    make: makeProvisioning,
  },
}
