import { describe, expect, it } from 'vitest'
import { duckdbType } from '../../src/lake/types.ts'
import { defaultTables, tables } from '../../src/streams/index.ts'
import { privacyOf } from '../../src/streams/privacy.ts'
import { FakeStream, run } from '../support/terminal.ts'

describe('tables --json', () => {
  it('is the catalogue', async () => {
    const { code, stdout, stderr } = await run(['tables', '--json'])
    expect([code, stderr]).toEqual([0, ''])
    const entries: unknown = JSON.parse(stdout)
    const expected = [...tables.values()].map(({ name, stream, definition }) => ({
      table: name,
      stream: stream.name,
      kind: stream.definition.kind,
      api: stream.definition.api,
      path: stream.definition.path,
      key: definition.key,
      partition: stream.definition.kind === 'window' ? 'date' : null,
      columns: [
        ...Object.entries(definition.columns).map(([column, type]) => ({
          name: column,
          ...(type === 'json' ? { type: 'VARCHAR', json: true } : { type: duckdbType(type) }),
          privacy: privacyOf(name, column, type),
        })),
        { name: '_tenant_id', type: 'VARCHAR', privacy: 'none' },
        { name: '_changed_at', type: 'TIMESTAMP WITH TIME ZONE', privacy: 'none' },
      ],
      permissions: stream.definition.permissions,
      licence: stream.definition.licence,
      clouds: stream.definition.clouds,
      default: stream.definition.inDefaultSet,
    }))
    expect(entries).toEqual(expected)
    expect(defaultTables().length).toBeGreaterThan(10)
  })

  it('is one table where one is named, and says the same from the environment', async () => {
    const { stdout } = await run(['tables', 'users'], { env: { ENTRA_EXTRACT_JSON: '1' } })
    const entries = JSON.parse(stdout)
    expect(entries.map((entry: { table: string }) => entry.table)).toEqual(['users'])
    expect(entries[0]).toMatchObject({
      kind: 'delta',
      api: 'v1.0',
      path: '/users/delta',
      key: ['id'],
      partition: null,
      permissions: { application: ['User.Read.All'] },
    })
    expect(entries[0].columns).toContainEqual({ name: 'accountEnabled', type: 'BOOLEAN', privacy: 'none' })
    expect(entries[0].columns).toContainEqual({
      name: 'businessPhones',
      type: 'VARCHAR[]',
      privacy: 'identity',
    })
  })
})

describe('tables', () => {
  it('is an overview with one line per table', async () => {
    const { code, stdout } = await run(['tables'])
    expect(code).toBe(0)
    for (const name of tables.keys()) expect(stdout).toMatch(new RegExp(`│ ${name} +│`))
    expect(stdout).toMatch(/│ user_licenses +│ unnested +│ yes +│ User.Read.All/)
    expect(stdout).not.toContain('\u001b')
  })

  it('has colours on a terminal, and none under NO_COLOR', async () => {
    expect((await run(['tables'], { tty: true })).stdout).toContain('\u001b[1m')
    expect((await run(['tables'], { tty: true, env: { NO_COLOR: '1' } })).stdout).not.toContain('\u001b')
  })

  it('shows one table in full', async () => {
    const { stdout } = await run(['tables', 'users'])
    for (const text of [
      'v1.0/users/delta',
      'key: id',
      '│ userPrincipalName ',
      '│ _changed_at ',
      'aboutMe: ',
    ]) {
      expect(stdout).toContain(text)
    }
  })

  it('shows how a table is read and what it comes without', async () => {
    const shown = async (name: string) => (await run(['tables', name])).stdout
    expect(await shown('sign_ins')).toMatch(
      /request: GET \/v1\.0\/auditLogs\/signIns\?\$filter=createdDateTime ge … and createdDateTime le …&\$top=\d+$/m,
    )
    expect(await shown('access_review_decisions')).toMatch(
      /request: GET \S+\/definitions\S*\n +request: GET \S+\/instances\S*\n +request: GET \S+\/decisions/,
    )
    expect(await shown('user_owned_deleted_items')).toMatch(/request: POST \S+getUserOwnedObjects \{"/)
    expect(await shown('applications')).toMatch(/not followed by delta: .*--full-every/)
    expect(await shown('user_licenses')).toMatch(/unnested from: users: assignedLicenses$/m)
    expect(await shown('user_license_states')).toMatch(/unnested from: rows that are no table: /)
    expect(await shown('users')).toMatch(
      /^Empty without a further permission:\n {2}employeeLeaveDateTime: User-LifeCycleInfo/m,
    )
    expect(await shown('group_members')).toMatch(/^Left out without a further permission:\n .*Member\.Read/m)
  })

  it('shows what a derived table is computed from', async () => {
    const { stdout } = await run(['tables', 'license_costs'])
    for (const text of [
      'stream: license_costs (derived)',
      'source: other tables of the lake',
      'application permissions: none',
      'computed from: user_licenses, subscribed_skus',
      'and, where the lake has them: user_license_states, users',
      'default set: no, name it or give --derived',
    ])
      expect(stdout).toContain(text)
    expect(stdout).not.toContain('GET ')
    const [entry] = JSON.parse((await run(['tables', 'license_costs', '--json'])).stdout)
    expect(entry).toMatchObject({
      kind: 'derived',
      path: '',
      default: false,
      permissions: { application: [], delegated: [] },
    })
  })

  it('names the clouds that lack a column', async () => {
    const lacking = [...tables.values()].find(({ definition }) => definition.missingIn !== undefined)
    const { stdout } = await run(['tables', lacking?.name ?? ''])
    const [column, clouds] = Object.entries(lacking?.definition.missingIn ?? {})[0] ?? []
    expect(stdout).toContain(`Empty in some clouds:\n  ${column}: ${clouds?.join(', ')}`)
  })

  it('fits the terminal where it can', async () => {
    const { stdout } = await run(['tables', 'users'], { tty: true, env: { NO_COLOR: '1' } })
    const lines = stdout.split('\n').filter(line => /^[│┌├└]/.test(line))
    expect(Math.max(...lines.map(line => line.length))).toBeLessThanOrEqual(100)
  })

  it.each([
    [80, ['table', 'default', 'licence']],
    [110, ['table', 'permission', 'licence']],
    [160, ['table', 'kind', 'default', 'permission', 'licence']],
  ])('is readable on %i columns', async (columns, head) => {
    const stdout = Object.defineProperty(new FakeStream(true), 'columns', { value: columns })
    await run(['tables'], { stdout, env: { NO_COLOR: '1' } })
    const lines = stdout.written.trimEnd().split('\n')
    const bordered = lines.filter(line => /^[│┌├└]/.test(line))
    expect(Math.max(...bordered.map(line => line.length))).toBeLessThanOrEqual(columns)
    expect(bordered[1]?.match(/\w+/g)).toEqual(expect.arrayContaining(head))
    for (const name of tables.keys()) expect(lines.some(line => line.startsWith(`│ ${name} `))).toBe(true)
    expect(stdout.written).not.toContain('…')
  })

  it('ends quietly when its reader goes away', async () => {
    const stdout = new FakeStream(false)
    stdout.closedAfter = 0
    expect(await run(['tables'], { stdout })).toEqual({ code: 0, stdout: '', stderr: '' })
  })
})
