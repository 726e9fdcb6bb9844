import { copyFileSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isComplete, readSql } from '../../src/cli/query/input.ts'
import { parquetFiles, type Row, readParquet, readTable } from '../support/parquet-rows.ts'
import { type Rig, startRig } from '../support/rig.ts'
import { FakeStream, run, start } from '../support/terminal.ts'

const TABLES = ['users', 'groups', 'group_members', 'organization', 'sign_ins']
const DAYS = 4

/** What `data.parquet` held after each run, and when that run was. */
interface Day {
  readonly at: string
  readonly tables: Readonly<Record<string, Row[]>>
}

let rig: Rig
const days: Day[] = []

beforeAll(async () => {
  rig = await startRig({ users: 40, activity: 0.3 })
  for (let day = 0; day < DAYS; day++) {
    if (day > 0) rig.sandbox.advance({ days: 1 })
    const report = await rig.extract({ tables: TABLES })
    expect(report.exitCode).toBe(0)
    const tables = await Promise.all(
      TABLES.map(async table => [table, (await readTable(rig.lake, table)).map(isoIn)]),
    )
    days.push({ at: report.startedAt, tables: Object.fromEntries(tables) })
  }
})
afterAll(() => rig.close())

const query = (...argv: string[]) => run(['query', '--out', rig.lake, ...argv])

async function rowsOf(sql: string): Promise<Row[]> {
  const { code, stdout, stderr } = await query(sql, '--json')
  expect([code, stderr]).toEqual([0, ''])
  return JSON.parse(stdout)
}

/** Times as the JSON of a query tells them. */
function isoIn<T>(value: T): T
function isoIn(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/^(-?\d+)(\d{3}) µs$/, (_, ms, us) => iso(ms, us))
  if (Array.isArray(value)) return value.map(isoIn)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, isoIn(part)]))
}

const iso = (ms: string, us: string): string => new Date(Number(ms)).toISOString().replace('Z', `${us}Z`)

const KEYS: Readonly<Record<string, readonly string[]>> = {
  users: ['id'],
  groups: ['id'],
  organization: ['id'],
  group_members: ['groupId', 'id'],
}

const keyIn = (table: string, row: Row): string => JSON.stringify((KEYS[table] ?? []).map(name => row[name]))
const byKey = (table: string, rows: readonly Row[]): Map<string, Row> =>
  new Map(rows.map(row => [keyIn(table, row), row]))
const without = (row: Row, ...names: string[]): Row =>
  Object.fromEntries(Object.entries(row).filter(([name]) => !names.includes(name)))

describe('views', () => {
  test.each(TABLES)('%s is what its files hold', async table => {
    const rows = await rowsOf(`FROM ${table}`)
    const files = days.at(-1)?.tables[table] ?? []
    expect(rows.length).toBe(files.length)
    const texts = (some: readonly Row[]) =>
      some.map(row => JSON.stringify(Object.entries(without(row, 'date')).sort())).sort()
    expect(texts(rows)).toEqual(texts(files))
  })

  test('changes are all there, with the date of their run', async () => {
    const [row] = await rowsOf('SELECT count(*) AS n, count(DISTINCT date) AS dates FROM changes_users')
    const files = parquetFiles(join(rig.lake, 'changes/users'))
    const rows = (await Promise.all(files.map(readParquet))).flat()
    expect(rows.length).toBeGreaterThan(0)
    expect(row).toEqual({ n: rows.length, dates: new Set(files.map(file => file.split('/').at(-2))).size })
  })

  test('events have a date to filter by', async () => {
    const rows = await rowsOf('SELECT DISTINCT date FROM sign_ins ORDER BY date')
    const folders = parquetFiles(join(rig.lake, 'sign_ins')).map(path => /date=([^/]+)/.exec(path)?.[1])
    expect(rows).toEqual(folders.map(date => ({ date })))
    const wrong = await rowsOf('SELECT 1 FROM sign_ins WHERE date <> CAST("createdDateTime" AS DATE)')
    expect(wrong).toEqual([])
  })

  test('files that the state does not count are not seen', async () => {
    const before = await rowsOf(
      'SELECT count(*) AS n FROM users UNION ALL SELECT count(*) FROM changes_users',
    )
    const [change = ''] = parquetFiles(join(rig.lake, 'changes/users'))
    const strays = [
      join(rig.lake, 'users/stray.parquet'),
      change.replace(/\d{6}\.parquet$/, '999999.parquet'),
      change.replace('.parquet', '.copy.parquet'),
    ]
    for (const stray of strays) copyFileSync(change, stray)
    const after = await rowsOf('SELECT count(*) AS n FROM users UNION ALL SELECT count(*) FROM changes_users')
    for (const stray of strays) rmSync(stray)
    expect(after).toEqual(before)
  })

  test('SHOW TABLES tells all of them', async () => {
    const names = (await rowsOf('SHOW TABLES')).map(({ name }) => name)
    const kept = TABLES.filter(table => table !== 'sign_ins')
    const expected = [...TABLES, ...kept.flatMap(table => [`changes_${table}`, `${table}_history`])]
    expect(names).toEqual(expect.arrayContaining(expected))
    expect(names).not.toContain('sign_ins_history')
  })
})

describe('history', () => {
  test.each(Object.keys(KEYS))('of %s has at each run exactly the rows of that day', async table => {
    const history = await rowsOf(`FROM ${table}_history`)
    let lost = 0
    for (const { at, tables } of days) {
      const time = isoOfRun(at)
      const then = history.filter(({ valid_from, valid_to }) => covers(valid_from, valid_to, time))
      const real = byKey(table, tables[table] ?? [])
      const told = byKey(table, then)
      expect(told.size).toBe(then.length)
      expect([...told.keys()].sort()).toEqual([...real.keys()].sort())
      for (const [key, row] of told) {
        if (row._known === false) lost++
        else
          expect(without(row, 'valid_from', 'valid_to', '_known')).toEqual(
            without(real.get(key) ?? {}, '_changed_at'),
          )
      }
    }
    const updated = new Set(history.filter(({ _known }) => _known === false).map(row => keyIn(table, row)))
    // Only what stood there before a row's first update is lost.
    expect(lost === 0).toBe(updated.size === 0)
    const firstOps = await rowsOf(`SELECT * FROM changes_${table} ORDER BY _changed_at`)
    const first = new Map(firstOps.toReversed().map(row => [keyIn(table, row), row._op]))
    expect(updated).toEqual(new Set([...first].flatMap(([key, op]) => (op === 'update' ? [key] : []))))
  })

  test('has something to tell: rows that changed, went and came', async () => {
    const rows = await rowsOf(
      `SELECT count(*) FILTER (WHERE valid_to IS NOT NULL AND _known) AS ended,
        count(*) FILTER (WHERE NOT _known) AS lost, count(*) FILTER (WHERE valid_from IS NULL AND _known) AS left
      FROM group_members_history UNION ALL BY NAME
      SELECT count(*) FILTER (WHERE NOT _known) AS lost FROM users_history`,
    )
    expect(rows[0]).toMatchObject({ lost: 0 })
    expect(Number(rows[0]?.left)).toBeGreaterThan(0)
    expect(Number(rows[1]?.lost)).toBeGreaterThan(0)
  })
})

test('history goes on where runs recorded nothing', async () => {
  const other = await startRig({ users: 30, activity: 0.3 })
  const at: string[] = []
  for (const changes of [true, true, false, true]) {
    at.push(isoOfRun((await other.extract({ tables: ['group_members', 'users'], changes })).startedAt))
    other.sandbox.advance({ days: 2 })
  }
  for (const table of ['users', 'group_members']) {
    const asked = await run(['query', '--out', other.lake, '--json', `FROM ${table}_history`])
    const history: Row[] = JSON.parse(asked.stdout)
    for (const time of at) {
      const then = history.filter(({ valid_from, valid_to }) => covers(valid_from, valid_to, time))
      expect(byKey(table, then).size).toBe(then.length)
    }
    const now = history.filter(({ valid_to }) => valid_to === null)
    const rows = (await readTable(other.lake, table)).map(isoIn)
    const told = byKey(
      table,
      now.map(row => without(row, 'valid_from', 'valid_to', '_known')),
    )
    expect(told).toEqual(
      byKey(
        table,
        rows.map(row => without(row, '_changed_at')),
      ),
    )
    expect(now.some(({ valid_from }) => valid_from === at[2])).toBe(true)
  }
  await other.close()
})

test('folders above the lake are no columns of it', async () => {
  const above = mkdtempSync(join(tmpdir(), 'entra-query-above-'))
  const lake = join(above, 'tenant=abc/x=1/lake')
  cpSync(rig.lake, lake, { recursive: true })
  const columns = async (out: string) =>
    (await run(['query', '--out', out, '--csv', 'DESCRIBE sign_ins; SELECT count(*) FROM sign_ins'])).stdout
  expect(await columns(lake)).toBe(await columns(rig.lake))
  expect(await columns(lake)).toMatch(/^date,DATE,/m)
  rmSync(above, { recursive: true })
})

test('a commit that is not finished is not read', async () => {
  const path = join(rig.lake, 'state.json')
  const state = readFileSync(path, 'utf8')
  const pending = [{ do: 'publish', from: '_work/users/x.parquet', to: 'users/data.parquet' }]
  writeFileSync(path, JSON.stringify({ ...JSON.parse(state), pending }))
  const asked = query('SELECT count(*) FROM users', '--csv')
  setTimeout(() => writeFileSync(path, state), 400)
  expect(await asked).toMatchObject({ code: 0, stderr: '' })
})

const isoOfRun = (at: string): string => new Date(at).toISOString().replace('Z', '000Z')
const covers = (from: unknown, to: unknown, time: string): boolean =>
  (from === null || String(from) <= time) && (to === null || time < String(to))

describe('a query only reads', () => {
  const outside = mkdtempSync(join(tmpdir(), 'entra-query-test-'))
  const target = join(outside, 'out.csv')
  writeFileSync(join(outside, 'secret.txt'), 'kept to itself')
  afterAll(() => rmSync(outside, { recursive: true }))
  const secret = join(outside, 'secret.txt')

  test.each([
    `COPY users TO '${target}'`,
    `COPY (SELECT 1) TO 'LAKE/users/data.parquet' (USE_TMP_FILE false)`,
    `EXPLAIN ANALYZE COPY (SELECT 1) TO 'LAKE/users/data.parquet' (USE_TMP_FILE false)`,
    `EXPLAIN ANALYZE /* */ copy (SELECT 1) TO '${target}'`,
    `SELECT 1; COPY users TO '${target}'`,
    `PREPARE p AS COPY users TO '${target}'; EXECUTE p`,
    `EXPORT DATABASE '${outside}/all'`,
    `IMPORT DATABASE '${outside}'`,
    `ATTACH '${outside}/other.db'`,
    `SELECT * FROM read_csv('${secret}')`,
    `SELECT * FROM read_text('${secret}')`,
    `SELECT * FROM read_blob('/proc/self/environ')`,
    `SELECT * FROM query('SELECT * FROM read_text(''${secret}'')')`,
    `SELECT * FROM '${secret}'`,
    `SELECT * FROM glob('${outside}/*')`,
    `SELECT * FROM glob('LAKE/*')`,
    `SELECT * FROM read_text('LAKE/state.json')`,
    `CREATE TABLE t AS FROM read_text('${secret}')`,
    `CREATE TABLE t (a VARCHAR); COPY t FROM '${secret}'`,
    `SELECT * FROM sniff_csv('${secret}')`,
    `INSTALL httpfs`,
    `LOAD httpfs`,
    `SELECT * FROM read_parquet('https://127.0.0.1:9/x.parquet')`,
    `SELECT * FROM read_parquet('s3://bucket/x.parquet')`,
    `SET enable_external_access = true`,
    `RESET lock_configuration`,
    `PRAGMA enable_profiling = 'json'`,
    `PRAGMA profiling_output = '${target}'`,
    `SET allowed_directories = ['/']`,
    `CALL enable_logging(storage = 'file', storage_config = {'path': '${outside}/logs'})`,
    `SELECT * FROM enable_logging(storage = 'file', storage_config = {'path': '${outside}/logs'})`,
    `SELECT * FROM "query" -- (\n /* ( */ ('SELECT 1')`,
    `SELECT * FROM json_execute_serialized_sql(json_serialize_sql('SELECT 1'))`,
    `CREATE PERSISTENT SECRET s (TYPE s3, KEY_ID 'a', SECRET 'b')`,
    `SELECT getenv('PATH')`,
    `SELECT * FROM query('FROM enable_' || 'logging(storage = ''file'', storage_config = {''path'': ''${outside}/logs''})')`,
    `CHECKPOINT`,
    `UPDATE EXTENSIONS`,
  ])('%s', async sql => {
    const before = readFileSync(join(rig.lake, 'users/data.parquet'))
    const { code, stdout, stderr } = await query(sql.replace('LAKE', rig.lake), '--json')
    expect([code, stderr.trim().split('\n').length]).toEqual([2, 1])
    expect(stdout).toMatch(/^(\[\s*\{\s*"1": 1\s*\}\s*\]\s*)?$/)
    expect(stdout + stderr).not.toContain('kept to itself')
    expect(readFileSync(join(rig.lake, 'users/data.parquet')).equals(before)).toBe(true)
    for (const name of ['out.csv', 'all', 'other.db', 'logs'])
      expect(existsSync(join(outside, name))).toBe(false)
  })

  test('but may keep tables of its own, which end with it', async () => {
    const sql =
      'CREATE TABLE mine AS SELECT 7 AS x; INSERT INTO mine VALUES (8); SELECT sum(x) AS s FROM mine'
    expect(await rowsOf(sql)).toEqual([{ s: 15 }])
    expect((await query('FROM mine')).code).toBe(2)
    expect(await rowsOf("SET VARIABLE x = 7; SELECT getvariable('x') AS x")).toEqual([{ x: 7 }])
  })
})

const AWKWARD = `SELECT * FROM (VALUES
  (1, '=1+1', 'a,"b"' || chr(10) || 'c|d', 9007199254740993, TIMESTAMPTZ '2026-01-02 03:04:05.000006Z', {'a': [1, NULL], 'b': 'x'}, 0.1::DOUBLE),
  (2, '', chr(27) || '[31m<b>ü', 5, NULL, NULL, 'nan'::DOUBLE),
  (3, NULL, '-x', -5, TIMESTAMPTZ '1969-12-31 23:59:59.999999Z', NULL, -1.5)
) AS t(n, f, text, big, seen, nested, d) ORDER BY n`

describe('forms', () => {
  test('JSON: exact numbers, nested values, times with microseconds', async () => {
    const { stdout } = await query(AWKWARD, '--json')
    expect(stdout).not.toContain('\u001b')
    expect(JSON.parse(stdout)).toEqual([
      {
        ...{ n: 1, f: '=1+1', text: 'a,"b"\nc|d', big: '9007199254740993', d: 0.1 },
        ...{ seen: '2026-01-02T03:04:05.000006Z', nested: { a: [1, null], b: 'x' } },
      },
      { n: 2, f: '', text: '\u001b[31m<b>ü', big: 5, seen: null, nested: null, d: 'NaN' },
      { n: 3, f: null, text: '-x', big: -5, seen: '1969-12-31T23:59:59.999999Z', nested: null, d: -1.5 },
    ])
    expect(JSON.parse((await query('SELECT 1 AS x WHERE false', '--json')).stdout)).toEqual([])
  })

  test('CSV: read back as it was, formulas too', async () => {
    const { stdout } = await query(AWKWARD, '--csv')
    expect(stdout.endsWith('\r\n')).toBe(true)
    const rows: string[][] = parse(stdout, { relax_column_count: false })
    expect(rows).toEqual([
      ['n', 'f', 'text', 'big', 'seen', 'nested', 'd'],
      [
        ...['1', '=1+1', 'a,"b"\nc|d', '9007199254740993', '2026-01-02T03:04:05.000006Z'],
        ...['{"a":[1,null],"b":"x"}', '0.1'],
      ],
      ['2', '', '\u001b[31m<b>ü', '5', '', '', 'NaN'],
      ['3', '', '-x', '-5', '1969-12-31T23:59:59.999999Z', '', '-1.5'],
    ])
    expect(stdout).toContain('\r\n2,"",')
    expect(stdout).toContain('\r\n3,,')
  })

  test('CSV for a spreadsheet and CSV on a terminal', async () => {
    const safe: string[][] = parse((await query(AWKWARD, '--csv-safe')).stdout)
    expect(safe.map(row => row[1])).toEqual(['f', "'=1+1", '', ''])
    expect(safe[3]?.slice(2, 4)).toEqual(["'-x", '-5'])
    const shown = await run(['query', '--out', rig.lake, AWKWARD, '--csv'], { tty: true })
    expect(shown.stdout).not.toContain('\u001b')
  })

  test('Markdown: cells stay cells', async () => {
    const lines = (await query(AWKWARD, '--markdown')).stdout.trimEnd().split('\n')
    expect(lines[0]).toBe('| n | f | text | big | seen | nested | d |')
    expect(lines[1]).toBe('| ---: | --- | --- | ---: | --- | --- | ---: |')
    for (const line of lines) expect(line.match(/(?<!\\)\|/g)).toHaveLength(8)
    expect(lines[2]).toContain('| a,"b"<br>c\\|d |')
    expect(lines[3]).toContain('| &lt;b>ü |')
  })

  test('a table: nothing of a terminal’s own gets through, and lines fit', async () => {
    const { stdout } = await run(['query', '--out', rig.lake, AWKWARD], { tty: true, env: { NO_COLOR: '1' } })
    expect(stdout).not.toContain('\u001b')
    expect(stdout).toContain('│ 9007199254740993 │')
    expect(stdout).toContain('3 rows.')
    const wide = await run(['query', '--out', rig.lake, "SELECT 1 AS a, repeat('x', 500) AS b"], {
      tty: true,
    })
    expect(Math.max(...wide.stdout.split('\n').map(line => line.length))).toBeLessThanOrEqual(120)
    expect(wide.stdout).toContain('x…')
    const blocks = await run(['query', '--out', rig.lake, 'FROM users LIMIT 2'], { tty: true })
    expect(blocks.stdout).toMatch(/^-- row 2$/m)
    expect(Math.max(...blocks.stdout.split('\n').map(line => line.length))).toBeLessThanOrEqual(100)
    const piped = await query("SELECT repeat('x', 500) AS b")
    expect(piped.stdout).toContain('x'.repeat(500))
  })

  test('rows come as they are read: many, whole, and in order', async () => {
    const { stdout } = await query('SELECT range AS r FROM range(200000)', '--csv')
    const lines = stdout.split('\r\n')
    expect([lines.length, lines[1], lines[200_000]]).toEqual([200_002, '0', '199999'])
    const table = await query('FROM range(10001)')
    expect(table.stderr).toContain('first 10,000 rows')
  })

  test('a reader that goes away is no error, and ends the work', async () => {
    const stdout = new FakeStream(false)
    stdout.closedAfter = 100_000
    const sql = 'SELECT range FROM range(100000000000)'
    const { code, stderr } = await run(['query', '--out', rig.lake, '--csv', sql], { stdout })
    expect([code, stderr]).toEqual([0, ''])
  })

  test('each answer of several statements is printed', async () => {
    const { stdout } = await query('SELECT 1 AS a; SELECT 2 AS b;', '--csv')
    expect(stdout).toBe('a\r\n1\r\nb\r\n2\r\n')
  })
})

describe('SQL comes from', () => {
  const never = () => {
    throw new Error('standard input was read')
  }
  const folder = mkdtempSync(join(tmpdir(), 'entra-query-sql-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  test('an argument, a file or standard input', async () => {
    const file = join(folder, 'q.sql')
    writeFileSync(file, '\ufeffSELECT 3 AS x')
    expect(await readSql({ argument: 'SELECT 1', file: null }, never)).toBe('SELECT 1')
    expect(JSON.parse((await query('--file', file, '--json')).stdout)).toEqual([{ x: 3 }])
    for (const asked of [
      { argument: '-', file: null },
      { argument: null, file: '-' },
      { argument: null, file: null },
    ])
      expect(await readSql(asked, () => Readable.from(['SELECT ', '2']))).toBe('SELECT 2')
    const terminal = Object.assign(new PassThrough(), { isTTY: true })
    expect(await readSql({ argument: null, file: null }, () => terminal)).toBeNull()
  })

  test('one of them only', async () => {
    expect(await query('SELECT 1', '--file', 'x')).toMatchObject({ code: 2, stdout: '' })
    expect(await query('--file', join(folder, 'none.sql'))).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('ENOENT'),
    })
    expect(await query('SELECT 1', '--csv', '--json')).toMatchObject({ code: 2, stdout: '' })
  })

  test.each([
    ['SELECT 1;', true],
    ['SELECT 1', false],
    ["SELECT ';", false],
    ["SELECT ';'\n;  ", true],
    ['SELECT 1 -- ;', false],
    ['SELECT 1; -- done', true],
    ['SELECT 1 /* ;', false],
    ['SELECT "a;', false],
  ])('a prompt takes %j as complete: %s', (sql, complete) => {
    expect(isComplete(sql)).toBe(complete)
  })
})

describe('what is wrong is one sentence', () => {
  test('of SQL, with its line and exit code 2', async () => {
    expect(await query('SELECT 1,\n\n nothing FROM users')).toEqual({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/^Binder Error: .*"nothing".*\(line 3\)\..*\n$/),
    })
    expect(await query('SELEC 1')).toMatchObject({ code: 2, stderr: expect.stringContaining('(line 1)') })
    expect(await query('FROM devices')).toMatchObject({ code: 2, stderr: expect.stringContaining('devices') })
  })

  test('without a lake', async () => {
    const { code, stderr } = await run(['query', '--out', join(tmpdir(), 'no-lake-here'), 'SELECT 1'])
    expect([code, stderr]).toEqual([2, expect.stringContaining('There is no lake')])
  })

  test('of a damaged lake, with exit code 1', async () => {
    const path = join(rig.lake, 'groups/data.parquet')
    const whole = readFileSync(path)
    rmSync(path)
    const missing = await query('FROM groups')
    const other = await query('SELECT count(*) FROM users')
    writeFileSync(path, 'no Parquet at all, but long enough')
    const broken = await query('FROM groups')
    // The end is sound, the rows are not.
    writeFileSync(path, Buffer.from(whole).fill(0xff, 4, Math.floor(whole.length / 3)))
    const torn = await query('FROM groups')
    writeFileSync(path, whole)
    expect([missing.code, missing.stderr.includes('groups/data.parquet')]).toEqual([1, true])
    expect(other.code).toBe(0)
    expect([broken.code, torn.code]).toEqual([1, 1])
    expect(torn.stderr).toContain('entra-extract verify')
    expect((await query('FROM groups')).code).toBe(0)
  })

  test('Ctrl-C ends the statement, with 130', async () => {
    const session = start(['query', '--out', rig.lake, 'SELECT count(*) FROM range(1000000000000)'])
    setTimeout(() => session.signal('SIGINT'), 700)
    expect(await session.ended).toEqual({ code: 130, stdout: '', stderr: 'Interrupted.\n' })
    expect(session.raised).toEqual([])
  })
})
