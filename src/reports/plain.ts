// A report's answer as plain values: what `report --json` prints and the library gives.
import type { Plain } from '../lake/plain.ts'
import type { ReportAnswer } from './define.ts'
import { shown } from './variables.ts'

export interface PlainSection {
  readonly name: string
  readonly title: string
  readonly columns: readonly string[]
  readonly rows: readonly { readonly [column: string]: Plain }[]
}

export interface PlainReport {
  readonly report: string
  readonly title: string
  /** ISO time from which ages are counted. */
  readonly asOf: string
  readonly tenantId: string
  readonly parameters: { readonly [name: string]: string | number | null }
  readonly sections: readonly PlainSection[]
  /** How to read it. */
  readonly reading: string
  readonly caveats: readonly string[]
  /** What this lake lacks for the report. */
  readonly remarks: readonly string[]
}

/** As `report --json` prints it. */
export function plainReport({
  definition,
  asOf,
  tenantId,
  given,
  remarks,
  sections,
}: ReportAnswer): PlainReport {
  return {
    report: definition.name,
    title: definition.title,
    asOf,
    tenantId,
    parameters: Object.fromEntries(Object.entries(given).map(([name, value]) => [name, shown(value, asOf)])),
    sections: sections.map(({ section, columns, rows }) => ({
      name: section.name,
      title: section.title,
      columns,
      rows: rows.map(row => asObject(columns, row)),
    })),
    reading: definition.reading,
    caveats: definition.caveats,
    remarks,
  }
}

const asObject = (columns: readonly string[], row: readonly Plain[]): Record<string, Plain> =>
  Object.fromEntries(columns.map((name, index) => [name, row[index] ?? null]))
