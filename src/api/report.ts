// The work behind `report` of an open lake.
import { answerReport } from '../ask/report.ts'
import { UsageError } from '../errors.ts'
import type { Lake } from '../extract/lake.ts'
import type { ParameterType, ReportDefinition, Value, Values } from '../reports/define.ts'
import { readReport } from '../reports/index.ts'
import { keyOf } from '../reports/keys.ts'
import { type PlainReport, plainReport } from '../reports/plain.ts'
import type { ReportOptions } from './lake-types.ts'
import { or, type Reader, record, since, word } from './readers.ts'

export interface ReportSettings {
  readonly memory: string
  readonly scratch: string | null
  readonly signal: AbortSignal
}

/** Throws a UsageError for a report or a parameter that is none, and what `answerReport` throws. */
export async function reportOn(
  lake: Lake,
  name: string,
  { parameters, asOf }: ReportOptions,
  { signal, ...settings }: ReportSettings,
): Promise<PlainReport> {
  const definition = readReport(name)
  const given = readParameters(definition, or({}, record)(parameters, 'parameters'))
  const at = or(null, since)(asOf, 'asOf')
  if (at !== null && !('at' in at)) throw new UsageError('asOf is a date, a time or a Date.')
  const request = { lake, definition, given, asOf: at === null ? null : at.at, ...settings }
  return plainReport(await answerReport(request, signal))
}

function readParameters({ name, parameters }: ReportDefinition, given: object): Values {
  const keys = parameters.map(keyOf)
  const unknown = Object.keys(given).find(key => !keys.includes(key))
  if (unknown !== undefined)
    throw new UsageError(
      `The report ${name} has no parameter ${unknown}; ${keys.length === 0 ? 'it has none' : `there is ${keys.join(', ')}`}.`,
    )
  const values = new Map<string, unknown>(Object.entries(given))
  return Object.fromEntries(
    parameters.flatMap(parameter => {
      const key = keyOf(parameter)
      const value = or(null, READERS[parameter.type.kind])(values.get(key), `parameters.${key}`)
      return value === null ? [] : [[parameter.name, value] as const]
    }),
  )
}

const whole: Reader<number> = (value, name) => {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 1_000_000) return value
  throw new UsageError(`${name} is a whole number from 0 to 1000000.`)
}

const READERS: Readonly<Record<ParameterType['kind'], Reader<Value>>> = {
  integer: whole,
  text: word,
  time: since,
  file: word,
}
