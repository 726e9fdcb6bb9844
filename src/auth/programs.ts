// Programs of this machine that signing in may ask.
import { execFile } from 'node:child_process'
import { statSync } from 'node:fs'
import { win32 } from 'node:path'

export interface ProgramAnswer {
  /** Null: it took too long, or was killed. */
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

type Env = Readonly<Record<string, string | undefined>>

/**
 * Runs a program found on the PATH of `env`; null when there is none of this name. Its arguments never meet a shell's syntax.
 * When `signal` is aborted, the program is ended and the reason thrown.
 */
export type RunProgram = (
  name: string,
  args: readonly string[],
  env: Env,
  signal: AbortSignal,
) => Promise<ProgramAnswer | null>

const LONGEST_MS = 60_000

export const runProgram: RunProgram = (name, args, env, signal) =>
  runWithin(LONGEST_MS, name, args, env, signal)

/** As `runProgram`, for `longestMs` at most. */
export async function runWithin(
  longestMs: number,
  name: string,
  args: readonly string[],
  env: Env,
  signal: AbortSignal,
): Promise<ProgramAnswer | null> {
  signal.throwIfAborted()
  const onWindows = process.platform === 'win32'
  const file = onWindows ? quoted(findOnWindows(name, env, isFile), args) : name
  if (file === null) return null
  const options = { env: { ...env }, signal, timeout: longestMs, shell: onWindows, windowsHide: true }
  return new Promise((resolve, reject) => {
    const child = execFile(file, [...args], options, (error, stdout, stderr) => {
      if (signal.aborted) return reject(signal.reason)
      if (error === null) return resolve({ exitCode: 0, stdout, stderr })
      if (error.code === 'ENOENT' || error.code === 'EACCES') return resolve(null)
      resolve({ exitCode: typeof error.code === 'number' ? error.code : null, stdout, stderr })
    })
    // A program that asks a question gets no answer, and does not wait for one.
    child.stdin?.on('error', () => {}).end()
  })
}

/** A `.cmd` file only runs in a shell there, so whoever calls passes nothing but words without spaces or signs. */
function quoted(file: string | null, args: readonly string[]): string | null {
  const odd = args.find(arg => !/^[\w:/.=-]+$/.test(arg))
  if (odd !== undefined) throw new TypeError(`not a plain word: ${odd}`)
  return file === null ? null : `"${file}"`
}

/**
 * The file that Windows would run, looked for on the PATH alone: its shell would look in the current folder first, which may be
 * anybody's. Null: there is none.
 */
export function findOnWindows(name: string, env: Env, exists: (path: string) => boolean): string | null {
  const variable = (wanted: string): string =>
    Object.entries(env).find(([key]) => key.toUpperCase() === wanted)?.[1] ?? ''
  const folders = variable('PATH')
    .split(';')
    .map(folder => folder.trim().replace(/^"(.*)"$/, '$1'))
  const candidates = folders
    .filter(folder => win32.isAbsolute(folder))
    .flatMap(folder => ['.exe', '.cmd', '.bat'].map(ending => win32.join(folder, `${name}${ending}`)))
  return candidates.find(exists) ?? null
}

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true
