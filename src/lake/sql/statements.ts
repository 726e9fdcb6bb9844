// Statements about the connection itself and what lives only as long as it.

export const createTemporary = (table: string, query: string): string =>
  `CREATE OR REPLACE TEMP TABLE ${table} AS ${query}`

export const drop = (table: string): string => `DROP TABLE IF EXISTS ${table}`

export const useThreads = (threads: number): string => `SET threads = ${threads}`

export const countRows = (relation: string): string => `SELECT count(*)::INTEGER AS n FROM ${relation}`
