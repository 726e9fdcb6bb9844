// A run of the built program in a process of its own, and its end by SIGKILL or Ctrl-C at some moment.
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type ProgramEnd, programEnd } from '../support/program.ts'

/** `KILLS_PROGRAM` is for long runs, which others must not rebuild under their feet. */
const bin = process.env.KILLS_PROGRAM ?? fileURLToPath(new URL('../../bin/entra-extract.js', import.meta.url))

export interface Target {
  readonly url: string
  readonly token: string
  readonly lake: string
  readonly tables: readonly string[]
}

export function startRun(
  { url, token, lake, tables }: Target,
  options: readonly string[] = [],
): ChildProcess {
  const args = [bin, 'extract', ...tables, '--since', '1d', ...options, '--out', lake, '--graph-url', url]
  return spawn(process.execPath, args, {
    env: { PATH: process.env.PATH ?? '', ENTRA_EXTRACT_ACCESS_TOKEN: token },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

export async function quietRun(target: Target): Promise<ProgramEnd & { ms: number }> {
  const since = performance.now()
  const end = await programEnd(startRun(target))
  return { ...end, ms: performance.now() - since }
}

/** What is waited for before the signal is sent. */
export type Aim = 'any' | 'fold' | 'commit'
/** What the run was at, going by what it left on the disk. */
export type Phase = 'starting' | 'reading' | 'folding' | 'committing'

export interface Shot {
  readonly aim: Aim
  readonly signal: 'SIGKILL' | 'SIGINT'
  /** Milliseconds from the beginning of the run, or from what is aimed at. */
  readonly afterMs: number
}

/** A run that is hit, unless it ends before; then null. */
export async function shoot(target: Target, shot: Shot): Promise<Phase | null> {
  const child = startRun(target)
  const ending = programEnd(child)
  const over = { yes: false }
  ending.finally(() => {
    over.yes = true
  })
  const isSeen = { any: () => true, fold: seesFold, commit: seesCommit }[shot.aim]
  const before = new Set(workFiles(target.lake))
  while (!over.yes && !isSeen(target.lake, before)) await pause(1)
  if (!over.yes) await Promise.race([pause(shot.afterMs), ending])
  if (!over.yes) child.kill(shot.signal)
  const { code, signal, stderr } = await ending
  if (shot.signal === 'SIGINT' && code === 130) return phaseOf(target.lake)
  if (signal === shot.signal) return phaseOf(target.lake)
  if (code !== 0) throw new Error(`a run that was not hit ended with ${code ?? signal}: ${stderr}`)
  return null
}

const pause = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms))

/** Files that a fold has made since the run began. */
const seesFold = (lake: string, before: ReadonlySet<string>): boolean =>
  workFiles(lake).some(path => path.endsWith('.parquet') && !before.has(path))

const seesCommit = (lake: string): boolean => existsSync(join(lake, 'state.json.part')) || hasPending(lake)

function hasPending(lake: string): boolean {
  try {
    return /"pending": \[\s*\{/.test(readFileSync(join(lake, 'state.json'), 'utf8'))
  } catch {
    return false
  }
}

export function workFiles(lake: string): string[] {
  try {
    return readdirSync(join(lake, '_work'), { recursive: true, encoding: 'utf8' })
  } catch {
    // None yet, or one was removed while this was looking.
    return []
  }
}

function phaseOf(lake: string): Phase {
  if (seesCommit(lake)) return 'committing'
  const files = workFiles(lake)
  if (files.some(path => path.endsWith('.parquet'))) return 'folding'
  return files.some(path => path.endsWith('.ndjson')) ? 'reading' : 'starting'
}
