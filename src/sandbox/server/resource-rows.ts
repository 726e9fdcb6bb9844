import type { GraphObject } from '../api.ts'
import { derivedType, project } from '../tenant/views.ts'
import { TYPE_READERS } from './access.ts'
import { GraphError, notFound } from './answer.ts'
import { type Call, prefers } from './call.ts'
import { cloudRow } from './clouds.ts'
import { expandRow } from './expand.ts'
import { fits, valueAt } from './filter.ts'
import { pickSet } from './page.ts'
import type { Resource } from './resource.ts'
import type { Ordering, Question } from './resource-query.ts'
import { extensionsOf } from './shapes.ts'

/** The rows of a resource as they stand; 404 when a parent does not exist. */
export function rowsOf(call: Call, resource: Resource, ids: readonly string[]): Iterable<GraphObject> {
  const { tenant } = call.service
  const rows = resource.rows(tenant, ids, resource.kind === 'post' ? readBody(call) : undefined)
  if (rows === undefined) throw notFound(ids.at(-1) ?? resource.path)
  return rows
}

/** The object in the body of a POST. */
function readBody(call: Call): GraphObject {
  if (!/^application\/json\b/i.test(call.headers['content-type'] ?? ''))
    throw new GraphError(
      415,
      'UnsupportedMediaType',
      'The content type of the request has to be application/json.',
    )
  const body = parse(call.body)
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return { ...body }
  throw new GraphError(400, 'BadRequest', 'Unable to read JSON request payload.')
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The rows that a question is about, in its order. */
export function* chosen(rows: Iterable<GraphObject>, question: Question): Generator<GraphObject> {
  const { clauses, orderby } = question
  for (const row of orderby.length === 0 ? rows : [...rows].sort((a, b) => compareRows(a, b, orderby))) {
    if (clauses.every(clause => fits(row, clause))) yield row
  }
}

function compareRows(a: GraphObject, b: GraphObject, orderby: readonly Ordering[]): number {
  for (const { property, descending } of orderby) {
    const order = compare(valueAt(a, property), valueAt(b, property))
    if (order !== 0) return descending ? -order : order
  }
  return 0
}

/** Null first, texts without case. */
function compare(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  const [left, right] = [keyOf(a), keyOf(b)]
  return left < right ? -1 : left > right ? 1 : 0
}

const keyOf = (value: unknown): string => (value === null ? '' : String(value).toLowerCase())

/** A row as the question wants it: what the type, the cloud and `$select` let through, and what is expanded. */
export function presented(call: Call, resource: Resource, question: Question, row: GraphObject): GraphObject {
  const { schema, type, onlyOnSelect = [], expand = {} } = resource
  const { tenant, cloud } = call.service
  const known = project({ schema, type }, row, prefers(call, 'include-unknown-enum-members'))
  const here = cloudRow(cloudRow(known, type, cloud), derivedType(row), cloud)
  const extensions = extensionsOf(tenant, type)
  const whole = limited(call, resource, { ...here, ...pickSet(row, extensions) })
  const picked = pick(whole, question.select, new Set([...onlyOnSelect, ...extensions]))
  return expandRow(picked, row, tenant, question.expansions, expand)
}

/** A related object that the token may not read shows its type and id; the rest is null. */
function limited({ rights }: Call, { type }: Resource, row: GraphObject): GraphObject {
  const readers = type === 'directoryObject' ? TYPE_READERS[derivedType(row)] : undefined
  if (!readers || readers.some(name => rights.permissions.has(name))) return row
  const shown = (name: string): boolean => name === 'id' || name === '@odata.type'
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, shown(name) ? value : null]))
}

/** Annotations stay, and so does the id. */
function pick(
  row: GraphObject,
  select: readonly string[] | undefined,
  onlyOnSelect: ReadonlySet<string>,
): GraphObject {
  const isWanted = (name: string): boolean =>
    name.includes('@') || name === 'id' || (select ? select.includes(name) : !onlyOnSelect.has(name))
  return Object.fromEntries(Object.entries(row).filter(([name]) => isWanted(name)))
}
