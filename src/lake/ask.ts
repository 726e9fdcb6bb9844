// A DuckDB for SQL of people: it reads the files it was shown, writes nothing, and reaches nothing else.
import type { DuckDBConnection, DuckDBExtractedStatements, DuckDBResult } from '@duckdb/node-api'
import { DamagedLakeError, SqlError, StoppedError } from './ask-errors.ts'
import { bind } from './ask-parameters.ts'
import { plainOf } from './ask-values.ts'
import type { Parameters, Plain } from './plain.ts'
import { text } from './types.ts'

export { DamagedLakeError, SqlError, StoppedError } from './ask-errors.ts'

/** Rows of one statement, as they come; `columns` have names that differ. */
export interface Answer {
  readonly columns: readonly string[]
  /** Of each column, whether its values are numbers. */
  readonly numeric: readonly boolean[]
  readonly rows: AsyncIterable<readonly (readonly Plain[])[]>
}

export interface AskSettings {
  readonly memory: string
  /** An empty folder for what does not fit into memory. */
  readonly spill: string
}

export interface Asking {
  /** Runs statements of the program's own, before or after `confine`. */
  prepare(statements: readonly string[]): Promise<void>
  /** From now on nothing outside these files and folders can be reached, and no setting changes. */
  confine(files: readonly string[], folders: readonly string[]): Promise<void>
  /**
   * The answers of statements separated by `;`, each run when the one before it was taken. Statements that return nothing are run and
   * not told. Each statement gets those of the parameters that it has a place for. Throws a SqlError.
   */
  ask(sql: string, parameters?: Parameters): AsyncGenerator<Answer>
  interrupt(): void
  close(): void
}

export async function openAsking({ memory, spill }: AskSettings): Promise<Asking> {
  const { DuckDBInstance, StatementType } = await import('@duckdb/node-api')
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: memory,
    threads: '2',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    temp_directory: spill,
    enable_external_file_cache: 'false',
  })
  const connection = await instance.connect()
  await connection.run("SET TimeZone = 'UTC'")
  // What only lives in the memory of this process may be made and changed, variables among it: settings are locked. The rest is refused.
  const allowed = new Map(
    (['SELECT', 'EXPLAIN', 'CREATE', 'INSERT', 'UPDATE', 'DELETE', 'DROP', 'ALTER', 'SET'] as const).map(
      name => [StatementType[name], name] as const,
    ),
  )
  return {
    prepare: async statements => {
      for (const statement of statements) await connection.run(statement).catch(refuseDamage)
    },
    confine: (files, folders) => confine(connection, files, folders),
    ask: (sql, parameters = []) => ask(connection, { sql, parameters, allowed }),
    interrupt: () => connection.interrupt(),
    close: () => {
      connection.closeSync()
      instance.closeSync()
    },
  }
}

async function confine(
  connection: DuckDBConnection,
  files: readonly string[],
  folders: readonly string[],
): Promise<void> {
  await connection.run(`SET allowed_paths = [${files.map(text).join(', ')}]`)
  await connection.run(`SET allowed_directories = [${folders.map(text).join(', ')}]`)
  await connection.run('SET enable_external_access = false')
  await connection.run('SET lock_configuration = true')
}

interface Asked {
  readonly sql: string
  readonly parameters: Parameters
  /** The names of the kinds of statements that may be run. */
  readonly allowed: ReadonlyMap<number, string>
}

async function* ask(connection: DuckDBConnection, asked: Asked): AsyncGenerator<Answer> {
  const { sql } = asked
  refuseWords(sql)
  if (isBlank(sql)) return
  const statements = await told(connection.extractStatements(sql))
  for (let index = 0; index < statements.count; index++) {
    const result = await told(run(statements, index, asked))
    if (result === null) continue
    const numeric = result.columnTypes().map(type => NUMBERS.test(type.toString()))
    yield { columns: result.deduplicatedColumnNames(), numeric, rows: rowsOf(result) }
  }
}

const NUMBERS = /^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|DOUBLE|FLOAT|DECIMAL)/

const isBlank = (sql: string): boolean =>
  sql.replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, '').replace(/[\s;]/g, '') === ''

/** Functions that would write beside the lake although they stand in a SELECT, and those that run text that nobody can look through. */
const REFUSED =
  /\b(enable_logging|enable_profiling|truncate_duckdb_logs|json_execute_serialized_sql|query(?="?(?:\s|--[^\n]*\n|\/\*[\s\S]*?\*\/)*\())/i

function refuseWords(sql: string): void {
  const [word] = REFUSED.exec(sql) ?? []
  if (word !== undefined) throw new SqlError(`A query only reads: the function ${word} is not allowed.`)
}

const ONLY_READS =
  'A query only reads: SELECT and EXPLAIN, and tables and variables of its own, which end with it, are all there is.'

/** Null: the statement returns no rows. */
async function run(
  statements: DuckDBExtractedStatements,
  index: number,
  { sql, parameters, allowed }: Asked,
): Promise<DuckDBResult | null> {
  const prepared = await statements.prepare(index)
  const kind = allowed.get(prepared.statementType)
  // EXPLAIN ANALYZE runs what it explains, and a COPY could overwrite a file that may be read.
  const isRefused = kind === undefined || (kind === 'EXPLAIN' && /\bcopy\b/i.test(sql))
  if (isRefused) throw new SqlError(ONLY_READS)
  await bind(prepared, parameters)
  if (kind === 'SELECT' || kind === 'EXPLAIN') return prepared.stream()
  await prepared.run()
  return null
}

async function* rowsOf(result: DuckDBResult): AsyncGenerator<readonly (readonly Plain[])[]> {
  const chunks = result.yieldRows()
  while (true) {
    const { value, done } = await told(chunks.next())
    if (done === true) return
    yield value.map(row => row.map(plainOf))
  }
}

/** What DuckDB throws, as a sentence with its line. */
async function told<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw error instanceof SqlError || !(error instanceof Error) ? error : errorOf(error)
  }
}

/** The views are sound SQL: what is wrong is a file that they are to show. */
function refuseDamage(error: unknown): never {
  throw error instanceof Error ? damaged(error.message.split('\n')[0] ?? '', error) : error
}

const damaged = (why: string, cause: Error): DamagedLakeError =>
  new DamagedLakeError(`A file of the lake cannot be read (${why}): \`entra-extract verify\` tells more.`, {
    cause,
  })

/** What DuckDB says of a file whose end is sound and whose rows are not, and of one that is gone since its view was made. */
const DAMAGE =
  /^(IO Error|Invalid Error|TProtocolException|Invalid Input Error: .*([Pp]arquet|ZSTD|[Ss]nappy|GZIP|page))/

function errorOf(error: Error): Error {
  const [first = ''] = error.message.replace(/^Failed to extract statements: /, '').split('\n')
  if (/^Invalid Input Error: Cannot (re)?set|^Invalid Input Error: Cannot change configuration/.test(first))
    return new SqlError(ONLY_READS, { cause: error })
  if (first.startsWith('INTERRUPT')) return new StoppedError('Interrupted.', { cause: error })
  if (DAMAGE.test(first)) return damaged(first, error)
  const hint = /^Did you mean ".*"/m.exec(error.message)?.[0]
  const line = /^LINE (\d+):/m.exec(error.message)?.[1]
  const where = line === undefined ? '' : ` (line ${line})`
  return new SqlError(`${first.replace(/[.!?]$/, '')}${where}.${hint === undefined ? '' : ` ${hint}?`}`, {
    cause: error,
  })
}
