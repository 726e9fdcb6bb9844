// Ctrl-C, a request to end and a closed terminal, whatever a run is at: it ends within seconds, says how to go on, and the same command
// goes on. Runs `bin/`, so build first.
import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { StopSignal } from '../../src/cli/io.ts'
import { type FaultSpec, type Sandbox, startSandbox } from '../../src/sandbox/index.ts'
import { programEnd, startProgram } from '../support/program.ts'
import { expectTruth, NOON, stateOf } from '../support/rig.ts'
import { start } from '../support/terminal.ts'
import { quietRun, startRun, type Target, workFiles } from './victim.ts'

/** Generous: the machine may be busy. */
const MOST_MS = 5_000
const TABLES = ['group_members', 'sign_ins', 'users']

let sandbox: Sandbox
let target: Target

beforeEach(async () => {
  const pageSizes = { usersDelta: 10, memberSlice: 20 }
  sandbox = await startSandbox({
    users: 40,
    now: NOON,
    quotas: 'off',
    activity: 0.1,
    latencyMs: 10,
    mostRows: 20,
    pageSizes,
  })
  const lake = mkdtempSync(join(tmpdir(), 'entra-signals-'))
  target = { url: sandbox.url, token: sandbox.token(), lake, tables: TABLES }
})
afterEach(async () => {
  await sandbox.close()
  rmSync(target.lake, { recursive: true, force: true })
})

async function until(isSo: () => boolean): Promise<void> {
  for (const end = Date.now() + 30_000; !isSo(); ) {
    if (Date.now() > end) throw new Error('it never came to that')
    await new Promise(resolve => setTimeout(resolve, 2))
  }
}

const asked = (path: string): number => sandbox.requests.filter(request => request.path.includes(path)).length

/** Sends the signal; how the program ended, and how long that took. */
async function stopped(child: ChildProcess, ending: ReturnType<typeof programEnd>, signal: StopSignal) {
  const since = performance.now()
  child.kill(signal)
  const { code, stderr } = await ending
  return { code, stderr, ms: performance.now() - since }
}

async function expectGoesOn(): Promise<void> {
  sandbox.faults.clear()
  const { code, stderr } = await quietRun(target)
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' })
  for (const table of TABLES) await expectTruth({ sandbox, lake: target.lake }, table)
}

const always = { match: '/users/delta', times: Number.POSITIVE_INFINITY, after: 2 }

const MOMENTS: readonly {
  at: string
  signal: StopSignal
  fault: FaultSpec | null
  reached: () => boolean
}[] = [
  { at: 'while it reads', signal: 'SIGINT', fault: null, reached: () => asked('/users/delta') > 2 },
  {
    at: 'while it waits for a quota',
    signal: 'SIGTERM',
    fault: { ...always, throttle: { retryAfter: '300' } },
    reached: () => sandbox.requests.some(({ status }) => status === 429),
  },
  {
    at: 'while the server does not answer',
    signal: 'SIGINT',
    fault: { ...always, stall: { at: 'headers' } },
    reached: () => asked('/users/delta') > 2,
  },
  {
    at: 'while an answer drips',
    signal: 'SIGHUP',
    fault: { ...always, slowDrip: { bytes: 20, ms: 200 } },
    reached: () => asked('/users/delta') > 2,
  },
  {
    at: 'while it folds',
    signal: 'SIGTERM',
    fault: null,
    reached: () => workFiles(target.lake).some(path => path.endsWith('.parquet')),
  },
]

test.each(MOMENTS)('$signal $at', async ({ signal, fault, reached }) => {
  if (fault !== null) sandbox.faults.add(fault)
  const child = startRun(target)
  const ending = programEnd(child)
  await until(reached)
  const { code, stderr, ms } = await stopped(child, ending, signal)
  expect({ code, stderr }).toMatchObject({ code: 130, stderr: expect.stringMatching(/again to go on/) })
  expect(ms).toBeLessThan(MOST_MS)
  // What had been read is not read again.
  if (fault !== null) expect(stateOf(target.lake).streams.users?.running?.spool.rows).toBeGreaterThan(0)
  await expectGoesOn()
})

test('a second signal ends a run at once', async () => {
  sandbox.faults.add({ ...always, stall: { at: 'headers' } })
  const child = startRun(target)
  const ending = programEnd(child)
  await until(() => asked('/users/delta') > 2)
  // Both are there before the program can do anything about the first.
  for (const signal of ['SIGSTOP', 'SIGINT', 'SIGTERM', 'SIGCONT'] as const) child.kill(signal)
  expect(await ending).toMatchObject({ code: null, signal: expect.stringMatching(/^SIG(INT|TERM)$/) })
  await expectGoesOn()
})

test('a closed terminal, of which system and shell both tell, is one signal', async () => {
  sandbox.faults.add({ ...always, stall: { at: 'headers' } })
  const { lake, token, url } = target
  const env = { ENTRA_EXTRACT_ACCESS_TOKEN: token, ENTRA_EXTRACT_OUT: lake }
  const session = start(['extract', ...TABLES, '--since', '1d', '--graph-url', url], { env })
  await until(() => asked('/users/delta') > 2)
  session.signal('SIGHUP')
  session.signal('SIGHUP')
  expect(await session.ended).toMatchObject({ code: 130 })
  expect(session.raised).toEqual([])
})

test('Ctrl-C while a sign-in service does not answer', async () => {
  let heard = 0
  const deaf: Server = createServer(() => {
    heard++
  })
  await new Promise<void>(resolve => deaf.listen(0, '127.0.0.1', resolve))
  const authority = `http://127.0.0.1:${(deaf.address() as AddressInfo).port}`
  const { tenantId, clientId, clientSecret, url } = sandbox
  const child = startProgram(['extract', 'users', '--out', target.lake, '--graph-url', url], {
    env: {
      ENTRA_EXTRACT_AUTHORITY: authority,
      AZURE_TENANT_ID: tenantId,
      AZURE_CLIENT_ID: clientId,
      AZURE_CLIENT_SECRET: clientSecret,
    },
  })
  const ending = programEnd(child)
  try {
    await until(() => heard > 0)
    const { code, stderr, ms } = await stopped(child, ending, 'SIGINT')
    expect({ code, stderr }).toMatchObject({ code: 130, stderr: expect.stringMatching(/again/) })
    expect(ms).toBeLessThan(MOST_MS)
  } finally {
    deaf.close()
    deaf.closeAllConnections()
  }
})
