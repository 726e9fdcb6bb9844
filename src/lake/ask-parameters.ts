// Values for the places of a statement, bound and never written into its text.
import type { DuckDBPreparedStatement } from '@duckdb/node-api'
import { SqlError } from './ask-errors.ts'
import type { Parameter, Parameters } from './plain.ts'

/** Throws a SqlError for a place without a value, and for a value that is none. */
export async function bind(prepared: DuckDBPreparedStatement, parameters: Parameters): Promise<void> {
  const { DuckDBTimestampTZValue } = await import('@duckdb/node-api')
  const given: Readonly<Record<string, Parameter>> = Array.isArray(parameters)
    ? Object.fromEntries(parameters.map((value, index) => [String(index + 1), value]))
    : { ...parameters }
  for (let place = 1; place <= prepared.parameterCount; place++) {
    const name = prepared.parameterName(place)
    const value = Object.hasOwn(given, name) ? given[name] : undefined
    if (value === undefined) throw new SqlError(`The query has a place for $${name}, and no value for it.`)
    prepared.bindValue(
      place,
      value instanceof Date
        ? new DuckDBTimestampTZValue(BigInt(timeOf(value, name)) * 1000n)
        : checked(value, name),
    )
  }
}

function timeOf(value: Date, name: string): number {
  const time = value.getTime()
  if (Number.isNaN(time)) throw new SqlError(`The value for $${name} is no time.`)
  return time
}

function checked(value: Exclude<Parameter, Date>, name: string): Exclude<Parameter, Date> {
  if (value === null || ['boolean', 'number', 'bigint', 'string'].includes(typeof value)) return value
  throw new SqlError(`The value for $${name} is a text, a number, a boolean, a Date or null.`)
}
