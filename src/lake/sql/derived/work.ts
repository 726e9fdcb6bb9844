// What a derivation works with.
import type { Sql } from '../../duckdb.ts'

/** What a licence costs a month; one of `skuId` and `skuPartNumber` is there. */
export interface Price {
  readonly skuId: string | null
  readonly skuPartNumber: string | null
  readonly pricePerMonth: number
  readonly currency: string
}

/** The tables that are read are views of the schema `derived`; one that the lake does not have is empty. */
export interface DeriveWork {
  readonly duckdb: Sql
  /** Whether the lake has a table. */
  readonly has: (table: string) => boolean
  readonly prices: readonly Price[]
  /** Something the report should say. */
  readonly onNote: (text: string) => void
}

/** Makes what the rows are taken from, in the schema `derived`, and returns the query for them. */
export type Derive = (work: DeriveWork) => Promise<string>
