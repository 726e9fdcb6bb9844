// The values of answers, as JSON has them.

/** What fits no JSON number is text; times are ISO 8601 in UTC; structs and lists are nested. */
export type Plain = null | boolean | number | string | readonly Plain[] | { readonly [name: string]: Plain }

/** What a parameter of a statement may be. */
export type Parameter = null | boolean | number | bigint | string | Date

/** By their order (`$1` or `?`), or by their names (`$name`). */
export type Parameters = readonly Parameter[] | Readonly<Record<string, Parameter>>
