import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findOnWindows, runProgram, runWithin } from '../../src/auth/programs.ts'

const signal = new AbortController().signal
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'programs-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** A program of this name on the PATH that is returned. */
function program(name: string, script: string, mode = 0o755): { PATH: string; [name: string]: string } {
  const path = join(folder, name)
  writeFileSync(path, `#!/bin/sh\n${script}\n`)
  chmodSync(path, mode)
  return { PATH: `${folder}:/usr/bin:/bin` }
}

describe('a program', () => {
  it('gets its arguments as they are, and nothing of another environment', async () => {
    const env = program('show', 'for word in "$@"; do echo "<$word>"; done; echo "$SOME-$HOME" >&2; exit 3')
    const words = ['a b', '$(id)', ';', '*', '"']
    expect(await runProgram('show', words, { ...env, SOME: 'thing', HOME: undefined }, signal)).toEqual({
      exitCode: 3,
      stdout: words.map(word => `<${word}>\n`).join(''),
      stderr: 'thing-\n',
    })
  })

  it('is found on the PATH that is given, and may be missing there', async () => {
    const env = program('az', 'echo found')
    expect(await runProgram('az', [], env, signal)).toMatchObject({ exitCode: 0, stdout: 'found\n' })
    expect(await runProgram('az', [], { PATH: join(folder, 'elsewhere') }, signal)).toBeNull()
    expect(await runProgram('other', [], env, signal)).toBeNull()
    const notRunnable = program('plain', 'echo never', 0o644)
    expect(await runProgram('plain', [], { ...notRunnable, PATH: folder }, signal)).toBeNull()
  })

  it('gets no answer to a question', async () => {
    const env = program('ask', 'if read answer; then echo "$answer"; else echo nothing; fi')
    expect(await runProgram('ask', [], env, signal)).toMatchObject({ exitCode: 0, stdout: 'nothing\n' })
  })

  it('is ended when it takes too long, and what it has started is not waited for', async () => {
    const env = program('hang', 'echo begun; sleep 30; echo done')
    const begun = Date.now()
    const answer = await runWithin(200, 'hang', [], env, signal)
    expect(answer).toMatchObject({ exitCode: null })
    expect(answer?.stdout).not.toContain('done')
    expect(Date.now() - begun).toBeLessThan(5_000)
  })

  it('is ended when everything is', async () => {
    const env = program('hang', 'sleep 30')
    const stop = new AbortController()
    const reason = new Error('interrupted')
    const running = runProgram('hang', [], env, stop.signal)
    setTimeout(() => stop.abort(reason), 50)
    await expect(running).rejects.toBe(reason)
    await expect(runProgram('hang', [], env, stop.signal)).rejects.toBe(reason)
  })
})

describe('a program on Windows', () => {
  const has =
    (...files: string[]) =>
    (path: string) =>
      files.includes(path)

  it('is a file of the PATH', () => {
    const env = { Path: 'C:\\Windows;"C:\\Program Files\\Azure CLI\\wbin"; D:\\tools' }
    const az = 'C:\\Program Files\\Azure CLI\\wbin\\az.cmd'
    expect(findOnWindows('az', env, has(az, 'D:\\tools\\az.exe'))).toBe(az)
    expect(findOnWindows('az', env, has('D:\\tools\\az.exe'))).toBe('D:\\tools\\az.exe')
    expect(findOnWindows('az', env, has('D:\\tools\\az.txt'))).toBeNull()
    expect(findOnWindows('az', {}, () => true)).toBeNull()
  })

  it('is none of the current folder', () => {
    expect(findOnWindows('az', { PATH: '.;;bin' }, () => true)).toBeNull()
  })
})
