// What can be wrong with data: one class per failure, facts as fields.

/** A value of Graph's that does not fit the column it is declared for. */
export class MisfitError extends Error {
  override readonly name = 'MisfitError'
  readonly column: string
  readonly value: string
  readonly rowId: string | null
  constructor(facts: { column: string; type: string; value: string; rowId: string | null }) {
    const row = facts.rowId === null ? 'a row without id' : `the row '${facts.rowId}'`
    super(`the column ${facts.column} of ${row} is ${facts.value}, which is no ${facts.type}`)
    this.column = facts.column
    this.value = facts.value
    this.rowId = facts.rowId
  }
}

/** Rows of Graph's that cannot be what they should be: no key, no time, not JSON. */
export class BadRowsError extends Error {
  override readonly name = 'BadRowsError'
}

/** What DuckDB may use is too little for a table. */
export class NoMemoryError extends Error {
  override readonly name = 'NoMemoryError'
  readonly table: string
  constructor(table: string, cause: Error) {
    const isDisk = /temp(orary)?[_ ]directory/.test(cause.message)
    super(
      isDisk
        ? `${table} needs more room on the disk than there is for what does not fit into memory: make room in the lake's folder, or give more --memory`
        : `${table} cannot be written in the memory that is allowed: give more with --memory`,
      { cause },
    )
    this.table = table
  }
}

/** Columns that stored events have and this run was told to leave out: Graph does not keep those events, so they stay. */
export class ColumnsLostError extends Error {
  override readonly name = 'ColumnsLostError'
  readonly columns: readonly string[]
  constructor(table: string, columns: readonly string[]) {
    super(
      `${table} already holds days with the columns ${columns.join(', ')}, which --columns leaves out and Graph may no longer keep: ask for them too, or use another --out`,
    )
    this.columns = columns
  }
}
