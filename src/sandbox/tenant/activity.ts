import type { GraphObject } from '../api.ts'
import { guid, salt } from '../random.ts'
import { EMPLOYEE, GUEST, isEnabled, KINDS, licencesOf } from './people.ts'
import { bits, share, type World } from './world.ts'

/** How often somebody signs in: every day, now and then, not for more than 90 days, not once. */
type Habit = 'daily' | 'occasional' | 'dormant' | 'never'

const HABIT = salt('habit')
const MOMENT = salt('moment')
const REQUEST = salt('signInRequest')
const DAY = 86_400_000

/** Of the paid seats, 8 % lie idle: 5 % dormant, 3 % never used. */
function habit(world: World, index: number): Habit {
  const dice = share(world, HABIT, index)
  const kind = KINDS.classOf(index)
  if (kind !== EMPLOYEE && kind !== GUEST) return dice < 0.7 ? 'never' : 'occasional'
  if (!isEnabled(world, index)) return dice < 0.5 ? 'dormant' : 'never'
  const idle = licencesOf(index).some(sku => sku.paid) ? [0.03, 0.08] : [0.15, 0.3]
  if (dice < (idle[0] ?? 0)) return 'never'
  if (dice < (idle[1] ?? 0)) return 'dormant'
  return dice < 0.85 ? 'daily' : 'occasional'
}

/** Whether somebody may appear in the logs of this day (whole days since 1970) as signed in. */
export function signsInOn(world: World, index: number, day: number): boolean {
  const is = habit(world, index)
  return (
    is === 'daily' || (is === 'occasional' && day % period(world, index) === index % period(world, index))
  )
}

const period = (world: World, index: number): number => 2 + (bits(world, HABIT, index, 1) % 19)

/** The last day before `now` on which somebody signed in, as a time; undefined for never. */
function lastSuccess(world: World, index: number, now: number): number | undefined {
  const is = habit(world, index)
  if (is === 'never') return undefined
  const moment = Math.floor(share(world, MOMENT, index) * DAY)
  if (is === 'dormant')
    return Math.floor(world.start / DAY - 92 - share(world, MOMENT, index, 1) * 600) * DAY + moment
  let day = Math.floor(now / DAY) - 1
  if (is === 'occasional') while (!signsInOn(world, index, day)) day -= 1
  return day * DAY + moment
}

const iso = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`

/** What `signInActivity` says about a user of the start; undefined for one that never signed in. It is up to a day old. */
export function signInActivity(world: World, index: number, now: number): GraphObject | undefined {
  const success = lastSuccess(world, index, now)
  if (success === undefined) return undefined
  const failedLater = bits(world, MOMENT, index, 2) % 11 === 0
  const attempt = failedLater ? Math.min(now, success + 3_600_000 * 5) : success
  const silent = bits(world, MOMENT, index, 3) % 9 === 0 ? null : Math.min(now, success + 900_000)
  const request = (place: number, at: number): string =>
    guid(world.seed, REQUEST + place, (index ^ Math.floor(at / 1000)) >>> 0)
  return {
    lastSignInDateTime: iso(attempt),
    lastSignInRequestId: request(1, attempt),
    lastNonInteractiveSignInDateTime: silent === null ? null : iso(silent),
    lastNonInteractiveSignInRequestId: silent === null ? null : request(2, silent),
    lastSuccessfulSignInDateTime: iso(success),
    lastSuccessfulSignInRequestId: request(3, success),
  }
}
