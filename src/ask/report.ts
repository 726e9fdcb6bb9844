// A report's answer: the lake opened, the report's SQL run over it, and what a reader has to know of the tables it came from.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Lake, readLake } from '../extract/lake.ts'
import type { Asking } from '../lake/ask.ts'
import type { Plain } from '../lake/ask-values.ts'
import type { ReportAnswer, ReportDefinition, Section, SectionAnswer, Values } from '../reports/define.ts'
import { readInput } from '../reports/inputs.ts'
import { emptyViews, given as givenFor, settings } from '../reports/variables.ts'
import { StateError } from '../state/errors.ts'
import type { State } from '../state/schema.ts'
import type { Store } from '../store/store.ts'
import { openLakeViews } from './lake-views.ts'
import { openQuestions } from './questions.ts'
import { remarksOn } from './report-remarks.ts'
import { interruptOnAbort } from './rows.ts'

export interface ReportRequest {
  readonly lake: Lake
  readonly definition: ReportDefinition
  /** By parameter; of a file, its path. */
  readonly given: Values
  /** ISO time from which ages are counted; null: that of the newest of the tables. */
  readonly asOf: string | null
  readonly memory: string
  /** Folder for what does not fit into memory; null: the system's temporary one. */
  readonly scratch: string | null
}

/** Throws a StateError when the lake lacks a table that the report needs, a UsageError for a file that cannot be read, or the abort's reason. */
export async function answerReport(request: ReportRequest, signal: AbortSignal): Promise<ReportAnswer> {
  const { state, store } = await readLake(request.lake)
  refuseMissing(request.definition, state)
  const { asking, folder, close } = await openQuestions(request)
  const forget = interruptOnAbort(asking, signal)
  try {
    return await answerWith(request, { state, store }, asking, folder, signal)
  } catch (error) {
    throw signal.aborted ? signal.reason : error
  } finally {
    forget()
    await close()
  }
}

async function answerWith(
  { lake, definition, given, asOf: asked }: ReportRequest,
  place: { readonly state: State; readonly store: Store },
  asking: Asking,
  scratch: string,
  signal: AbortSignal,
): Promise<ReportAnswer> {
  const { state } = place
  const asOf = asked ?? newestOf(definition, state) ?? new Date().toISOString()
  const values = { ...given, ...(await bringInputs(definition, given, scratch)) }
  const views = await openLakeViews(lake, asking, signal)
  await views.show(definition.text, signal)
  await asking.prepare([
    ...definition.uses.filter(name => !views.tables.includes(name)).flatMap(name => emptyViews(name)),
    ...settings(definition, asOf, values),
  ])
  const remarks = await remarksOn(definition, given, place, asking)
  await views.confine(false)
  for await (const _ of asking.ask(definition.prelude)) signal.throwIfAborted()
  const sections: SectionAnswer[] = []
  for (const section of definition.sections) sections.push(await answerSection(section, asking, signal))
  return {
    definition,
    tenantId: state.tenantId,
    asOf,
    given: Object.fromEntries(definition.parameters.map(each => [each.name, givenFor(each, given)])),
    remarks,
    sections,
  }
}

async function answerSection(section: Section, asking: Asking, signal: AbortSignal): Promise<SectionAnswer> {
  for await (const { columns, numeric, rows } of asking.ask(section.sql)) {
    const all: (readonly Plain[])[] = []
    for await (const chunk of rows) {
      signal.throwIfAborted()
      all.push(...chunk)
    }
    return { section, columns, numeric, rows: all }
  }
  throw new Error(`the section ${section.name} returns nothing`)
}

/** The files as DuckDB reads them once it is shut in: checked, and beside its own. */
async function bringInputs(
  { parameters }: ReportDefinition,
  given: Values,
  scratch: string,
): Promise<Record<string, string>> {
  const brought: Record<string, string> = {}
  for (const parameter of parameters) {
    const path = given[parameter.name]
    if (parameter.type.kind !== 'file' || typeof path !== 'string') continue
    const file = join(scratch, `${parameter.name}.json`)
    const rows = await readInput(parameter, parameter.type, path)
    await writeFile(file, rows.map(row => `${JSON.stringify(row)}\n`).join(''), { mode: 0o600 })
    brought[parameter.name] = file
  }
  return brought
}

function refuseMissing({ name, needs }: ReportDefinition, { tables }: State): void {
  const missing = needs.filter(table => tables[table] === undefined)
  if (missing.length === 0) return
  const one = missing.length === 1
  throw new StateError(
    `The report ${name} needs the ${one ? 'table' : 'tables'} ${missing.join(', ')}, which the lake does not have: \`entra-extract extract ${missing.join(' ')}\` reads ${one ? 'it' : 'them'}.`,
  )
}

/** When the newest of the tables was known to be as it is; null: none ever was. */
function newestOf({ needs, uses }: ReportDefinition, { tables }: State): string | null {
  const times = [...needs, ...uses].flatMap(name => tables[name]?.completeAt ?? [])
  return times.reduce<string | null>((last, time) => (last === null || time > last ? time : last), null)
}
