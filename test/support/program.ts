// The built program in a process and a folder of its own. Runs `bin/`, so build first.
import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const bin = fileURLToPath(new URL('../../bin/entra-extract.js', import.meta.url))

export interface ProgramSettings {
  /** The whole environment, PATH aside. */
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
}

export interface ProgramEnd {
  readonly code: number | null
  readonly signal: string | null
  readonly stdout: string
  readonly stderr: string
}

export function startProgram(args: readonly string[], { env = {}, cwd }: ProgramSettings = {}): ChildProcess {
  return spawn(process.execPath, [bin, ...args], {
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(cwd === undefined ? {} : { cwd }),
  })
}

export function programEnd(child: ChildProcess): Promise<ProgramEnd> {
  let stdout = ''
  let stderr = ''
  child.stdout?.setEncoding('utf8').on('data', chunk => {
    stdout += chunk
  })
  child.stderr?.setEncoding('utf8').on('data', chunk => {
    stderr += chunk
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }))
  })
}

export const program = (args: readonly string[], settings: ProgramSettings = {}): Promise<ProgramEnd> =>
  programEnd(startProgram(args, settings))
