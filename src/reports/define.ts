// What a report is: one SQL file with a head of comments that tells what it asks, needs and means; and what its answer is.
import type { Plain } from '../lake/plain.ts'

/** The columns of a CSV file that a report reads: name to DuckDB's type. */
export type FileColumns = Readonly<Record<string, 'VARCHAR' | 'DOUBLE' | 'DATE'>>

export type ParameterType =
  | { readonly kind: 'integer' }
  | { readonly kind: 'text' }
  /** An ISO time, or a duration back from the report's time. */
  | { readonly kind: 'time' }
  /** A table of the parameter's name, without rows when no file is given. Columns marked `?` may be missing. */
  | { readonly kind: 'file'; readonly columns: FileColumns; readonly optional: readonly string[] }

export interface Parameter {
  /** `days`: the option `--days`, and in SQL `getvariable('days')` or, of a file, a table. Several words are joined by `_`. */
  readonly name: string
  readonly type: ParameterType
  /** What it is when nothing is given. */
  readonly fallback: Value
  /** The fallback as it would be typed; null: none. */
  readonly shown: string | null
  readonly help: string
}

/** How a section may be drawn: a label column and the columns of numbers that belong to it. */
export interface Chart {
  readonly kind: 'bar' | 'stacked' | 'line'
  readonly label: string
  readonly values: readonly string[]
}

export interface Section {
  readonly name: string
  readonly title: string
  /** What a reader has to know of this section alone. */
  readonly note: string | null
  readonly chart: Chart | null
  /** One SELECT. */
  readonly sql: string
}

export interface ReportDefinition {
  readonly name: string
  readonly title: string
  /** One line, for lists. */
  readonly summary: string
  readonly parameters: readonly Parameter[]
  /** Tables without which there is no answer. */
  readonly needs: readonly string[]
  /** Tables that make the answer better, taken for empty where the lake lacks them. */
  readonly uses: readonly string[]
  /** How to read it. */
  readonly reading: string
  readonly caveats: readonly string[]
  /** Statements before the sections: views and macros that they share. */
  readonly prelude: string
  /** The first one is the main one. */
  readonly sections: readonly Section[]
  /** The whole file. */
  readonly text: string
}

/** A time, or milliseconds back from the report's time. */
export type Moment = { readonly at: string } | { readonly backMs: number }

/** A parameter's value; of a file, the path of its rows as newline-delimited JSON. Null: none was given. */
export type Value = string | number | Moment | null
export type Values = Readonly<Record<string, Value>>

export interface SectionAnswer {
  readonly section: Section
  readonly columns: readonly string[]
  /** Of each column, whether its values are numbers. */
  readonly numeric: readonly boolean[]
  readonly rows: readonly (readonly Plain[])[]
}

export interface ReportAnswer {
  readonly definition: ReportDefinition
  readonly tenantId: string
  /** ISO time. */
  readonly asOf: string
  readonly given: Values
  /** What this lake lacks for the report. */
  readonly remarks: readonly string[]
  readonly sections: readonly SectionAnswer[]
}
