// The life of a lake whose runs are killed again and again, before each quiet run that makes it good.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { verifyLake } from '../../src/extract/verify.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts'
import { findTable } from '../../src/streams/index.ts'
import { type Random, randomFrom } from '../fuzz/random.ts'
import { type Row, readTable } from '../support/parquet-rows.ts'
import { expectTruth, NOON, replay, sorted } from '../support/rig.ts'
import { type Aim, type Phase, quietRun, type Shot, shoot, type Target } from './victim.ts'

/** Of every kind of stream and of table. */
export const TABLES: readonly string[] = [
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

export interface Figures {
  runs: number
  kills: number
  interrupts: number
  /** Lakes held against the tenant, and tables in them. */
  lakes: number
  tables: number
  readonly phases: Record<Phase, number>
}

export const noFigures = (): Figures => ({
  runs: 0,
  kills: 0,
  interrupts: 0,
  lakes: 0,
  tables: 0,
  phases: { starting: 0, reading: 0, folding: 0, committing: 0 },
})

export interface LifePlan {
  readonly seed: number
  /** How many runs are killed before the first quiet run, before the next one after a day, and so on. */
  readonly kills: readonly number[]
  /** Milliseconds that each answer takes. */
  readonly latencyMs: number
}

/** Throws an error that names the seed and the shots when a lake is not the tenant's. */
export async function live({ seed, kills, latencyMs }: LifePlan, figures: Figures): Promise<void> {
  const random = randomFrom(seed)
  const sandbox = await startSandbox({
    seed,
    users: 40,
    now: NOON,
    quotas: 'off',
    activity: 0.1,
    latencyMs,
    mostRows: 24,
    pageSizes: { usersDelta: 15, groupsDelta: 15, memberSlice: 30, signIns: 60 },
  })
  const lake = mkdtempSync(join(tmpdir(), 'entra-kills-'))
  const target = { url: sandbox.url, token: sandbox.token(), lake, tables: TABLES }
  const shots: Shot[] = []
  try {
    let images: Map<string, Row[]> | null = null
    let lengthMs = 1_500
    for (const count of kills) {
      if (images !== null) sandbox.advance({ days: 1 })
      await killOften(target, count, lengthMs, random, shots, figures)
      const { code, ms, stderr } = await quietRun(target)
      figures.runs++
      expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' })
      // A run over what was read already is shorter than the ones before it.
      lengthMs = Math.max(ms, lengthMs * 0.7)
      await expectExact(sandbox, lake, images, figures)
      images ??= await imagesOf(lake)
    }
  } catch (error) {
    throw new Error(`seed ${seed}, shots ${JSON.stringify(shots)}`, { cause: error })
  } finally {
    await sandbox.close()
    rmSync(lake, { recursive: true, force: true })
  }
}

async function killOften(
  target: Target,
  count: number,
  lengthMs: number,
  random: Random,
  shots: Shot[],
  figures: Figures,
): Promise<void> {
  // Whoever aims at the end of a run misses now and then, and has then made the lake good.
  for (let hits = 0, tries = 0; hits < count && tries < count + 4; tries++) {
    const shot = shotOf(random, lengthMs)
    shots.push(shot)
    figures.runs++
    const phase = await shoot(target, shot)
    if (phase === null) continue
    hits++
    if (shot.signal === 'SIGKILL') {
      figures.kills++
      figures.phases[phase]++
    } else figures.interrupts++
  }
}

function shotOf(random: Random, lengthMs: number): Shot {
  const aim: Aim = random.pick(['any', 'any', 'fold', 'commit'])
  // An interrupted run leaves a place that the next one goes on from, sooner than after the seconds of a commit.
  const signal = aim === 'any' && random.below(6) === 0 ? 'SIGINT' : 'SIGKILL'
  const [least, most] = aim === 'any' ? [200, lengthMs] : [0, 20]
  return { aim, signal, afterMs: least + random.below(Math.ceil(most - least + 1)) }
}

async function imagesOf(lake: string): Promise<Map<string, Row[]>> {
  const images = new Map<string, Row[]>()
  for (const table of TABLES) images.set(table, await readTable(lake, table))
  return images
}

async function expectExact(
  sandbox: Sandbox,
  lake: string,
  images: ReadonlyMap<string, Row[]> | null,
  figures: Figures,
): Promise<void> {
  for (const table of TABLES) {
    const { definition, stream } = findTable(table)
    await expectTruth({ sandbox, lake }, table)
    figures.tables++
    if (stream.definition.kind === 'window' || images === null) continue
    const now = sorted(definition, await readTable(lake, table))
    expect(await replay(lake, table, images.get(table) ?? []), `the changes of ${table}`).toEqual(now)
  }
  for (const { table, problems } of await verifyLake(lake))
    expect({ table, problems }).toEqual({ table, problems: [] })
  figures.lakes++
}
