import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { Command } from 'commander'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createContext } from '../../src/cli/context.ts'
import { addForgetFrom } from '../../src/cli/forget.ts'
import { hmac } from '../../src/extract/mask/methods.ts'
import { bytesBelow, filesThatSay } from '../support/forgetting.ts'
import { KEY, masking, SECRET } from '../support/personal.ts'
import { type Rig, startRig } from '../support/rig.ts'
import { FakeStream, run } from '../support/terminal.ts'

let rig: Rig
let ids: string[]
const folder = mkdtempSync(join(tmpdir(), 'entra-forget-cli-'))
beforeAll(async () => {
  rig = await startRig({ users: 30, activity: 0.1 })
  await rig.extract({ tables: ['users', 'sign_ins'] })
  ids = [...rig.sandbox.truth('users')].map(({ id }) => String(id))
})
afterAll(async () => {
  await rig.close()
  rmSync(folder, { recursive: true, force: true })
})

const id = '0f6c1d6e-54f4-4b8e-9d0c-3a7b1c2d4e5f'

describe('what forget is asked for', () => {
  it.each([
    [[], /takes object ids of users/],
    [
      ["o'ada@contoso.com", '--yes'],
      /is an address, not an object id: .*userPrincipalName = 'o''ada@contoso\.com'" tells the id/,
    ],
    [[`${id}0`, '--yes'], /is not an object id such as/],
    [[id], /nobody is there to be asked: give --yes/],
    [['--file', '/nowhere/ids.txt', '--yes'], /--file \/nowhere\/ids\.txt cannot be read \(ENOENT\)/],
    [
      Array.from({ length: 101 }, (_, n) => id.slice(0, -3) + String(n + 100)),
      /up to 100 ids at a time, not 101/,
    ],
    [[id, '--yes', '--memory', 'lots'], /--memory/],
    [[id, '--yes'], /There is no lake in/],
  ])('is refused (%#)', async (argv, words) => {
    const { code, stdout, stderr } = await run(['forget', ...argv, '--out', join(folder, 'nothing')])
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(words)
  })

  it('may be in a file', async () => {
    const file = join(folder, 'ids.txt')
    writeFileSync(file, `\ufeff# left in May\r\n${ids[0]}\r\n\r\n  ${ids[1]?.toUpperCase()}\n${ids[0]}\n`)
    const dry = await run(['forget', '--file', file, '--dry-run', '--json', '--out', rig.lake])
    expect(dry).toMatchObject({ code: 0, stderr: '' })
    expect(JSON.parse(dry.stdout)).toMatchObject({
      kind: 'forget',
      dryRun: true,
      receipt: null,
      persons: [
        { id: ids[0], inTenant: true },
        { id: ids[1], inTenant: true },
      ],
      tables: expect.arrayContaining([expect.objectContaining({ table: 'users', rowsDeleted: 2 })]),
    })
  })
})

describe('an id that is no person', () => {
  it.each([
    ['00000000-0000-0000-0000-000000000000', /is the id of nobody/],
    [null, /is the id of the tenant/],
  ])('is refused (%j)', async (given, words) => {
    const before = bytesBelow(rig.lake)
    const { code, stdout, stderr } = await run([
      'forget',
      given ?? rig.sandbox.tenantId,
      '--yes',
      '--out',
      rig.lake,
    ])
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(words)
    expect(bytesBelow(rig.lake)).toEqual(before)
  })
})

describe('in a masked lake', () => {
  let masked: Rig
  beforeAll(async () => {
    masked = await startRig({ users: 10 })
    await masked.extract({ tables: ['users', 'user_licenses'], ...masking('none') })
  })
  afterAll(() => masked.close())

  const forget = (argv: readonly string[], env = {}) =>
    run(['forget', ...argv, '--yes', '--json', '--out', masked.lake], { env })
  const idAt = (index: number): string => String([...masked.sandbox.truth('users')][index]?.id)

  it('a real id wants the key', async () => {
    const { code, stderr } = await forget([idAt(0)])
    expect([code, stderr]).toEqual([2, expect.stringMatching(/--mask-key-file.*or the masked id from users/)])
    const short = await forget([idAt(0)], { ENTRA_EXTRACT_MASK_KEY: 'short' })
    expect([short.code, short.stderr]).toEqual([2, expect.stringContaining('fewer than 32 characters')])
  })

  it('the key may be in a file, or in the variable', async () => {
    const file = join(folder, 'mask.key')
    writeFileSync(file, `${SECRET}\n`)
    const ways = [
      await forget([idAt(0), '--mask-key-file', file]),
      await forget([idAt(1)], { ENTRA_EXTRACT_MASK_KEY: SECRET }),
      await forget([hmac(KEY, idAt(2))]),
    ]
    for (const { code, stdout } of ways) {
      expect(code).toBe(0)
      expect(JSON.parse(stdout).tables).toContainEqual(
        expect.objectContaining({ table: 'users', rowsDeleted: 1 }),
      )
    }
    const hashes = [0, 1, 2].map(index => hmac(KEY, idAt(index)))
    expect(await filesThatSay(masked.lake, hashes)).toEqual([])
  })
})

describe('a person', () => {
  it('is told of before, and gone afterwards', async () => {
    const before = bytesBelow(rig.lake)
    const dry = await run(['forget', ids[2] ?? '', '--dry-run', '--out', rig.lake])
    expect(dry.stdout).toMatch(
      /│ users +│ +1 │[\s\S]*named by \d+ rows?[\s\S]*Dry run: nothing was changed\./,
    )
    expect(bytesBelow(rig.lake)).toEqual(before)
    const done = await run(['forget', ids[2] ?? '', '--yes', '--out', rig.lake])
    expect(done).toMatchObject({ code: 0, stderr: '' })
    expect(done.stdout).toMatch(
      /Out of reach:\n- Microsoft Entra itself[\s\S]*Receipt: runs\/\S+-forget\.json\n$/,
    )
    expect(await filesThatSay(rig.lake, [ids[2] ?? ''])).toEqual([])
    expect((await run(['verify', '--out', rig.lake])).code).toBe(0)
    const again = await run(['forget', ids[2] ?? '', '--yes', '--out', rig.lake])
    expect([again.code, again.stdout]).toEqual([
      0,
      expect.stringContaining('1 of 1 ids are nowhere in the lake.'),
    ])
  })
})

describe('on a terminal', () => {
  async function answer(typed: string | null, ids: readonly string[]) {
    const stdin = Object.assign(new PassThrough(), { isTTY: true })
    const [stdout, stderr] = [new FakeStream(true), new FakeStream(true)]
    const context = createContext(
      { argv: [], env: {}, stdout, stderr, onSignal: () => () => {}, raise: () => {} },
      '0',
    )
    let code: number | null = null
    const program = new Command().exitOverride()
    addForgetFrom(() => stdin)(program, context, found => {
      code = found
    })
    const ended = program.parseAsync(['forget', ...ids, '--out', rig.lake], { from: 'user' })
    if (typed === null) stdin.end()
    else stdin.write(typed)
    await ended
    return { code, asked: stderr.written, told: stdout.written }
  }

  it.each(['n\n', '\n', 'yesterday\n', null])('%j leaves everything', async typed => {
    const before = bytesBelow(rig.lake)
    const { code, asked } = await answer(typed, [ids[3] ?? ''])
    expect([code, asked]).toEqual([
      1,
      expect.stringMatching(/Remove 1 person from .* for good\? \[y\/N\][\s\S]*Nothing was removed\./),
    ])
    expect(bytesBelow(rig.lake)).toEqual(before)
  })

  it('yes removes', async () => {
    const { code, asked, told } = await answer('Y\n', [ids[3] ?? '', ids[4] ?? ''])
    expect([code, asked]).toEqual([0, expect.stringContaining('Remove 2 persons')])
    expect(told).toContain('Receipt: ')
    expect(await filesThatSay(rig.lake, ids.slice(3, 5))).toEqual([])
  })
})
