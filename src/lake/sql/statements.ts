// Statements about the connection itself and what lives only as long as it.

export const createTemporary = (table: string, query: string): string =>
  `CREATE OR REPLACE TEMP TABLE ${table} AS ${query}`

export const drop = (table: string): string => `DROP TABLE IF EXISTS ${table}`

export const useThreads = (threads: number): string => `SET threads = ${threads}`

/**
 * For wide rows: small portions of them are passed on at once, not gathered to large ones, and of a join the left side flows past the
 * right one, as it is written, whatever their numbers of rows.
 */
export const passOnAtOnce = (atOnce: boolean): readonly string[] => [
  `SET enable_caching_operators = ${!atOnce}`,
  `SET disabled_optimizers = '${atOnce ? 'join_order,build_side_probe_side' : ''}'`,
]

export const countRows = (relation: string): string => `SELECT count(*)::INTEGER AS n FROM ${relation}`
