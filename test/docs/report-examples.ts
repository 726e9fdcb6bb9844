// Writes examples/reports/duckdb: each report as a script for the DuckDB shell, with the views that it reads.
import { changesOf, relationOf } from '../../src/dialects/index.ts'
import { type TableFiles, viewStatements } from '../../src/lake/ask-views.ts'
import { SYSTEM_COLUMNS } from '../../src/lake/types.ts'
import type { ReportDefinition } from '../../src/reports/define.ts'
import { scriptOf } from '../../src/reports/variables.ts'
import { findTable } from '../../src/streams/index.ts'

/** Statements over the lake in `lake`; `views` of tables without files fail, and those without rows made before them stay. */
export interface Example {
  readonly empty: readonly string[]
  readonly views: readonly string[]
  readonly script: string
}

export function exampleOf(report: ReportDefinition, lake: string): Example {
  const words = new Set(report.text.match(/\w+/g))
  const views = [...report.needs, ...report.uses].map(name => {
    const history = words.has(`changes_${name}`) || words.has(`${name}_history`)
    return { name, history }
  })
  return {
    empty: views.flatMap(({ name, history }) => statements(name, history, null)),
    views: views.flatMap(({ name, history }) => statements(name, history, lake)),
    script: scriptOf(report, null, {}),
  }
}

/** The views of a table over its files, or over none. */
function statements(name: string, history: boolean, lake: string | null): string[] {
  const table = findTable(name)
  const relation = relationOf(table, SYSTEM_COLUMNS)
  const changes = changesOf(relation)
  const glob = relation.byDate ? 'date=*/*.parquet' : '*.parquet'
  const files: TableFiles = {
    relation,
    files: lake === null ? [] : [`${lake}/${name}/${glob}`],
    changes:
      history && changes !== null
        ? { relation: changes, files: lake === null ? [] : [`${lake}/changes/${name}/*/*.parquet`] }
        : null,
    completeAt: null,
  }
  return viewStatements(files, []).map(sql => sql.replace('CREATE VIEW', 'CREATE OR REPLACE VIEW'))
}

export function examplePage(report: ReportDefinition): string {
  const { empty, views, script } = exampleOf(report, 'entra-lake')
  return [
    `-- ${report.title}, for the DuckDB shell beside the folder entra-lake: duckdb < examples/reports/duckdb/${report.name}.sql`,
    '-- The same as `entra-extract report`, with every parameter at its default; change the SET VARIABLE lines.',
    '',
    '-- A view without rows for each table, so that what the lake does not have is empty, ...',
    ...empty.map(statement => `${statement};`),
    '',
    '-- ... then over the files: DuckDB reports those of tables that the lake does not have, and goes on.',
    ...views.map(statement => `${statement};`),
    '',
    script.trimEnd(),
    '',
  ].join('\n')
}
