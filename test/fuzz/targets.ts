// What is fuzzed: each target takes any bytes, and throws when what the product makes of them breaks a promise.
import assert from 'node:assert/strict'
import type { FuzzTarget } from './fuzz.ts'
import { claims, link, refusal, retryAfter, token } from './targets-headers.ts'
import { member, page, single } from './targets-page.ts'
import { csvCells, csvText } from './targets-reports.ts'
import { configText, state, terminal } from './targets-text.ts'

export const TARGETS: readonly FuzzTarget[] = [
  page,
  member,
  single,
  refusal,
  retryAfter,
  claims,
  link,
  token,
  csvText,
  csvCells,
  state,
  configText,
  terminal,
]

export function targetOf(name: string): FuzzTarget {
  const found = TARGETS.find(target => target.name === name)
  assert(found !== undefined, `there is no target ${name}`)
  return found
}
