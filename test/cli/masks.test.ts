// Masks by flag, variable and config file, for one tenant and for several. Runs `bin/` where the environment matters, so build first.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { TenantOutcome } from '../../src/cli/tenants/outcome.ts'
import type { RunReport } from '../../src/extract/report.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts'
import { readTable } from '../support/parquet-rows.ts'
import { expectNobody, personalTexts, SECRET } from '../support/personal.ts'
import { program } from '../support/program.ts'
import { run } from '../support/terminal.ts'

let sandboxes: readonly Sandbox[]
let folder: string
beforeAll(async () => {
  sandboxes = await Promise.all(
    [1, 2].map(seed => startSandbox({ users: 30, seed, quotas: 'off', activity: 0.1 })),
  )
})
afterAll(() => Promise.all(sandboxes.map(sandbox => sandbox.close())))
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'entra-masks-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const at = (index: number): Sandbox => {
  const sandbox = sandboxes[index]
  if (sandbox === undefined) throw new RangeError(`no sandbox ${index}`)
  return sandbox
}
const envOf = (sandbox: Sandbox) => ({
  ENTRA_EXTRACT_GRAPH_URL: sandbox.url,
  ENTRA_EXTRACT_AUTHORITY: sandbox.authority,
  AZURE_TENANT_ID: sandbox.tenantId,
  AZURE_CLIENT_ID: sandbox.clientId,
  AZURE_CLIENT_SECRET: sandbox.clientSecret,
})
const write = async (name: string, content: unknown): Promise<string> => {
  const path = join(folder, name)
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

describe('one tenant', () => {
  it('is masked by a config file, and the report says how', async () => {
    await write('mask.key', `${SECRET}\n`)
    const config = await write('masks.json', {
      out: './lake',
      tables: ['users', 'user_licenses'],
      mask: ['users.department:drop', '*.mail:keep'],
      pii: 'pseudonymous',
      maskKeyFile: './mask.key',
    })
    const env = envOf(at(0))
    const { code, stdout } = await run(['extract', '--config', config, '--json'], { env })
    expect(code).toBe(0)
    const { tables } = JSON.parse(stdout) as RunReport
    const masked = tables.find(({ table }) => table === 'users')?.masked ?? []
    expect(masked).toContainEqual({ column: 'department', method: 'drop' })
    expect(masked).toContainEqual({ column: 'userPrincipalName', method: 'hmac' })
    expect(masked.map(({ column }) => column)).not.toContain('mail')
    const again = await run(['extract', '--config', config], { env })
    expect(again.stdout).toMatch(/^Masked: \d+ columns of 1 table, \d+ by drop, \d+ by hmac\.$/m)
    const rows = await readTable(join(folder, 'lake'), 'users')
    expect(rows.some(({ mail }) => String(mail).includes('@'))).toBe(true)
    expect(rows.every(({ userPrincipalName }) => /^[0-9a-f]{32}$/.test(String(userPrincipalName)))).toBe(true)
  })

  it.each([
    [
      { mask: ['users.mial:hmac'] },
      /mask in masks\.json: no column is named 'users\.mial'\. Did you mean 'users\.mail'\?/,
    ],
    [{ mask: ['users.id:drop'] }, /mask in masks\.json: users\.id is what rows are told apart/],
    [{ mask: 'users.mail:hmac' }, /mask in masks\.json is a list/],
    [{ maskKey: SECRET }, /maskKey in masks\.json is a secret.*ENTRA_EXTRACT_MASK_KEY/],
    [{ pii: 'some' }, /pii in masks\.json/],
  ])('is not read by a config file of %j', async (content, message) => {
    const path = await write('masks.json', content)
    const { code, stderr } = await run(['extract', 'users', '--config', path], { env: envOf(at(0)) })
    expect([code, stderr.replace(folder, '').replaceAll('/masks', 'masks')]).toEqual([
      2,
      expect.stringMatching(message),
    ])
    expect(stderr).not.toContain(SECRET)
  })

  it.each([
    [['--pii', 'none'], {}, /needs a key: make one with `openssl rand -hex 32/],
    [
      ['--mask', 'users.mail:hmac'],
      { ENTRA_EXTRACT_MASK_KEY: 'too short a key' },
      /^ENTRA_EXTRACT_MASK_KEY has fewer than 32 characters/,
    ],
    [
      ['--pii', 'none', '--mask-key-file', 'nowhere.key'],
      {},
      /^--mask-key-file: nowhere\.key cannot be read \(ENOENT\)/,
    ],
    [['--mask-key', SECRET], {}, /^Unknown option '--mask-key'/],
  ])('is refused by %j', async (more, env, message) => {
    const { code, stderr } = await run(['extract', 'users', '--out', join(folder, 'lake'), ...more], {
      env: { ...envOf(at(0)), ...env },
    })
    expect([code, stderr]).toEqual([2, expect.stringMatching(message)])
    expect(stderr).not.toContain('too short a key')
    expect(await readdir(folder)).toEqual([])
  })

  it('is masked by variables, of which the key is in no diagnostic report', async () => {
    const lake = join(folder, 'lake')
    const env = {
      ...envOf(at(0)),
      ENTRA_EXTRACT_PII: 'none',
      ENTRA_EXTRACT_MASK_KEY: SECRET,
      NODE_OPTIONS: '--report-on-signal',
    }
    const { code, stderr } = await program(['extract', 'users', 'groups', '--out', lake], {
      env,
      cwd: folder,
    })
    expect([code, stderr.includes(SECRET)]).toEqual([0, false])
    await expectNobody(lake, personalTexts(at(0), true))
    const state = await readFile(join(lake, 'state.json'), 'utf8')
    expect(state).not.toContain(SECRET)
  })
})

it('several tenants may each have a key of their own, and masks of their own', async () => {
  const keys = [SECRET, `${SECRET}another`]
  const entries = sandboxes.map((sandbox, index) => ({
    tenant: sandbox.tenantId,
    clientId: sandbox.clientId,
    graphUrl: sandbox.url,
    authority: sandbox.authority,
    env: { AZURE_CLIENT_SECRET: `SECRET_OF_${index}` },
    maskKeyFile: `./key-${index}`,
    ...(index === 0 ? {} : { pii: 'none' }),
  }))
  for (const [index, key] of keys.entries()) await write(`key-${index}`, key)
  const file = await write('tenants.json', entries)
  const lake = join(folder, 'lake')
  const argv = [
    'extract',
    'users',
    '--tenants',
    file,
    '--out',
    lake,
    '--mask',
    '*.userPrincipalName:hmac',
    '--json',
  ]
  const secrets = Object.fromEntries(
    sandboxes.map(({ clientSecret }, index) => [`SECRET_OF_${index}`, clientSecret]),
  )
  const { code, stdout } = await run(argv, { env: secrets })
  expect(code).toBe(0)
  const masked = (JSON.parse(stdout) as TenantOutcome[]).map(({ tenant, report }) => [
    tenant,
    report?.tables[0]?.masked.length,
  ])
  expect(Object.fromEntries(masked)).toEqual({ [at(0).tenantId]: 1, [at(1).tenantId]: expect.any(Number) })
  await expectNobody(join(lake, `tenant=${at(1).tenantId}`), personalTexts(at(1), true))
  const [first] = await readTable(join(lake, `tenant=${at(0).tenantId}`), 'users')
  expect(first).toMatchObject({
    userPrincipalName: expect.stringMatching(/^[0-9a-f]{32}$/),
    mail: expect.stringContaining('@'),
  })
})
