// The built program in a pipe. Runs `bin/`, so build first.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts'
import { programEnd, startProgram } from '../support/program.ts'
import { NOON } from '../support/rig.ts'

let sandbox: Sandbox
let lake: string

beforeEach(async () => {
  sandbox = await startSandbox({ users: 10, now: NOON, quotas: 'off', activity: 0.15 })
  lake = mkdtempSync(join(tmpdir(), 'entra-pipe-'))
})
afterEach(async () => {
  await sandbox.close()
  rmSync(lake, { recursive: true, force: true })
})

const start = (args: readonly string[]) =>
  startProgram([...args, '--graph-url', sandbox.url], {
    env: { ENTRA_EXTRACT_ACCESS_TOKEN: sandbox.token(), ENTRA_EXTRACT_OUT: lake },
  })

describe('a program in a pipe', () => {
  test('ends quietly when nobody reads on', async () => {
    const child = start(['tables', '--json'])
    child.stdout?.destroy()
    const { code, stderr } = await programEnd(child)
    expect(stderr).toBe('')
    expect(code).toBe(0)
  })

  test('leaves stderr empty with --quiet', async () => {
    const { code, stdout, stderr } = await programEnd(
      start(['extract', 'subscribed_skus', '--quiet', '--json']),
    )
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(JSON.parse(stdout)).toMatchObject({
      exitCode: 0,
      tables: [{ table: 'subscribed_skus', verdict: 'complete' }],
    })
  })
})
