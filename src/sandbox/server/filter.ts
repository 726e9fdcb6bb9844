import type { GraphObject } from '../api.ts'
import { compareMoments, parseMoment } from '../tenant/moment.ts'
import { badRequest, unsupported } from './answer.ts'

/** One comparison of a `$filter`. */
export interface Clause {
  readonly property: string
  readonly operator: string
  readonly value: string | boolean | null
  /** The value as written: a time is not a string. */
  readonly quoted: boolean
}

const COMPARISON = /^([A-Za-z][\w/]*) (eq|ne|ge|le|gt|lt) (.+)$/
const FUNCTION = /^(startsWith|startswith|endsWith|endswith)\(([A-Za-z][\w/]*), ?(.+)\)$/

/** Cuts a filter at ` and ` or ` or ` outside of quotes and parentheses. */
export function splitFilter(text: string, word: 'and' | 'or'): string[] {
  const parts: string[] = []
  let [depth, quoted, from] = [0, false, 0]
  for (let i = 0; i < text.length; i++) {
    const c = text[i]
    if (c === "'") quoted = !quoted
    else if (!quoted && c === '(') depth += 1
    else if (!quoted && c === ')') depth -= 1
    else if (!quoted && depth === 0 && text.startsWith(` ${word} `, i)) {
      parts.push(text.slice(from, i).trim())
      from = i + word.length + 2
    }
  }
  if (quoted || depth !== 0)
    throw badRequest(`Invalid filter clause: unbalanced quotes or parentheses in '${text}'.`)
  parts.push(text.slice(from).trim())
  return parts
}

/** A clause, or 400 for anything the grammar does not have. */
export function parseClause(text: string): Clause {
  const call = FUNCTION.exec(text)
  const match = call ? [call[0], call[2], call[1]?.toLowerCase(), call[3]] : COMPARISON.exec(text)
  const [, property, operator, literal] = match ?? []
  if (property === undefined || operator === undefined || literal === undefined) {
    throw badRequest(`Invalid filter clause: syntax error in '${text}'.`)
  }
  return { property, operator, ...readLiteral(literal.trim()) }
}

function readLiteral(text: string): Pick<Clause, 'value' | 'quoted'> {
  if (text === 'null') return { value: null, quoted: false }
  if (text === 'true' || text === 'false') return { value: text === 'true', quoted: false }
  if (/^'(?:[^']|'')*'$/.test(text)) return { value: text.slice(1, -1).replace(/''/g, "'"), quoted: true }
  if (/^-?\d[\dT:.Z+-]*$/.test(text)) return { value: text, quoted: false }
  throw badRequest(`Invalid filter clause: '${text}' is not a literal.`)
}

/** The value at a path such as `scope/id`; null where there is nothing. */
export function valueAt(row: GraphObject, path: string): unknown {
  let value: unknown = row
  for (const name of path.split('/'))
    value = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
  return value ?? null
}

/** Whether a row fits; times compare exactly, strings without case as the directory does. */
export function fits(row: GraphObject, clause: Clause): boolean {
  const actual = valueAt(row, clause.property)
  const { operator, value } = clause
  if (operator === 'eq') return alike(actual, value)
  if (operator === 'ne') return !alike(actual, value)
  if (typeof actual === 'number') return isOrdered(actual - Number(value), operator)
  if (typeof actual !== 'string' || typeof value !== 'string') return false
  if (operator === 'startswith') return actual.toLowerCase().startsWith(value.toLowerCase())
  if (operator === 'endswith') return actual.toLowerCase().endsWith(value.toLowerCase())
  return isOrdered(compareTimes(actual, value), operator)
}

function isOrdered(order: number, operator: string): boolean {
  switch (operator) {
    case 'ge':
      return order >= 0
    case 'gt':
      return order > 0
    case 'le':
      return order <= 0
    case 'lt':
      return order < 0
  }
  return false
}

function alike(actual: unknown, value: Clause['value']): boolean {
  if (typeof actual === 'string' && typeof value === 'string')
    return actual.toLowerCase() === value.toLowerCase()
  return typeof actual === 'number' && typeof value === 'string' ? actual === Number(value) : actual === value
}

function compareTimes(actual: string, value: string): number {
  const [a, b] = [parseMoment(actual), parseMoment(value)]
  if (!b) throw badRequest(`Invalid filter clause: '${value}' is not a time.`)
  return a ? compareMoments(a, b) : -1
}

/** The `and` clauses of a directory filter, checked against what may be filtered. */
export function parseDirectoryFilter(
  text: string,
  type: string,
  filterable: ReadonlyMap<string, readonly string[]>,
  advanced: boolean,
): readonly Clause[] {
  return splitFilter(text, 'and').map(part => {
    const clause = parseClause(part)
    const operators = filterable.get(clause.property)
    const harder = ['ne', 'endswith']
    if (
      !operators ||
      !(operators.includes(clause.operator) || (advanced && harder.includes(clause.operator)))
    ) {
      throw unsupported(
        `Unsupported or invalid query filter clause specified for property '${clause.property}' of resource '${type}'.`,
      )
    }
    return clause
  })
}
