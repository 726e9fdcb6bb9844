// The scratch space of a lake in a bucket: made, refused in one sentence, and cleared of what dead processes left.
import { spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { UsageError } from '../../src/errors.ts'
import { makeScratch, openBucket } from '../../src/store/open.ts'
import { settingsFor } from '../support/s3-objects.ts'
import { startS3Server } from '../support/s3-server.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'open-test-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const place = { kind: 's3', url: 's3://bucket/lake', bucket: 'bucket', prefix: 'lake/' } as const

describe('scratch space', () => {
  test('is made in a folder that is not there, and goes with the store', async () => {
    const server = await startS3Server()
    const scratch = join(folder, 'not', 'there')
    try {
      const store = await openBucket(place, settingsFor(server.url, { scratch }))
      expect(readdirSync(scratch)).toEqual([basename(store.path('.'))])
      await store.close()
      expect(readdirSync(scratch)).toEqual([])
    } finally {
      await server.close()
    }
  })

  test('goes when the bucket cannot be opened', async () => {
    const settings = settingsFor('http://elsewhere.example.com', { scratch: folder })
    await expect(openBucket(place, settings)).rejects.toThrow('http')
    expect(readdirSync(folder)).toEqual([])
  })

  test.each([
    ['a file', 'file'],
    ['below a file', 'file/below/it'],
    ['a link to nothing', 'link'],
    ['below a link to nothing', 'link/below'],
  ])('cannot be %s, which is said before anything is opened', async (_, path) => {
    writeFileSync(join(folder, 'file'), '')
    symlinkSync(join(folder, 'nothing'), join(folder, 'link'))
    const scratch = join(folder, path)
    const error = await openBucket(place, settingsFor('http://elsewhere.example.com', { scratch })).catch(
      (reason: unknown) => reason,
    )
    expect(error).toBeInstanceOf(UsageError)
    expect(String(error)).toMatch(
      /No scratch space: .* is not a folder \(E\w+\); name another folder with --scratch\.$/,
    )
  })
})

test.runIf(process.platform === 'linux')('says where nothing can be made by any name', async () => {
  await expect(makeScratch('/proc/scratch/a')).rejects.toThrow(
    'No scratch space: nothing can be made in /proc/scratch/a (ENOENT); name another folder with --scratch.',
  )
})

describe('left-overs', () => {
  /** Of a process that has ended. */
  const deadPid = (): number => spawnSync(process.execPath, ['-e', '']).pid

  /** A folder with a file in it, as old as that. */
  function leave(name: string, minutes: number): string {
    const path = join(folder, name)
    mkdirSync(path)
    writeFileSync(join(path, 'file'), 'x')
    const then = Date.now() / 1000 - minutes * 60
    utimesSync(path, then, then)
    return path
  }

  async function hostHash(): Promise<string> {
    const own = await makeScratch(folder)
    rmSync(own, { recursive: true })
    expect(dirname(own)).toBe(folder)
    const [, hash, pid] = /^entra-extract-([0-9a-f]{8})-(\d+)-\w{6}$/.exec(basename(own)) ?? []
    expect(Number(pid)).toBe(process.pid)
    return hash ?? expect.fail(own)
  }

  test('of dead processes of this machine go, and nothing else', async () => {
    const here = await hostHash()
    const dead = deadPid()
    const gone = leave(`entra-extract-${here}-${dead}-abcDEF`, 10)
    const kept = [
      leave(`entra-extract-${here}-${dead}-Young1`, 1),
      leave(`entra-extract-${here}-${process.pid}-Alive1`, 10),
      leave(`entra-extract-${here}-${process.ppid}-Alive2`, 10),
      leave(`entra-extract-00000000-${dead}-abcDEF`, 10),
      leave(`entra-extract-${here}-${dead}-abcDEF-more`, 10),
      leave(`my-entra-extract-${here}-${dead}-abcDEF`, 10),
      leave('entra-extract-abcDEF', 10),
    ]
    const target = leave('target', 10)
    const link = join(folder, `entra-extract-${here}-${dead}-Linked`)
    symlinkSync(target, link)
    const file = join(folder, `entra-extract-${here}-${dead}-aFile1`)
    writeFileSync(file, 'x')
    utimesSync(file, 1, 1)
    const own = await makeScratch(folder)
    expect(existsSync(gone)).toBe(false)
    for (const path of [...kept, target, join(target, 'file'), link, file, own])
      expect(existsSync(path), path).toBe(true)
  })
})
