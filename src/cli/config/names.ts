// The tables and columns that a config file names, looked up in the catalogue: a typo must not wait for the call that needs them.
import { UsageError } from '../../errors.ts'
import { checkRules } from '../../extract/mask/plan.ts'
import { findTable, narrow, streams, UnknownColumnError, UnknownTableError } from '../../streams/index.ts'
import { extractOptions } from '../extract-options.ts'
import { type Config, keyName } from '../options.ts'

/** `file`: what errors call it. Throws a `UsageError` for the first name that does not exist. */
export function checkNames({ tables, values }: Pick<Config, 'tables' | 'values'>, file: string): void {
  const exclude = extractOptions.exclude.parse(values.exclude ?? '', file)
  const columns = extractOptions.columns.parse(values.columns ?? '', file)
  const rules = extractOptions.mask.parse(values.mask ?? '', keyName('mask', file))
  for (const [key, names] of Object.entries({ tables, exclude }))
    for (const [index, name] of names.entries())
      lookUp(keyName(`${key}.${index}`, file), () => findTable(name))
  for (const [table, asked] of Object.entries(columns))
    lookUp(keyName(`columns.${table}`, file), () =>
      narrow(findTable(table).stream.definition, { [table]: asked }),
    )
  checkRules(streams.values(), rules, name => name.includes('extension_'))
}

function lookUp(where: string, find: () => unknown): void {
  try {
    find()
  } catch (error) {
    if (error instanceof UnknownTableError || error instanceof UnknownColumnError)
      throw new UsageError(`${where}: ${error.message}`)
    throw error
  }
}
