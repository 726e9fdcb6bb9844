// A lake of the sandbox tenant, asked by reports, and read by another reader to compute the same answers another way.
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { answerReport } from '../../src/ask/report.ts'
import type { Plain } from '../../src/lake/ask-values.ts'
import type { ReportAnswer, Values } from '../../src/reports/define.ts'
import { readReport } from '../../src/reports/index.ts'
import type { SandboxOptions } from '../../src/sandbox/index.ts'
import { type Row, readTable } from './parquet-rows.ts'
import { type Rig, startRig } from './rig.ts'

export type AnswerRow = Readonly<Record<string, Plain>>

export interface ReportRig extends Rig {
  /** The whole answer; what is not given has its fallback. */
  answer(name: string, given?: Values, asOf?: string): Promise<ReportAnswer>
  /** The rows of a section, as objects. */
  rows(name: string, section: string, given?: Values, asOf?: string): Promise<AnswerRow[]>
  /** Rows of a table of the lake, by another Parquet reader. */
  table(name: string): Promise<Row[]>
}

/** A lake with the tables named, or the default set. */
export async function startReportRig(options: SandboxOptions = {}): Promise<ReportRig> {
  const rig = await startRig(options)
  const answer = (name: string, given: Values = {}, asOf?: string): Promise<ReportAnswer> => {
    const definition = readReport(name)
    const request = { lake: rig.lake, definition, given, asOf: asOf ?? null, memory: '1GB', scratch: null }
    return answerReport(request, new AbortController().signal)
  }
  return {
    ...rig,
    answer,
    rows: async (name, section, given, asOf) => objectsOf(await answer(name, given, asOf), section),
    table: name => readTable(rig.lake, name),
  }
}

export function objectsOf({ sections }: ReportAnswer, name: string): AnswerRow[] {
  const found = sections.find(({ section }) => section.name === name)
  if (found === undefined) throw new Error(`there is no section ${name}`)
  return found.rows.map(row =>
    Object.fromEntries(found.columns.map((column, index) => [column, row[index] ?? null])),
  )
}

/** A file in a folder of its own. */
export const scratchFile = (name: string): string => join(mkdtempSync(join(tmpdir(), 'entra-input-')), name)
