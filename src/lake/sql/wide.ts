// What is a wide row.

/** Rows of more bytes than this are wide: two thousand of them, DuckDB's smallest portion, are more than 64 MB. */
const WIDE = 32_768

export const isWide = (rowBytes: number): boolean => rowBytes > WIDE
