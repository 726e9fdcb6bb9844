// Processes of their own that change one cache file. They load `dist/`, so build first.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { cacheFileStore } from '../../src/auth/person/cache-file.ts'
import { signInOf } from '../support/person-world.ts'

const built = new URL('../../dist/auth/person/cache-file.js', import.meta.url)
const ROUNDS = 10

/** Signs in as several persons one after the other, each of whom signs out the first person again. */
const program = `
  const { cacheFileStore } = await import(process.argv[1])
  const [, , path, name, template] = process.argv
  for (let round = 0; round < ${ROUNDS}; round++) {
    const signIn = { ...JSON.parse(template), username: name + ' ' + round }
    await cacheFileStore(path).update(
      now => [signIn, ...now.filter(each => each.username !== 'first')],
      () => {},
    )
  }`

it('keeps every change of several processes', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'entra-processes-'))
  const path = join(folder, 'sign-ins.json')
  try {
    await cacheFileStore(path).update(
      () => [signInOf({ username: 'first' })],
      () => {},
    )
    const names = ['ada', 'bob', 'eve']
    const ends = names.map(async name => {
      const given = [built.href, path, name, JSON.stringify(signInOf())]
      const child = spawn(process.execPath, ['--input-type=module', '--eval', program, ...given], {
        stdio: 'inherit',
      })
      return (await once(child, 'exit'))[0]
    })
    expect(await Promise.all(ends)).toEqual([0, 0, 0])
    const kept = (await cacheFileStore(path).load(() => {})).map(({ username }) => username)
    const wanted = names.flatMap(name => Array.from({ length: ROUNDS }, (_, round) => `${name} ${round}`))
    expect(kept.sort()).toEqual(wanted.sort())
    expect(readdirSync(folder)).toEqual(['sign-ins.json'])
  } finally {
    rmSync(folder, { recursive: true })
  }
}, 30_000)
