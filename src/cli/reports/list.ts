// The reports, a line each.
import type { ReportDefinition } from '../../reports/define.ts'
import type { Context } from '../context.ts'
import { renderTable, styleFor } from '../report.ts'

export async function showList(
  definitions: readonly ReportDefinition[],
  json: boolean,
  context: Context,
): Promise<void> {
  if (json) return context.printJson(definitions.map(entryOf))
  const rows = definitions.map(({ name, summary }) => [name, summary])
  context.print(
    [
      renderTable(['report', 'what it answers'], rows, styleFor(context)),
      '`entra-extract report <name>` answers; with --help it tells its parameters, tables and caveats.',
    ].join('\n'),
  )
}

const entryOf = ({
  name,
  title,
  summary,
  parameters,
  needs,
  uses,
  reading,
  caveats,
  sections,
}: ReportDefinition) => ({
  report: name,
  title,
  summary,
  parameters: parameters.map(({ name: parameter, type, shown, help }) => ({
    name: parameter,
    type: type.kind,
    ...(type.kind === 'file' ? { columns: Object.keys(type.columns), optional: type.optional } : {}),
    default: shown,
    help,
  })),
  needs,
  uses,
  reading,
  caveats,
  sections: sections.map(({ name: section, title: of }) => ({ name: section, title: of })),
})
