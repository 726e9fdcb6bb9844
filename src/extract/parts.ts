// Reading a listing several times, each time with a part of its properties, where Graph does not manage a long `$select`. Pure.
import type { DeltaStream, ListStream } from '../streams/define.ts'
import { selectedProperties } from '../streams/index.ts'
import type { Parts, Rows } from './source.ts'

/** Characters of a `$select` that Graph is known to carry from page to page; from about 500 on its next links may fail. */
export const LONGEST_SELECT = 400

/** The properties in parts of at most `LONGEST_SELECT` characters, the key in each of them. */
export function partsOf(definition: DeltaStream | ListStream): Parts {
  const key = keyProperties(definition)
  const parts: string[][] = []
  let part = [...key]
  for (const property of selectedProperties(definition) ?? []) {
    if (key.includes(property)) continue
    if (part.length > key.length && [...part, property].join(',').length > LONGEST_SELECT) {
      parts.push(part)
      part = [...key]
    }
    part.push(property)
  }
  return [...parts, part]
}

function keyProperties({ tables }: DeltaStream | ListStream): readonly string[] {
  const own = Object.values(tables).find(table => table.rows === 'own')
  return own === undefined ? ['id'] : own.key.map(column => own.sources?.[column] ?? column)
}

/** Path and query of the plain listing of these properties: of a delta stream, the one that delta follows. */
export function plainListing(
  definition: DeltaStream | ListStream,
  properties: readonly string[],
): { readonly path: string; readonly query: Readonly<Record<string, string>> } {
  const $select = properties.join(',')
  if (definition.kind === 'list') return { path: definition.path, query: { ...definition.query, $select } }
  return { path: definition.path.replace(/\/delta$/, ''), query: { $select, $top: '999' } }
}

const NEWLINE = 10
const OPEN_OBJECT = 123

/** Rows with the number of their part as their first property. */
export function marked({ rows, count, removed }: Rows, part: number): Rows {
  const mark = Buffer.from(`{"_part":${part},`)
  const out = Buffer.allocUnsafe(rows.length + count * (mark.length - 1))
  let length = 0
  for (let start = 0; start < rows.length; ) {
    const open = rows.indexOf(OPEN_OBJECT, start)
    const end = rows.indexOf(NEWLINE, start) + 1
    length += mark.copy(out, length)
    length += rows.copy(out, length, open + 1, end)
    start = end
  }
  return { rows: out.subarray(0, length), count, removed }
}
