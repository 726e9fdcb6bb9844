// A report's answer as text, CSV, JSON or a page.
import type { ReportAnswer, SectionAnswer } from '../../reports/define.ts'
import { plainReport } from '../../reports/plain.ts'
import type { Context } from '../context.ts'
import { untilReaderGoes, writeTo } from '../outlet.ts'
import { type Form, type Out, writeAnswer } from '../query/forms.ts'
import { styleFor } from '../report.ts'
import { clean, listed, plural, safeJson } from '../text.ts'

export type ReportForm = 'text' | 'csv' | 'json' | 'html' | 'sql'

export interface FormRequest {
  readonly form: ReportForm
  /** CSV for a spreadsheet. */
  readonly safe: boolean
  /** Whether the section was asked for by name. */
  readonly named: boolean
}

export function writeReport(answer: ReportAnswer, request: FormRequest, context: Context): Promise<void> {
  const out: Out = { write: text => writeTo(context, text), note: context.note }
  return untilReaderGoes(() => writeForm(answer, request, out, context))
}

async function writeForm(
  answer: ReportAnswer,
  request: FormRequest,
  out: Out,
  context: Context,
): Promise<void> {
  switch (request.form) {
    case 'csv':
      return writeCsv(answer, request, out, context)
    case 'json':
      return out.write(`${safeJson(plainReport(answer))}\n`)
    case 'html': {
      const { renderPage } = await import('../../reports/html/page.ts')
      return out.write(renderPage(answer, context.version))
    }
    default:
      return writeText(answer, out, context)
  }
}

const formNamed = (name: Form['name'], safe: boolean, context: Context): Form => ({
  name,
  safe,
  style: styleFor(context),
})

async function* once<T>(items: T): AsyncGenerator<T> {
  yield items
}

const rowsOf = ({ columns, numeric, rows }: SectionAnswer) => ({ columns, numeric, rows: once(rows) })

async function writeCsv(
  { definition, sections, remarks }: ReportAnswer,
  { safe, named }: FormRequest,
  out: Out,
  context: Context,
): Promise<void> {
  const [first, ...others] = sections
  if (first === undefined) return
  await writeAnswer(rowsOf(first), formNamed('csv', safe, context), out)
  for (const remark of remarks) out.note(remark)
  if (named || others.length === 0) return
  out.note(
    `This is ${first.section.name} of ${definition.name}; --section gives ${listed(others.map(({ section }) => section.name))}.`,
  )
}

/** Of each section: a person reads the worst ones first, and no more than some. */
const MOST_ROWS = 25

async function writeText(answer: ReportAnswer, out: Out, context: Context): Promise<void> {
  const { definition, remarks, asOf } = answer
  const form = formNamed('table', false, context)
  await out.write(`${definition.title}, as of ${asOf}\n\n`)
  for (const remark of remarks) await out.write(`Mind: ${clean(remark)}\n\n`)
  for (const section of answer.sections) {
    const { title, note } = section.section
    await out.write(`${title}\n${note === null ? '' : `${note}\n`}`)
    const all = section.rows.length
    const count = (rows: number): string =>
      rows === all
        ? `${plural(rows, 'row')}.`
        : `${rows} of ${plural(all, 'row')}; --csv --section ${section.section.name} prints all.`
    await writeAnswer(rowsOf({ ...section, rows: section.rows.slice(0, MOST_ROWS) }), { ...form, count }, out)
    await out.write('\n')
  }
  await out.write(`${definition.reading}\n`)
  for (const caveat of definition.caveats) await out.write(`- ${clean(caveat)}\n`)
}
