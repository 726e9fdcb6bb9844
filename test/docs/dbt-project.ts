// Writes examples/dbt from the catalogue: every table as a source, a staging model for each, and tests of the keys.
import { stringify } from 'yaml'
import { tableEntry } from '../../src/cli/catalogue.ts'
import type { NamedTable } from '../../src/streams/index.ts'

const LAKE = `{{ env_var('ENTRA_LAKE', 'entra-lake') }}`
const MADE = 'Made from the catalogue of tables by `npm run docs`.'

/** `userPrincipalName` becomes `user_principal_name`, `isMFAEnabled` `is_mfa_enabled`; what begins with `_` keeps that. */
export const snake = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()

/** Models of Graph's tables share a warehouse with others. */
export const modelOf = ({ name }: Pick<NamedTable, 'name'>): string => `stg_entra__${name}`

/** One model: the columns under names that need no quotes. */
export function staging(table: NamedTable): string {
  const columns = tableEntry(table).columns.map(
    ({ name }) => `    {{ adapter.quote('${name}') }} as {{ adapter.quote('${snake(name)}') }}`,
  )
  return [
    `-- ${table.definition.about ?? table.name} ${MADE}`,
    'select',
    columns.join(',\n'),
    `from {{ source('entra', '${table.name}') }}`,
    '',
  ].join('\n')
}

/** `models/sources.yml` */
export function sources(tables: readonly NamedTable[]): string {
  const entra = {
    name: 'entra',
    description: 'A lake of Microsoft Entra as entra-extract writes it: each table exact as of its last run.',
    schema: `{{ var('entra_schema', 'entra') }}`,
    tables: tables.map(sourceTable),
  }
  return yaml({ version: 2, sources: [entra] })
}

function sourceTable(table: NamedTable) {
  const { columns, partition } = tableEntry(table)
  const files = partition === null ? `${table.name}/*.parquet` : `${table.name}/date=*/*.parquet`
  const hive = partition === null ? '' : ', hive_partitioning = true'
  return {
    name: table.name,
    description: table.definition.about ?? table.name,
    config: { meta: { external_location: `read_parquet('${LAKE}/${files}'${hive})` } },
    columns: columns.map(({ name, json }) => ({
      name,
      quote: true,
      ...(json === true ? { description: 'JSON text' } : {}),
    })),
  }
}

/** `models/staging/models.yml`: what each model is, and that its key holds. */
export function models(tables: readonly NamedTable[]): string {
  return yaml({ version: 2, models: tables.map(model) })
}

function model(table: NamedTable) {
  const { key, optionalKey = [] } = table.definition
  const columns = key.map(snake)
  const required = key.filter(name => !optionalKey.includes(name)).map(snake)
  return {
    name: modelOf(table),
    description: table.definition.about ?? table.name,
    data_tests: [{ one_row_per_key: { arguments: { columns: ['_tenant_id', ...columns] } } }],
    ...(required.length === 0
      ? {}
      : { columns: required.map(name => ({ name, quote: true, data_tests: ['not_null'] })) }),
  }
}

const yaml = (value: unknown): string => `# ${MADE}\n${stringify(value, { lineWidth: 0 })}`
