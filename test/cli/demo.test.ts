import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { clearDemoFolder } from '../../src/cli/demo-folder.ts'
import { questions } from '../../src/cli/demo-questions.ts'
import { UsageError } from '../../src/errors.ts'
import { openDuckDB } from '../../src/lake/duckdb.ts'
import { queryRows } from '../../src/lake/query.ts'
import { duckdbType, quote, text } from '../../src/lake/types.ts'
import { findTable } from '../../src/streams/index.ts'

const folders: string[] = []
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true })
})

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'entra-demo-'))
  folders.push(path)
  return path
}

/** Writes rows, given as SQL values by column, as a file with the table's declared schema. */
async function put(
  lake: string,
  file: string,
  table: string,
  rows: readonly Record<string, string>[],
): Promise<void> {
  const columns = {
    ...findTable(table).definition.columns,
    ...(file.startsWith('changes/') ? { _op: 'string' as const } : {}),
  }
  const row = (values: Record<string, string>): string =>
    Object.entries(columns)
      .map(([name, type]) => `CAST(${values[name] ?? 'NULL'} AS ${duckdbType(type)}) AS ${quote(name)}`)
      .join(', ')
  const selects =
    rows.length === 0 ? [`SELECT ${row({})} WHERE false`] : rows.map(values => `SELECT ${row(values)}`)
  await mkdir(dirname(join(lake, file)), { recursive: true })
  const duckdb = await openDuckDB({ memory: '256MB', spill: null })
  await duckdb.run(`COPY (${selects.join(' UNION ALL ')}) TO ${text(join(lake, file))} (FORMAT parquet)`)
  duckdb.close()
}

const now = new Date('2026-11-20T10:00:00Z')

async function ask(lake: string, title: string): Promise<Record<string, unknown>[]> {
  const question = questions.find(each => each.title.includes(title))
  if (question === undefined) throw new Error(`no question about ${title}`)
  return queryRows(question.sql(lake, now))
}

describe('the questions of the demo', () => {
  it('find the paid seats of people who have long been away', async () => {
    const lake = await folder()
    const person = (id: string, created: string) => ({ id: `'${id}'`, createdDateTime: `'${created}'` })
    await put(lake, 'users/data.parquet', 'users', [
      person('active', '2020-01-01T00:00:00Z'),
      person('dormant', '2020-01-01T00:00:00Z'),
      person('never', '2020-01-01T00:00:00Z'),
      person('new', '2026-11-01T00:00:00Z'),
    ])
    await put(lake, 'user_sign_in_activity/data.parquet', 'user_sign_in_activity', [
      {
        userId: "'active'",
        signInActivity:
          "{'lastNonInteractiveSignInDateTime': '2026-11-01T00:00:00Z', 'lastSignInDateTime': '2026-01-01T00:00:00Z'}",
      },
      { userId: "'dormant'", signInActivity: "{'lastSignInDateTime': '2026-08-01T00:00:00Z'}" },
      { userId: "'never'" },
    ])
    await put(lake, 'subscribed_skus/data.parquet', 'subscribed_skus', [
      { id: "'t_e5'", skuId: "'e5'", skuPartNumber: "'ENTERPRISE'", prepaidUnits: "{'enabled': 25}" },
      { id: "'t_f1'", skuId: "'f1'", skuPartNumber: "'UNUSED'", prepaidUnits: "{'enabled': 5}" },
    ])
    await put(
      lake,
      'user_licenses/data.parquet',
      'user_licenses',
      ['active', 'dormant', 'never', 'new'].map(id => ({ userId: `'${id}'`, skuId: "'e5'" })),
    )
    expect(await ask(lake, 'Paid seats')).toEqual([
      { SKU: 'ENTERPRISE', 'paid seats': 25, assigned: 4n, dormant: 2n },
      { SKU: 'UNUSED', 'paid seats': 5, assigned: 0n, dormant: 0n },
    ])
  })

  it('count who joined and left which group', async () => {
    const lake = await folder()
    await put(lake, 'groups/data.parquet', 'groups', [{ id: "'g1'", displayName: "'Sales'" }])
    const change = (op: string, groupId: string, id: string) => ({
      _op: `'${op}'`,
      groupId: `'${groupId}'`,
      id: `'${id}'`,
    })
    await put(lake, 'changes/group_members/date=2026-11-20/000001.parquet', 'group_members', [
      change('insert', 'g1', 'u1'),
      change('delete', 'g1', 'u2'),
      change('insert', 'gone', 'u3'),
    ])
    await put(lake, 'changes/group_members/date=2026-11-20/000002.parquet', 'group_members', [
      change('insert', 'g1', 'u4'),
    ])
    expect(await ask(lake, 'members changed')).toEqual([
      { group: 'Sales', joined: 2n, left: 1n },
      { group: '(deleted) gone', joined: 1n, left: 0n },
    ])
  })

  it('count failed sign-ins by country', async () => {
    const lake = await folder()
    const event = (id: string, user: string, country: string | null, code: number) => ({
      id: `'${id}'`,
      userId: `'${user}'`,
      ...(country === null ? {} : { location: `{'countryOrRegion': '${country}'}` }),
      status: `{'errorCode': ${code}}`,
    })
    await put(lake, 'sign_ins/date=2026-11-19/data.parquet', 'sign_ins', [
      event('1', 'u1', 'DE', 50126),
      event('2', 'u1', 'DE', 0),
    ])
    await put(lake, 'sign_ins/date=2026-11-20/data.parquet', 'sign_ins', [
      event('3', 'u1', 'DE', 50053),
      event('4', 'u2', null, 1),
    ])
    expect(await ask(lake, 'Failed sign-ins')).toEqual([
      { country: 'DE', failed: 2n, people: 1n },
      { country: '(unknown)', failed: 1n, people: 1n },
    ])
  })

  it('find credentials that end soon', async () => {
    const lake = await folder()
    await put(lake, 'applications/data.parquet', 'applications', [{ id: "'a1'", displayName: "'Payroll'" }])
    const credential = (keyId: string, end: string) => ({
      applicationId: "'a1'",
      credentialType: "'password'",
      keyId: `'${keyId}'`,
      endDateTime: `'${end}'`,
    })
    await put(lake, 'application_credentials/data.parquet', 'application_credentials', [
      credential('past', '2026-11-19T00:00:00Z'),
      credential('soon', '2026-12-01T00:00:00Z'),
      credential('later', '2027-12-01T00:00:00Z'),
    ])
    expect(await ask(lake, 'expire')).toEqual([
      { application: 'Payroll', credential: 'password', expires: '2026-12-01' },
    ])
  })

  it('count the holders of roles who have no MFA, groups and applications apart', async () => {
    const lake = await folder()
    const person = (id: string) => ({ id: `'${id}'` })
    await put(lake, 'users/data.parquet', 'users', [person('u1'), person('u2'), person('u3')])
    await put(lake, 'user_registration_details/data.parquet', 'user_registration_details', [
      { id: "'u1'", isMfaRegistered: 'true' },
      { id: "'u2'", isMfaRegistered: 'false' },
    ])
    await put(lake, 'role_definitions/data.parquet', 'role_definitions', [
      { id: "'r1'", displayName: "'Global Administrator'" },
    ])
    await put(
      lake,
      'role_assignments/data.parquet',
      'role_assignments',
      ['u1', 'u2', 'u3', 'g1'].map(holder => ({
        id: `'a-${holder}'`,
        principalId: `'${holder}'`,
        roleDefinitionId: "'r1'",
      })),
    )
    expect(await ask(lake, 'privileged role')).toEqual([
      { role: 'Global Administrator', people: 3n, 'groups and applications': 1n, 'without MFA': 2n },
    ])
  })
})

describe('the folder of the demo', () => {
  const tenantId = '11111111-2222-4333-8444-555555555555'

  it('may be new, or empty', async () => {
    const path = await folder()
    await clearDemoFolder(path, tenantId)
    await clearDemoFolder(join(path, 'nowhere'), tenantId)
    expect(await readdir(path)).toEqual([])
  })

  it('is emptied when it is the lake of an earlier demo', async () => {
    const path = await folder()
    await mkdir(join(path, 'users'))
    await writeFile(join(path, 'users', 'data.parquet'), 'x')
    await writeFile(join(path, 'state.json'), JSON.stringify({ version: 1, tenantId }))
    await clearDemoFolder(path, tenantId)
    expect(await readdir(path)).toEqual([])
  })

  it('is emptied when a demo was stopped before it had a state', async () => {
    const path = await folder()
    await mkdir(join(path, '_work'))
    await writeFile(join(path, 'state.json.part'), '{')
    await clearDemoFolder(path, tenantId)
    expect(await readdir(path)).toEqual([])
  })

  it.each([
    ['another tenant', { 'state.json': '{"tenantId":"other"}' }],
    ['a damaged state', { 'state.json': 'oops' }],
    ['no state', { 'notes.txt': 'mine' }],
    ['a file of somebody', { 'state.json': JSON.stringify({ tenantId }), 'notes.txt': 'mine' }],
  ])('is left alone when it holds %s', async (_what, files) => {
    const path = await folder()
    for (const [name, content] of Object.entries(files)) await writeFile(join(path, name), content)
    await expect(clearDemoFolder(path, tenantId)).rejects.toBeInstanceOf(UsageError)
    expect(await readdir(path)).toEqual(Object.keys(files).sort())
  })
})
