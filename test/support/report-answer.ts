// Answers of reports made by hand, for the forms in which they are shown.
import type { Plain } from '../../src/lake/ask-values.ts'
import type { Chart, ReportAnswer, ReportDefinition, SectionAnswer } from '../../src/reports/define.ts'

export interface SectionFacts {
  readonly name?: string
  readonly title?: string
  readonly note?: string | null
  readonly chart?: Chart | null
  readonly columns: readonly string[]
  /** Absent: where the first value that is not null is a number. */
  readonly numeric?: readonly boolean[]
  readonly rows: readonly (readonly Plain[])[]
}

export function sectionAnswer({ columns, rows, numeric, ...facts }: SectionFacts): SectionAnswer {
  const { name = 'main', title = 'The main one', note = null, chart = null } = facts
  const first = (index: number): Plain => rows.find(row => row[index] !== null)?.[index] ?? null
  return {
    section: { name, title, note, chart, sql: '' },
    columns,
    numeric: numeric ?? columns.map((_, index) => typeof first(index) === 'number'),
    rows,
  }
}

export function reportAnswer(
  sections: readonly SectionAnswer[],
  facts: Partial<ReportAnswer> = {},
  definition: Partial<ReportDefinition> = {},
): ReportAnswer {
  return {
    definition: {
      name: 'sample',
      title: 'A sample',
      summary: 'What a sample tells',
      parameters: [],
      needs: [],
      uses: [],
      reading: 'From left to right.',
      caveats: [],
      prelude: '',
      sections: sections.map(({ section }) => section),
      text: '',
      ...definition,
    },
    tenantId: '4302a6ab-a939-42fb-9b64-ac2ef5d91183',
    asOf: '2026-11-21T13:39:51.003Z',
    given: {},
    remarks: [],
    sections,
    ...facts,
  }
}

const ROWS: readonly (readonly Plain[])[] = [
  ['Berlin', 1200, 12.5, '2026-11-20T12:03:44.123456Z', true, ['SPE_E3', 'Doe, John'], { a: 1 }],
  ['aachen', 9, null, '2026-11-19T00:00:00.000000Z', false, [], null],
  ['Zürich "2"', '9007199254740993', -3.25, null, null, ['EMS'], [{ b: [null] }]],
  ['=HYPERLINK("x")', 85, 0, '2025-01-01T10:00:00.000000Z', true, null, null],
  [null, null, -1000, '2026-01-01T10:00:00.000000Z', false, ['EMS'], null],
  ['', '9007199254740992', 40, null, null, null, null],
]
const COLUMNS = ['city', 'seats', 'costPerMonth', 'lastSeen', 'isEnabled', 'skus', 'detail']

/** An answer with a value of every kind, and a section `long` of so many rows. */
export const sampleAnswer = (long: number): ReportAnswer =>
  reportAnswer(
    [
      sectionAnswer({
        name: 'cities',
        title: 'Seats per city',
        note: 'A city is where the account says.',
        chart: { kind: 'bar', label: 'city', values: ['seats', 'costPerMonth'] },
        columns: COLUMNS,
        rows: ROWS,
      }),
      sectionAnswer({ name: 'nothing', title: 'What is not there', columns: ['a'], rows: [] }),
      sectionAnswer({
        name: 'long',
        title: 'A long one',
        columns: ['number', 'text'],
        rows: Array.from({ length: long }, (_, index) => [index, `row ${index}`]),
      }),
    ],
    {
      given: { days: 60, since: { backMs: 86_400_000 }, prices: '/home/someone/prices.csv' },
      remarks: ['The lake does not have sign_ins: what it would tell is left out.'],
    },
    {
      parameters: [
        { name: 'days', type: { kind: 'integer' }, fallback: 90, shown: '90', help: 'Days' },
        {
          name: 'since',
          type: { kind: 'time' },
          fallback: { backMs: 86_400_000 },
          shown: '1d',
          help: 'From',
        },
        {
          name: 'prices',
          type: { kind: 'file', columns: {}, optional: [] },
          fallback: null,
          shown: null,
          help: 'Prices',
        },
        { name: 'of_whom', type: { kind: 'text' }, fallback: null, shown: null, help: 'Whose' },
      ],
      caveats: ['Mind the gap.', 'And the other.'],
    },
  )
