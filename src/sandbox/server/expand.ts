import type { GraphObject } from '../api.ts'
import type { Tenant } from '../tenant/tenant.ts'
import { badRequest } from './answer.ts'

/** One relation of an `$expand`. */
export interface Expansion {
  readonly relation: string
  /** Properties of the related objects; undefined: all. */
  readonly select: readonly string[] | undefined
}

/** Adds what is related to a row; undefined adds nothing. */
export type Relate = (row: GraphObject, tenant: Tenant) => unknown

const ITEM = /^([A-Za-z]\w*)(?:\((.*)\))?$/

/** Reads an `$expand` of known relations, with `$select` and `$expand` inside of each; 400 for everything else. */
export function readExpand(text: string, type: string, relations: readonly string[]): readonly Expansion[] {
  return split(text, ',').map(item => {
    const [, relation = '', nested] = ITEM.exec(item.trim()) ?? []
    if (!relations.includes(relation)) {
      throw badRequest(
        `Parsing OData Select and Expand failed: Could not find a property named '${relation || item}' on type 'microsoft.graph.${type}'.`,
      )
    }
    return { relation, select: nested === undefined ? undefined : readNested(nested) }
  })
}

function readNested(text: string): readonly string[] | undefined {
  let select: readonly string[] | undefined
  for (const option of split(text, ';')) {
    const [name = '', value = ''] = option.trim().split(/=(.*)/s)
    if (name === '$select' && value !== '') select = value.split(',').map(each => each.trim())
    else if (name !== '$expand' || value === '')
      throw badRequest(
        `Parsing OData Select and Expand failed: '${option}' is not allowed inside of $expand.`,
      )
  }
  return select
}

/** Cuts at a separator outside of parentheses. */
function split(text: string, separator: string): string[] {
  const parts: string[] = ['']
  let depth = 0
  for (const c of text) {
    depth += c === '(' ? 1 : c === ')' ? -1 : 0
    if (c === separator && depth === 0) parts.push('')
    else parts[parts.length - 1] += c
  }
  if (depth !== 0)
    throw badRequest(`Parsing OData Select and Expand failed: unbalanced parentheses in '${text}'.`)
  return parts
}

/** A row together with what is related to it. */
export function expandRow(
  row: GraphObject,
  original: GraphObject,
  tenant: Tenant,
  expansions: readonly Expansion[],
  relate: Readonly<Record<string, Relate>>,
): GraphObject {
  const result = { ...row }
  for (const { relation, select } of expansions) {
    const related = relate[relation]?.(original, tenant)
    if (related !== undefined) result[relation] = select ? narrow(related, select) : related
  }
  return result
}

function narrow(related: unknown, select: readonly string[]): unknown {
  if (Array.isArray(related)) return related.map(each => narrow(each, select))
  if (typeof related !== 'object' || related === null) return related
  const kept = Object.entries(related).filter(([name]) => name === '@odata.type' || select.includes(name))
  return Object.fromEntries(kept)
}
