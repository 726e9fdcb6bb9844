// What a seed stands for: a tenant, some tables, and runs that meet chaos.
import { fraction, salt } from '../../src/sandbox/random.ts'

/** Streams of every kind, with the tables that are read together. */
const STREAMS: readonly (readonly string[])[] = [
  ['users', 'user_licenses'],
  ['group_members'],
  ['user_managers'],
  ['applications', 'application_credentials'],
  ['directory_roles'],
  ['user_sign_in_activity'],
  ['role_assignments'],
  ['authorization_policy'],
  ['application_owners'],
  ['access_review_decisions'],
  ['sign_ins', 'sign_in_conditional_access'],
  ['directory_audits'],
  ['email_activity'],
]

export interface RunPlan {
  /** Of the chaos in it; null: a quiet run. */
  readonly chaos: number | null
  /** Hours that pass before it. */
  readonly hours: number
  readonly full: boolean
  /** Aborted at this event; null: never. */
  readonly abortAt: number | null
  /** Every page is a place to go on from. */
  readonly commitsOften: boolean
}

export interface Scenario {
  readonly seed: number
  readonly users: number
  /** How far the reader's clock is ahead of the tenant's, in hours. */
  readonly clockAhead: number
  readonly tables: readonly string[]
  readonly runs: readonly RunPlan[]
}

const NAME = salt('scenario')
export const QUIET: RunPlan = { chaos: null, hours: 0, full: false, abortAt: null, commitsOften: false }

export function scenarioOf(seed: number): Scenario {
  const dice = (i: number, j = 0): number => fraction(seed, NAME, i, j)
  const streams = STREAMS.filter((_, index) => dice(1, index) < 0.33)
  const chosen = streams.length > 0 ? streams : [STREAMS[seed % STREAMS.length] ?? []]
  const again = dice(2) < 0.3 ? [0] : []
  const days = dice(3) < 0.1 ? [9 * 24] : dice(3) < 0.4 ? [24, 5] : [24]
  return {
    seed,
    users: 30 + Math.floor(30 * dice(4)),
    clockAhead: dice(9) < 0.3 ? Math.round(96 * (dice(10) - 0.5)) : 0,
    tables: chosen.flat(),
    runs: [0, ...again, ...days].map((hours, run) => runOf(seed, run, hours, dice)),
  }
}

function runOf(seed: number, run: number, hours: number, dice: (i: number, j: number) => number): RunPlan {
  return {
    chaos: seed * 10 + run,
    hours,
    full: run > 0 && dice(5, run) < 0.2,
    abortAt: dice(6, run) < 0.3 ? 1 + Math.floor(60 * dice(7, run)) : null,
    commitsOften: dice(8, run) < 0.5,
  }
}
