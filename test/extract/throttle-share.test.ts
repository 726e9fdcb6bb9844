// `--share`: what it takes, what it makes of the estimates, and what it says.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { showDryRun } from '../../src/cli/dry-run.ts'
import { shareOption } from '../../src/cli/extract-options.ts'
import { sandboxEnvironment } from '../../src/cli/sandbox.ts'
import { UsageError } from '../../src/errors.ts'
import { secondsOf, totalSeconds } from '../../src/extract/estimate.ts'
import { keptLimits } from '../../src/graph/limits.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts'
import { NOON } from '../support/rig.ts'
import { run } from '../support/terminal.ts'

describe('--share', () => {
  it('is a percentage from 1 to 100, with or without its sign', () => {
    const parse = (text: string) => shareOption.parse(text, '--share')
    expect(['30%', '30', '1%', '100%', '007'].map(parse)).toEqual([30, 30, 1, 100, 7])
    for (const wrong of ['0', '0%', '101%', '-5', '1.5', '30 %', '%', 'all', '', '1000', '3e1'])
      expect(() => parse(wrong), wrong).toThrow(UsageError)
  })

  it('makes the estimates longer', () => {
    const estimate = { requests: 61, units: 61, atLeast: false }
    const logs = (share: number) => secondsOf(estimate, keptLimits(share).logs)
    expect([logs(100), logs(60), logs(20), logs(10)]).toEqual([123, 205, 615, 1_215])
    const parts = [
      { family: 'directory', estimate: { requests: 400, units: 8_000, atLeast: false } },
    ] as const
    expect(totalSeconds(parts, keptLimits(100))).toBe(200)
    expect(totalSeconds(parts, keptLimits(10))).toBeCloseTo(22 * 10.25)
  })

  it('is said beside the estimate', async () => {
    const printed: string[] = []
    const context = {
      print: (text: string) => printed.push(text),
      colours: { stdout: false, stderr: false },
      stdout: { columns: 80 },
    }
    const plan = { tables: [], requests: 5, seconds: 61 }
    await showDryRun(plan, false, context as never, 30)
    await showDryRun(plan, false, context as never)
    expect(printed[0]).toContain("at 30% of Microsoft's published quotas.")
    expect(printed[1]).toContain("at Microsoft's published quotas.")
  })
})

describe('with --share', () => {
  let sandbox: Sandbox
  const tables = ['named_locations', 'risk_detections']

  beforeEach(async () => {
    sandbox = await startSandbox({ users: 20, now: NOON })
  })
  afterEach(() => sandbox.close())

  /** Milliseconds between the two requests for the tables. */
  function gap(): number {
    const [first = 0, second = 0] = sandbox.requests.flatMap(({ family, at }) =>
      family === 'protection' ? [at] : [],
    )
    return second - first
  }

  it('check leaves the rest of the quotas to others', async () => {
    const { code } = await run(['check', ...tables, '--share', '50%'], { env: sandboxEnvironment(sandbox) })
    expect(code).toBe(0)
    expect(gap()).toBeGreaterThanOrEqual(2_000)
  })

  it('extract does so too, and a dry run reckons with it', async () => {
    const out = mkdtempSync(join(tmpdir(), 'entra-share-'))
    const env = { ...sandboxEnvironment(sandbox), ENTRA_EXTRACT_SHARE: '50' }
    const planned = await run(['extract', ...tables, '--dry-run', '--json', '--out', out], { env })
    expect(JSON.parse(planned.stdout)).toMatchObject({ requests: 2, seconds: 2.25 })
    expect(sandbox.requests.filter(({ family }) => family === 'protection')).toEqual([])
    const { code } = await run(['extract', ...tables, '--out', out], { env })
    rmSync(out, { recursive: true })
    expect(code).toBe(0)
    expect(gap()).toBeGreaterThanOrEqual(2_000)
  })
})
