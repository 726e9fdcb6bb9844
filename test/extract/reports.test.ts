// Usage reports: CSV of any size becomes rows, with notes of what is not as expected and of names that are concealed.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readReport } from '../../src/extract/report-stream.ts'
import type { Step } from '../../src/extract/source.ts'
import { MalformedAnswerError } from '../../src/graph/errors.ts'
import type { ReportStream } from '../../src/streams/define.ts'
import { propertyOf } from '../../src/streams/headings.ts'
import { type TestClient, testClient } from '../support/graph-client.ts'
import { pathsOf, route, runOver } from '../support/graph-script.ts'
import { readTable } from '../support/parquet-rows.ts'
import { linesOf, notesOf, PLAIN, readingOf, stepsOf } from '../support/reading.ts'
import {
  answered,
  failed,
  type Reply,
  type ScriptedServer,
  startScripted,
} from '../support/scripted-server.ts'

let server: ScriptedServer
let to: TestClient
let out: string

beforeEach(async () => {
  server = await startScripted()
  to = testClient(server.root)
  out = mkdtempSync(join(tmpdir(), 'entra-lake-'))
})
afterEach(async () => {
  await to.network.close()
  await server.close()
  rmSync(out, { recursive: true, force: true })
})

const activity: ReportStream = {
  ...PLAIN,
  kind: 'report',
  family: 'usageReports',
  path: "/reports/getActivity(period='D90')",
  tables: {
    activity: {
      rows: 'own',
      key: ['userPrincipalName'],
      columns: {
        userPrincipalName: 'string',
        isDeleted: 'boolean',
        lastActivityDate: 'date',
        readCount: 'int64',
      },
      omitted: { reportPeriod: 'always the same' },
      schemaVersion: 1,
    },
  },
}
const PATH = "/reports/getActivity(period='D90')"
const HEADINGS = 'User Principal Name,Is Deleted,Last Activity Date,Read Count,Report Period\n'

const csv = (text: string | Buffer): Reply => answered(200, text.toString(), { 'content-type': 'text/csv' })
const read = (some = {}): Promise<Step[]> => stepsOf(readReport, readingOf(to, activity, some))

describe('headings', () => {
  test.each([
    ['Last Activity Date', 'lastActivityDate'],
    ['Scheduled One-time Meetings Organized Count', 'scheduledOneTimeMeetingsOrganizedCount'],
    ['Outlook (Windows)', 'outlookWindows'],
    ['Has OneDrive License', 'hasOneDriveLicense'],
    ['PowerPoint (Mac)', 'powerPointMac'],
    ['Windows 10 Mobile', 'windows10Mobile'],
    ['iOS', 'iOS'],
    ['Site URL', 'siteUrl'],
    ['URL', 'url'],
    [' Storage  Used (Byte) ', 'storageUsedByte'],
    ['(%)', ''],
  ])('%s is %s', (heading, property) => {
    expect(propertyOf(heading)).toBe(property)
  })
})

describe('a report', () => {
  test('is rows of text by property: empty cells are null, quotes and breaks are kept, the mark is not', async () => {
    const rows = ['ada@x.example,False,2026-11-19,7,90', '"b ""o"", \nb",True,,,90', 'ü@x,,,0,', '']
    route(server, { [PATH]: csv(`\ufeff${HEADINGS}${rows.join('\r\n')}`) })
    const steps = await read()
    expect(linesOf(steps)).toEqual([
      {
        userPrincipalName: 'ada@x.example',
        isDeleted: 'False',
        lastActivityDate: '2026-11-19',
        readCount: '7',
      },
      { userPrincipalName: 'b "o", \nb', isDeleted: 'True', lastActivityDate: null, readCount: null },
      { userPrincipalName: 'ü@x', isDeleted: null, lastActivityDate: null, readCount: '0' },
    ])
    expect(notesOf(steps)).toEqual([])
    expect(steps.at(-1)).toMatchObject({
      kind: 'fold',
      mode: { kind: 'replace' },
      cursor: { kind: 'whole' },
      position: null,
    })
  })

  test('without rows is one', async () => {
    route(server, { [PATH]: csv(HEADINGS.trim()) })
    const steps = await read()
    expect([linesOf(steps), steps.at(-1)?.kind]).toEqual([[], 'fold'])
  })

  test('goes on in pages of some megabytes', async () => {
    const line = `${'x'.repeat(900)}@x.example,False,2026-11-19,7,90\n`
    route(server, { [PATH]: csv(HEADINGS + line.repeat(10_000)) })
    const pages = (await read()).flatMap(step => (step.kind === 'rows' ? [step.page] : []))
    expect(pages).toHaveLength(3)
    expect(pages.reduce((sum, { count }) => sum + count, 0)).toBe(10_000)
    for (const { rows } of pages) expect(rows.length).toBeLessThan(5 << 20)
  })

  test('notes columns that only one side knows, not those that this run leaves out', async () => {
    const text = 'User Principal Name,Read Count,Copilot Chats,Beta (New)\na@x,1,2,3\n'
    route(server, { [PATH]: csv(text) })
    const { lastActivityDate: _, ...columns } = activity.tables.activity?.columns ?? {}
    const narrowed = { ...activity, tables: { activity: { ...activity.tables.activity, columns } } }
    const steps = await stepsOf(readReport, readingOf(to, narrowed as ReportStream, { declared: activity }))
    expect(linesOf(steps)).toEqual([{ userPrincipalName: 'a@x', readCount: '1' }])
    expect(notesOf(steps)).toEqual([
      "Graph's report has columns that this version does not know: copilotChats, betaNew",
      "Graph's report is without isDeleted: empty here",
    ])
  })

  test.each<[string, string]>([
    ['HTML', '<html>\n<body>a,b</body>\n</html>'],
    ['JSON', '{"value":[1,2]}'],
    ['nothing', ''],
    ['a row too short', `${HEADINGS}a@x,True\n`],
    ['a row too long', `${HEADINGS}a@x,True,,1,90,more\n`],
    ['a quote that does not end', `${HEADINGS}"a@x,True,,1,90\n`],
    ['a heading without a name', 'User Principal Name,,Read Count\na@x,1,2\n'],
    ['the same heading twice', 'Read Count,Read Count\n1,2\n'],
  ])('that is %s is asked for three times, then wrong', async (_, text) => {
    route(server, { [PATH]: csv(text) })
    await expect(read()).rejects.toThrow(MalformedAnswerError)
    expect(server.asked).toHaveLength(3)
  })

  test('that goes wrong in the middle is void, and begins anew', async () => {
    const line = `${'x'.repeat(900)},False,,7,90\n`
    const good = csv(`${HEADINGS}a@x,False,,7,90\n`)
    route(server, { [PATH]: [csv(`${HEADINGS}${line.repeat(6_000)}only one cell\n`), good] })
    const steps = await read()
    expect(steps.map(({ kind }) => kind)).toEqual(['rows', 'restart', 'rows', 'fold'])
    expect(linesOf(steps)).toHaveLength(1)
  })
})

const CONCEALED = "names are concealed by the tenant's setting: joins by name are impossible"
const hashed = `${HEADINGS}${'0A1b'.repeat(8)},False,,1,90\n${'f'.repeat(32)},False,,1,90\n`

describe('concealed names', () => {
  test.each<[string, boolean | null, string, string[]]>([
    ['are told by the setting', true, `${HEADINGS}a@x,,,,\n`, [CONCEALED]],
    ['are not guessed where the setting says no', false, hashed, []],
    ['are seen when the setting may not be read', null, hashed, [CONCEALED]],
    ['are not seen when some are names', null, `${hashed}a@x,,,,\n`, []],
    ['are not seen when there are none', null, HEADINGS, []],
  ])('%s', async (_, setting, text, notes) => {
    route(server, { [PATH]: csv(text) })
    expect(notesOf(await read({ concealsNames: async () => setting }))).toEqual(notes)
  })

  const second = { ...activity, path: '/reports/getOther', tables: { other: activity.tables.activity } }
  const both = { activity, other: second as ReportStream }

  test('are asked about once in a run, before any report', async () => {
    route(server, {
      '/admin/reportSettings': answered(200, { displayConcealedNames: true }),
      [PATH]: csv(`${HEADINGS}a@x,False,2026-11-19,7,90\nb@x,True,,,90\n`),
      '/reports/getOther': csv(`${HEADINGS}a@x,False,2026-11-19,7,90\n`),
    })
    const { report } = await runOver(server, both, { out })
    expect(pathsOf(server)[0]).toBe('/admin/reportSettings')
    expect(pathsOf(server).sort()).toEqual(['/admin/reportSettings', PATH, '/reports/getOther'])
    expect(report.tables).toMatchObject([
      { table: 'activity', verdict: 'complete', reason: CONCEALED, rows: 2, received: 2 },
      { table: 'other', verdict: 'complete', reason: CONCEALED, rows: 1 },
    ])
    const rows = await readTable(out, 'activity')
    expect(rows.map(({ userPrincipalName, isDeleted }) => [userPrincipalName, isDeleted])).toEqual([
      ['a@x', false],
      ['b@x', true],
    ])
  })

  test('that may not be asked about cost no table', async () => {
    route(server, {
      '/admin/reportSettings': failed(403, 'Denied'),
      [PATH]: csv(hashed),
      '/reports/getOther': csv(`${HEADINGS}a@x,False,2026-11-19,7,90\n`),
    })
    const { report } = await runOver(server, both, { out })
    expect(report.tables).toMatchObject([
      { verdict: 'complete', reason: CONCEALED },
      { verdict: 'complete', reason: null },
    ])
  })
})

test('a report that is refused leaves the table as it was', async () => {
  const settings = answered(200, { displayConcealedNames: false })
  const good = csv(`${HEADINGS}a@x,False,2026-11-19,7,90\n`)
  route(server, { '/admin/reportSettings': settings, [PATH]: [good, csv('<html>')] })
  await runOver(server, { activity }, { out })
  const { report } = await runOver(server, { activity }, { out })
  expect(report.tables).toMatchObject([
    { verdict: 'failed', reason: "Graph's report is HTML or JSON, not CSV", rows: 1 },
  ])
  route(server, { '/admin/reportSettings': settings, [PATH]: failed(403, 'S2SUnauthorized') })
  const refused = (await runOver(server, { activity }, { out })).report
  expect(refused.tables).toMatchObject(
    [{ verdict: 'skipped', reason: /X\.Read\.All.*S2SUnauthorized/, rows: 1 }].map(({ reason, ...rest }) => ({
      ...rest,
      reason: expect.stringMatching(reason),
    })),
  )
})
