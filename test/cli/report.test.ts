import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import { createContext } from '../../src/cli/context.ts'
import { renderReport, renderTable, styleFor } from '../../src/cli/report.ts'
import type { RunReport, TableReport } from '../../src/extract/report.ts'
import { FakeStream } from '../support/terminal.ts'

function table(name: string, facts: Partial<TableReport> = {}): TableReport {
  return {
    table: name,
    verdict: 'complete',
    reason: null,
    requestId: 'a1b2',
    received: 0,
    duplicates: 0,
    unique: 0,
    before: 0,
    counted: null,
    drift: null,
    inserted: 0,
    updated: 0,
    deleted: 0,
    rows: 0,
    requests: 1,
    retries: 0,
    waitedMs: 0,
    firstEventAt: null,
    lastEventAt: null,
    masked: [],
    ...facts,
  }
}

function report(tables: TableReport[]): RunReport {
  return {
    runId: 'r1',
    version: '0.1.0',
    tenantId: 't1',
    cloud: 'global',
    startedAt: '2026-11-20T10:00:00.000Z',
    endedAt: '2026-11-20T10:01:20.000Z',
    exitCode: 1,
    requests: 1412,
    retries: 1,
    waitedMs: 12_000,
    tables,
  }
}

const mixed = report([
  table('users', { rows: 12_300, received: 12_400, inserted: 20, updated: 3, deleted: 1, requests: 13 }),
  table('groups', { verdict: 'failed', reason: 'Graph answered 500', requestId: 'f00d', waitedMs: 12_000 }),
  table('sign_ins', { verdict: 'skipped', reason: 'needs a licence (request-id b33f)', requestId: 'b33f' }),
  table('directory_audits', { reason: 'the tenant keeps 7 days' }),
])

describe('the run report', () => {
  it('is a table, the reasons, and a sum', () => {
    const lines = renderReport(mixed, { colours: false }).split('\n')
    const cells = lines
      .filter(line => line.startsWith('│'))
      .map(line =>
        line
          .split('│')
          .map(cell => cell.trim())
          .slice(1, -1),
      )
    expect(cells).toEqual([
      [
        'table',
        'verdict',
        'rows',
        'inserted',
        'updated',
        'deleted',
        'received',
        'requests',
        'retries',
        'waited',
      ],
      ['users', 'complete', '12,300', '20', '3', '1', '12,400', '13', '0', ''],
      ['groups', 'failed', '0', '0', '0', '0', '0', '1', '0', '12.0 s'],
      ['sign_ins', 'skipped', '0', '0', '0', '0', '0', '1', '0', ''],
      ['directory_audits', 'complete', '0', '0', '0', '0', '0', '1', '0', ''],
    ])
    expect(lines.slice(-4)).toEqual([
      'groups failed: Graph answered 500 (request-id f00d)',
      'sign_ins skipped: needs a licence (request-id b33f)',
      'directory_audits complete: the tenant keeps 7 days',
      '2 complete, 1 skipped, 1 failed in 1m 20s; 1,412 requests, 1 retry, 12.0 s waiting.',
    ])
  })

  it('is the same with colours, but for the colours', () => {
    const coloured = renderReport(mixed, { colours: true })
    expect(coloured).toContain('\u001b[31mfailed\u001b[39m')
    expect(stripVTControlCharacters(coloured)).toBe(renderReport(mixed, { colours: false }))
  })

  it('shows a reason of several lines as one', () => {
    const reason = 'Binder Error: no such column\r\n\r\nLINE 1: SELECT\n        ^\u0085\u2028here'
    const text = renderReport(report([table('users', { verdict: 'failed', reason, requestId: null })]), {
      colours: false,
    })
    expect(text.split('\n').at(-2)).toBe('users failed: Binder Error: no such column LINE 1: SELECT ^ here')
  })

  it('shows nothing of a server that a terminal would act on', () => {
    const nasty = report([
      table('users', {
        verdict: 'failed',
        reason: 'no \u001b]0;owned\u0007\u009b31mway\n',
        requestId: '\u001b[2J',
      }),
    ])
    const text = renderReport(nasty, { colours: false })
    expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u)
    expect(text).toContain('users failed: no way')
  })
})

describe('on a narrow terminal', () => {
  const lengths = (text: string) => text.split('\n').map(line => line.length)
  const heads = (text: string) =>
    text
      .split('\n')
      .find(line => line.includes('verdict'))
      ?.match(/\w+/g)
  const widest = { rows: 1_234_567, inserted: 1_234_567, updated: 45_678, deleted: 123 }

  it('a terminal without a size counts as one of 80 columns, and a pipe has no width', () => {
    const widthOf = (tty: boolean, columns: number) => {
      const stdout = Object.assign(new FakeStream(tty), { columns })
      const io = { argv: [], env: {}, stdout, stderr: stdout, onSignal: () => () => {}, raise: () => {} }
      return styleFor(createContext(io, '0.0.0')).width
    }
    expect(widthOf(true, 0)).toBe(80)
    expect(widthOf(true, 132)).toBe(132)
    expect(widthOf(false, 132)).toBe(null)
  })

  it('the report leaves out columns, the dispensable ones first', () => {
    const small = report([table('users', { ...widest, retries: 2, waitedMs: 1000 })])
    for (const [width, left] of [
      [105, ['received', 'requests', 'retries', 'waited']],
      [104, ['received', 'requests', 'retries']],
      [86, ['received', 'requests']],
      [80, ['requests']],
      [70, []],
    ] as const) {
      const text = renderReport(small, { colours: false, width })
      expect(heads(text)?.slice(6)).toEqual(left)
      expect(Math.max(...lengths(text))).toBeLessThanOrEqual(width)
    }
  })

  it('the report leaves out the borders where that is not enough, and fits 80 columns', () => {
    const large = report([table('conditional_access_policies', widest), table('users', widest)])
    for (const colours of [false, true]) {
      const lines = stripVTControlCharacters(renderReport(large, { colours, width: 80 })).split('\n')
      expect(lines.slice(0, 3)).toEqual([
        'table                        verdict        rows   inserted  updated  deleted',
        'conditional_access_policies  complete  1,234,567  1,234,567   45,678      123',
        'users                        complete  1,234,567  1,234,567   45,678      123',
      ])
    }
  })

  it('texts are wrapped between words, the last column first', () => {
    const rows = [['sign_ins', 'time windows', 'AuditLog.Read.All, Policy.Read.All']]
    const text = renderTable(['table', 'kind', 'permissions'], rows, { colours: false, width: 48 })
    expect(text.split('\n').slice(3, 5)).toEqual([
      '│ sign_ins │ time windows │ AuditLog.Read.All, │',
      '│          │              │ Policy.Read.All    │',
    ])
  })
})

describe('a table', () => {
  it('cuts nothing of characters that are two cells wide', () => {
    const name = '営業部の東京オフィス'
    for (const width of [null, 80])
      expect(renderTable(['name', 'count'], [[name, 1]], { colours: false, width })).toContain(`${name} │`)
  })

  it('has numbers to the right, nulls empty, and foreign text safe', () => {
    const text = renderTable(
      ['name', 'count'],
      [
        ['a\u001b[31m', 5],
        [null, 1_234_567n],
      ],
      { colours: false },
    )
    const rows = text.split('\n').filter(line => line.startsWith('│'))
    expect(rows).toEqual(['│ name │     count │', '│ a    │         5 │', '│      │ 1,234,567 │'])
  })
})
