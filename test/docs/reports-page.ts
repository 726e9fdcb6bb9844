// Writes docs/reports.md: how reports work, and each of them from its own words.
import type { Parameter, ReportDefinition } from '../../src/reports/define.ts'

const ABOUT = `# Reports

\`entra-extract report\` lists the reports, and \`entra-extract report <name>\` answers one from a lake, in a folder or in a bucket. Nothing is asked of Graph, and nothing is written.

\`\`\`
entra-extract report
entra-extract report dormant-accounts --days 60 --prices prices.csv
entra-extract report mfa-coverage --html > mfa.html
entra-extract report expiring-credentials --csv --section credentials > credentials.csv
entra-extract report privileged-roles --out s3://bucket/lake --json
entra-extract report what-changed --sql > mine.sql
\`\`\`

| form | |
|---|---|
| text | every section, its first 25 rows, how to read it, and what to mind |
| \`--csv\` | one section whole: the first one, or the one that \`--section\` names; \`--csv-safe\` for spreadsheets |
| \`--json\` | \`{ report, title, asOf, tenantId, parameters, sections: [{ name, title, columns, rows }], reading, caveats, remarks }\` |
| \`--html\` | one page with charts, to filter, sort and print; it needs no network and asks none |
| \`--sql\` | the SQL with its parameters, to read and to change; \`entra-extract query --file\` and DuckDB run it |

**Time.** Ages are counted from when the newest of the report's tables was complete, so that a report over a lake says the same today and tomorrow. \`--as-of\` gives another time.

**Tables.** A report needs some tables, and is refused with their names when the lake lacks one. Others make it better: where the lake lacks them, or their last run was
not complete, the answer says so among its remarks, and leaves out what they would tell.

**Masked and narrowed lakes.** Where columns that the report reads are masked, or left out by \`--columns\`, the answer names them before anything else: what is counted by them is not as it is in the tenant. A file that
names people is refused where the lake has their names masked.

**Files.** What Graph does not know comes from a CSV: prices, HR's dates, the approved holders of roles. It is UTF-8 with a heading row, separated by commas, semicolons or tabs; headings are
compared without case, spaces, \`-\` and \`_\`; other columns are left out. Dates are \`2026-11-20\`, numbers \`32.50\` (or \`32,50\` where no comma separates cells). A cell that cannot be read is named with its row.

**Your own.** Each report is one SQL file, \`src/reports/sql/<name>.sql\`. examples/reports has them as scripts for the DuckDB shell and for BigQuery, where the tables are those that \`entra-extract schema --dialect bigquery --dataset entra\`
makes. BigQuery's are parsed by the tests, and were not run in BigQuery. examples/dbt is a dbt project with a source and a staging model for every table; its SQL is run by the tests in DuckDB, without dbt.
`

export function reportsPage(reports: readonly ReportDefinition[]): string {
  const index = reports.map(({ name, summary }) => `| [${name}](#${name}) | ${summary} |`)
  return [
    ABOUT,
    ['| report | what it answers |', '|---|---|', ...index].join('\n'),
    ...reports.map(section),
    'The list and the sections are made from the reports by `npm run docs`.\n',
  ].join('\n\n')
}

function section({
  name,
  summary,
  parameters,
  sections,
  needs,
  uses,
  reading,
  caveats,
}: ReportDefinition): string {
  return [
    `## ${name}`,
    `${summary}.`,
    reading,
    ['| section | |', '|---|---|', ...sections.map(each => `| \`${each.name}\` | ${each.title} |`)].join(
      '\n',
    ),
    ...(parameters.length === 0
      ? []
      : [['| option | default | |', '|---|---|---|', ...parameters.map(parameterRow)].join('\n')]),
    `Needs ${needs.map(code).join(', ')}.${uses.length === 0 ? '' : ` Uses, where the lake has them: ${uses.map(code).join(', ')}.`}`,
    caveats.map(caveat => `- ${caveat}`).join('\n'),
  ].join('\n\n')
}

const code = (name: string): string => `\`${name}\``

function parameterRow({ name, type, shown, help }: Parameter): string {
  const columns =
    type.kind === 'file'
      ? `; a CSV with ${Object.keys(type.columns)
          .map(column => `\`${column}\`${type.optional.includes(column) ? ' (optional)' : ''}`)
          .join(', ')}`
      : ''
  return `| \`--${name.replaceAll('_', '-')}\` | ${shown === null ? '' : code(shown)} | ${help}${columns} |`
}
