// A process that is frozen in the middle of a run, and wakes when another has its lake. Runs `bin/`, so build first.
import type { ChildProcess } from 'node:child_process'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { verifyLake } from '../../src/extract/verify.ts'
import { filesIn, leap } from '../support/hazards.ts'
import { programEnd, startProgram } from '../support/program.ts'
import { expectTruth, type Rig, startRig } from '../support/rig.ts'

const TABLES = ['group_members', 'sign_ins', 'users']
const SINCE = '2026-11-19T00:00:00Z'

let rig: Rig
let child: ChildProcess | null = null
beforeEach(async () => {
  const pageSizes = { usersDelta: 5, groupsDelta: 5, signIns: 20 }
  rig = await startRig({ users: 60, activity: 0.1, latencyMs: 25, pageSizes })
})
afterEach(async () => {
  child?.kill('SIGKILL')
  child = null
  await rig.close()
})

const at = (...path: string[]): string => join(rig.lake, ...path)

/** Starts a run of the built program and stops it in mid-reading, its spool begun. */
async function frozen(): Promise<{ run: ChildProcess; end: ReturnType<typeof programEnd> }> {
  const args = ['extract', ...TABLES, '--since', SINCE, '--graph-url', rig.sandbox.url]
  const run = startProgram(args, {
    env: { ENTRA_EXTRACT_ACCESS_TOKEN: rig.sandbox.token(), ENTRA_EXTRACT_OUT: rig.lake },
  })
  child = run
  const end = programEnd(run)
  const spool = at('_work', 'users', 'spool.ndjson')
  await expect
    .poll(() => existsSync(spool) && statSync(spool).size > 0, { interval: 5, timeout: 10_000 })
    .toBe(true)
  run.kill('SIGSTOP')
  expect(run.exitCode).toBeNull()
  return { run, end }
}

/** Its heart has stopped, and its number is nobody's: who comes takes the lake over. */
function silence(): void {
  const lock = JSON.parse(readFileSync(at('_work', 'lock.json'), 'utf8')) as Record<string, unknown>
  writeFileSync(at('_work', 'lock.json'), JSON.stringify({ ...lock, pid: 2 ** 22 + 1, beatAt: 0 }))
}

const TAKEN = {
  code: 2,
  stderr: expect.stringMatching(/lock\.json was taken away by another run; this one stops/),
}

const extract = (onEvent?: () => void) =>
  leap(rig, { tables: TABLES, since: { at: SINCE } }, onEvent === undefined ? {} : { onEvent })

test('writes nothing when another run has ended meanwhile', { timeout: 60_000 }, async () => {
  const { run, end } = await frozen()
  silence()
  expect((await extract()).exitCode).toBe(0)
  rig.sandbox.edit.addUser()
  const left = filesIn(rig.lake)
  run.kill('SIGCONT')
  expect(await end).toMatchObject(TAKEN)
  expect(filesIn(rig.lake)).toEqual(left)
  expect((await extract()).exitCode).toBe(0)
  for (const table of TABLES) await expectTruth(rig, table)
})

test('disturbs nothing of another run that is at work', { timeout: 60_000 }, async () => {
  const { run, end } = await frozen()
  silence()
  const report = await extract(() => run.kill('SIGCONT'))
  expect(report.exitCode).toBe(0)
  expect(await end).toMatchObject(TAKEN)
  for (const table of TABLES) await expectTruth(rig, table)
  for (const { table, problems } of await verifyLake(rig.lake)) expect([table, problems]).toEqual([table, []])
})
