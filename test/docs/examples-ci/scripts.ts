// Runs the shell texts of the examples as a CI service would: in a checkout, with the environment that it gives.
import { execFile, spawn } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach } from 'vitest'
import type { RunReport, TableReport } from '../../../src/extract/report.ts'
import { ROOT } from './files.ts'

const folders: string[] = []
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true })
})

export async function freshFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'examples-ci-'))
  folders.push(folder)
  return folder
}

/** A clone of the project: its program, or one of the test's own that prints a text and ends with a code. */
export async function checkout(program: 'real' | { readonly prints: string; readonly code: number }) {
  const folder = await freshFolder()
  await symlink(join(ROOT, 'examples'), join(folder, 'examples'))
  if (program === 'real') await symlink(join(ROOT, 'bin'), join(folder, 'bin'))
  else {
    await mkdir(join(folder, 'bin'))
    const source = `process.stdout.write(${JSON.stringify(program.prints)})\nprocess.exitCode = ${program.code}\n`
    await writeFile(join(folder, 'bin/entra-extract.js'), source)
  }
  return folder
}

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A step's text, run by `bash -e` on a file, as GitHub does and Azure's task may. */
export async function runStep(
  text: string,
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<Ended> {
  const file = join(cwd, 'step.sh')
  await writeFile(file, text)
  return runCommand('bash', ['--noprofile', '--norc', '-e', file], cwd, env)
}

export function runCommand(
  command: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const path = `${dirname(process.execPath)}:${process.env.PATH ?? ''}`
    const child = spawn(command, args, {
      cwd,
      env: { PATH: path, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const out = { stdout: '', stderr: '' }
    for (const name of ['stdout', 'stderr'] as const)
      child[name].setEncoding('utf8').on('data', (text: string) => {
        out[name] += text
      })
    child.on('error', reject)
    child.on('close', code => resolve({ code, ...out }))
  })
}

/** Whether a command of the system is there and does this. */
export const can = (command: string, ...args: readonly string[]): Promise<boolean> =>
  promisify(execFile)(command, args).then(
    () => true,
    () => false,
  )

export async function executable(path: string, text: string): Promise<void> {
  await writeFile(path, text)
  await chmod(path, 0o755)
}

/** Empty when there is none. */
export const textIn = (...path: readonly string[]): Promise<string> =>
  readFile(join(...path), 'utf8').catch(() => '')

export const table = (name: string, some: Partial<TableReport> = {}): TableReport => ({
  table: name,
  verdict: 'complete',
  reason: null,
  requestId: null,
  ...{ received: 0, duplicates: 0, unique: 0, inserted: 0, updated: 0, deleted: 0, before: 0, rows: 0 },
  ...{ counted: null, drift: null, requests: 0, retries: 0, waitedMs: 0 },
  ...{ firstEventAt: null, lastEventAt: null, masked: [] },
  ...some,
})

export const report = (exitCode: number, tables: TableReport[]): RunReport => ({
  runId: '2026-11-20T10-00-00Z',
  version: '0.1.0',
  tenantId: '11111111-2222-3333-4444-555555555555',
  cloud: 'global',
  startedAt: '2026-11-20T10:00:00.000Z',
  endedAt: '2026-11-20T10:03:12.000Z',
  exitCode,
  ...{ requests: 1234, retries: 2, waitedMs: 5000 },
  tables,
})
