// The built program, killed for real: SIGKILL at any moment, Ctrl-C, a closed output, no network. Runs `bin/`, so build first.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts'
import { findTable } from '../../src/streams/index.ts'
import { type Row, readTable } from '../support/parquet-rows.ts'
import { expectTruth, NOON, replay, sorted } from '../support/rig.ts'

const bin = fileURLToPath(new URL('../../bin/entra-extract.js', import.meta.url))
/** Of every kind of stream and of table. */
const names = [
  'access_review_decisions',
  'application_credentials',
  'application_owners',
  'applications',
  'authorization_policy',
  'directory_audit_changes',
  'directory_audits',
  'group_members',
  'groups',
  'm365_active_users',
  'provisioning_logs',
  'sign_in_conditional_access',
  'sign_ins',
  'sign_ins_non_interactive',
  'user_license_states',
  'user_licenses',
  'user_managers',
  'user_sign_in_activity',
  'users',
]

let sandbox: Sandbox
let lake: string

beforeEach(async () => {
  const pageSizes = { usersDelta: 20, groupsDelta: 20, memberSlice: 40, signIns: 60 }
  sandbox = await startSandbox({
    users: 60,
    now: NOON,
    quotas: 'off',
    activity: 0.15,
    latencyMs: 15,
    mostRows: 30,
    pageSizes,
  })
  lake = mkdtempSync(join(tmpdir(), 'entra-kill-'))
})
afterEach(async () => {
  await sandbox.close()
  rmSync(lake, { recursive: true, force: true })
})

function start(args: readonly string[], env: Record<string, string> = {}): ChildProcess {
  return spawn(process.execPath, [bin, ...args, '--graph-url', sandbox.url], {
    env: {
      PATH: process.env.PATH ?? '',
      ENTRA_EXTRACT_ACCESS_TOKEN: sandbox.token(),
      ENTRA_EXTRACT_OUT: lake,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

interface Ended {
  readonly code: number | null
  readonly signal: string | null
  readonly stdout: string
  readonly stderr: string
}

function ended(child: ChildProcess): Promise<Ended> {
  let stdout = ''
  let stderr = ''
  child.stdout?.on('data', chunk => {
    stdout += String(chunk)
  })
  child.stderr?.on('data', chunk => {
    stderr += String(chunk)
  })
  return new Promise(resolve =>
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr })),
  )
}

const extract = ['extract', ...names, '--since', '1d'] as const

/** Kills a run after `ms`, unless it has ended by then. */
async function killAfter(ms: number): Promise<Ended> {
  const child = start(extract)
  const timer = setTimeout(() => child.kill('SIGKILL'), ms)
  const result = await ended(child)
  clearTimeout(timer)
  return result
}

describe('a killed program', () => {
  test('ends, run again, in the lake of a quiet run, and its changes replay', {
    timeout: 180_000,
  }, async () => {
    let killed = 0
    for (const ms of [350, 700, 1_000, 1_300]) killed += (await killAfter(ms)).signal === 'SIGKILL' ? 1 : 0
    expect((await ended(start(extract))).code).toBe(0)
    for (const table of names) await expectTruth({ sandbox, lake }, table)
    const first = new Map<string, Row[]>()
    for (const table of names) first.set(table, await readTable(lake, table))

    sandbox.advance({ days: 1 })
    for (const ms of [400, 600, 800, 1_000, 1_200])
      killed += (await killAfter(ms)).signal === 'SIGKILL' ? 1 : 0
    expect((await ended(start(extract))).code).toBe(0)
    for (const table of names) {
      const { definition, stream } = findTable(table)
      await expectTruth({ sandbox, lake }, table)
      if (stream.definition.kind === 'window') continue
      expect(await replay(lake, table, first.get(table) ?? [])).toEqual(
        sorted(definition, await readTable(lake, table)),
      )
    }
    expect(killed).toBeGreaterThan(4)
    expect((await ended(start(['verify']))).code).toBe(0)
  })
})

describe('an interrupted program', () => {
  test('stops at a commit point, says how to go on, and goes on', { timeout: 60_000 }, async () => {
    const child = start(extract)
    child.stderr?.once('data', () => child.kill('SIGINT'))
    const stopped = await ended(child)
    expect(stopped).toMatchObject({ code: 130, signal: null })
    expect(stopped.stderr).toMatch(/again to go on/)
    expect((await ended(start(extract))).code).toBe(0)
    for (const table of names) await expectTruth({ sandbox, lake }, table)
  })
})

describe('a program in a pipe', () => {
  test('ends quietly when nobody reads on', { timeout: 60_000 }, async () => {
    const child = start(['tables', '--json'])
    child.stdout?.destroy()
    const { code, stderr } = await ended(child)
    expect(stderr).toBe('')
    expect(code).toBe(0)
  })

  test('leaves stderr empty with --quiet', { timeout: 60_000 }, async () => {
    const { code, stdout, stderr } = await ended(start(['extract', 'subscribed_skus', '--quiet', '--json']))
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(JSON.parse(stdout)).toMatchObject({
      exitCode: 0,
      tables: [{ table: 'subscribed_skus', verdict: 'complete' }],
    })
  })
})
