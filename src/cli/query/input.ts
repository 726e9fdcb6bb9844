// Where a query's SQL comes from.
import { readFile } from 'node:fs/promises'
import { UsageError } from '../../errors.ts'

/** A stream to read from; a terminal when `isTTY`. */
export interface Input extends NodeJS.ReadableStream {
  readonly isTTY?: boolean
}

export interface Asked {
  /** `-`: standard input. */
  readonly argument: string | null
  readonly file: string | null
}

/** The SQL of an argument, a file or standard input; null: a person is to be asked. Throws a UsageError. */
export async function readSql({ argument, file }: Asked, stdin: () => Input): Promise<string | null> {
  if (argument !== null && file !== null)
    throw new UsageError('query takes SQL as an argument or from --file, not both.')
  if (file !== null && file !== '-') return readSqlFile(file)
  if (argument !== null && argument !== '-') return argument
  const input = stdin()
  if (argument === null && file === null && input.isTTY === true) return null
  const chunks: Buffer[] = []
  for await (const chunk of input) chunks.push(Buffer.from(chunk))
  return withoutMark(Buffer.concat(chunks).toString('utf8'))
}

async function readSqlFile(path: string): Promise<string> {
  try {
    return withoutMark(await readFile(path, 'utf8'))
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : ''
    throw new UsageError(`--file ${path} cannot be read${why}.`)
  }
}

/** Some editors begin a file with a byte order mark. */
const withoutMark = (text: string): string => text.replace(/^\ufeff/, '')

/** Whether the statement has come to its `;`, outside of quotes and comments. */
export function isComplete(sql: string): boolean {
  const rest = sql.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"|\$\$[\s\S]*?\$\$|--[^\n]*|\/\*[\s\S]*?\*\//g, '')
  return /;\s*$/.test(rest) && !/['"]|\/\*|\$\$/.test(rest)
}
