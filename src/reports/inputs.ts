// CSV files that a person gives a report: people in HR, prices, approved holders of roles.
import { readFile } from 'node:fs/promises'
import { CsvError, parse } from 'csv-parse/sync'
import { UsageError } from '../errors.ts'
import type { Parameter, ParameterType } from './define.ts'

export type FileType = Extract<ParameterType, { kind: 'file' }>
export type InputRow = Readonly<Record<string, string | number | null>>

const FORM: Readonly<Record<string, string>> = {
  DOUBLE: 'a number such as 32.50',
  DATE: 'a date such as 2026-11-20',
}

/**
 * The rows of a CSV (UTF-8, a heading row; separated by commas, semicolons or tabs), each with every declared column; other columns are
 * left out. Headings are compared without case and spaces. Throws a `UsageError` with the file and the line.
 */
export async function readInput({ name }: Parameter, type: FileType, path: string): Promise<InputRow[]> {
  const source = `--${name} ${path}`
  const { delimiter, records: all } = recordsOf(await textOf(path, source), source)
  const [headings = [], ...records] = all
  const places = Object.keys(type.columns).map(column => {
    const place = headings.findIndex(heading => plain(heading) === plain(column))
    if (place !== -1 || type.optional.includes(column)) return [column, place] as const
    const required = Object.keys(type.columns).filter(each => !type.optional.includes(each))
    const may = type.optional.length === 0 ? '' : `, and may name ${type.optional.join(', ')}`
    throw new UsageError(
      `${source} has no column ${column}; its first line must name ${required.join(', ')}${may}.`,
    )
  })
  return records.map((cells, index) =>
    Object.fromEntries(
      places.map(([column, place]) => [
        column,
        cellValue(cells[place]?.trim() ?? '', type.columns[column] ?? 'VARCHAR', delimiter, () => {
          return `${source}, row ${index + 2}, column ${column}`
        }),
      ]),
    ),
  )
}

const plain = (heading: string): string => heading.toLowerCase().replace(/[\s_-]/g, '')

async function textOf(path: string, source: string): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path))
  } catch (error) {
    if (error instanceof TypeError)
      throw new UsageError(`${source} is not UTF-8: save it as "CSV UTF-8".`, { cause: error })
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : ''
    throw new UsageError(`${source} cannot be read${code}.`, { cause: error })
  }
}

function recordsOf(text: string, source: string): { delimiter: string; records: string[][] } {
  const [first = ''] = text.split(/\r?\n/, 1)
  const counts = [',', ';', '\t'].map(each => [each, first.split(each).length] as const)
  const [delimiter] = counts.reduce((best, each) => (each[1] > best[1] ? each : best))
  try {
    const records: string[][] = parse(text, { bom: true, delimiter, skip_empty_lines: true })
    if (records.length > 0) return { delimiter, records }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw new UsageError(`${source} is no CSV: ${error.message}.`, { cause: error })
  }
  throw new UsageError(`${source} is empty: its first line must name its columns.`)
}

function cellValue(
  cell: string,
  type: string,
  delimiter: string,
  where: () => string,
): string | number | null {
  if (cell === '') return null
  if (type === 'VARCHAR') return cell
  // Where a comma separates no cells, spreadsheets of much of Europe write it in prices.
  const number = delimiter === ',' ? cell : cell.replace(/^(\d+),(\d{1,2})$/, '$1.$2')
  if (type === 'DOUBLE' && /^\d+([.]\d+)?$/.test(number)) return Number(number)
  if (type === 'DATE' && isDay(cell.slice(0, 10)) && /^.{10}(T.*)?$/.test(cell)) return cell.slice(0, 10)
  throw new UsageError(`${where()}: '${cell}' is not ${FORM[type]}.`)
}

function isDay(text: string): boolean {
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}
