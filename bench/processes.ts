// Starts the server and the measured jobs, each in a process of its own.
import { type ChildProcess, fork, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, rmSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { JobResult, JobSettings } from './job.ts'
import type { Served } from './server.ts'
import type { TenantFacts, Told } from './tenant.ts'

/** Everything the benchmark leaves on disk; not under version control. */
export const WORK = 'bench/.work'

const program = (name: string): string => fileURLToPath(new URL(`./${name}.js`, import.meta.url))

async function messageOf(child: ChildProcess): Promise<unknown> {
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`a process of the benchmark ended with code ${code}`)
  })
  const [message] = await Promise.race([once(child, 'message'), ended])
  return message
}

/** Serves a tenant while `use` runs. */
export async function withServer<T>(served: Served, use: (root: string) => Promise<T>): Promise<T> {
  const child = fork(program('server'), [JSON.stringify(served)])
  try {
    const { port } = (await messageOf(child)) as { port: number }
    return await use(`http://127.0.0.1:${port}`)
  } finally {
    child.kill()
  }
}

export interface TenantProcess {
  readonly facts: TenantFacts
  tell(told: Told): Promise<unknown>
}

/** Serves the sandbox tenant while `use` runs. */
export async function withTenant<T>(users: number, use: (tenant: TenantProcess) => Promise<T>): Promise<T> {
  const child = fork(program('tenant'), [String(users)])
  try {
    const facts = (await messageOf(child)) as TenantFacts
    return await use({
      facts,
      tell: told => {
        child.send(told)
        return messageOf(child)
      },
    })
  } finally {
    child.disconnect()
  }
}

/** Runs one job to its end and tells what it cost. */
export async function runJob(name: string, settings: JobSettings): Promise<JobResult> {
  const child = fork(program('job'), [name, JSON.stringify(settings)])
  const ended = once(child, 'exit')
  const result = (await messageOf(child)) as JobResult
  await ended
  const { cpu, wall, peak, note } = result
  console.error(`${name}: ${cpu.toFixed(1)} s CPU, ${wall.toFixed(1)} s, ${peak.toFixed(0)} MB  ${note}`)
  return result
}

export function emptyFolder(name: string): string {
  const folder = `${WORK}/${name}`
  rmSync(folder, { recursive: true, force: true })
  return folder
}

/** The lake's tables and changes as the file system sees them: inode, time and length of each file. */
export function filesOf(folder: string): Map<string, string> {
  const files = new Map<string, string>()
  for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!entry.endsWith('.parquet')) continue
    const { ino, mtimeNs, size } = statSync(`${folder}/${entry}`, { bigint: true })
    files.set(entry, `${ino} ${mtimeNs} ${size}`)
  }
  return files
}

export const bytesOf = (files: ReadonlyMap<string, string>): number =>
  [...files.values()].reduce((sum, facts) => sum + Number(facts.split(' ')[2]), 0)

/** Medians, in milliseconds, of starting two commands in turns. */
export function startTimes(rounds: number, commands: readonly [string[], string[]]): [number, number] {
  const times = commands.map(command => {
    spawnSync(process.execPath, command)
    return [] as number[]
  })
  for (let round = 0; round < rounds; round++) {
    for (const [index, command] of commands.entries()) {
      const began = performance.now()
      const { status } = spawnSync(process.execPath, command)
      if (status !== 0) throw new Error(`node ${command.join(' ')} ended with code ${status}`)
      times[index]?.push(performance.now() - began)
    }
  }
  const median = (values: number[] = []) => values.sort((a, b) => a - b)[values.length >> 1] ?? 0
  return [median(times[0]), median(times[1])]
}
