// From rules and a preset to one method per property of a stream's rows. Pure.
import { UsageError } from '../../errors.ts'
import { duckdbType } from '../../lake/types.ts'
import { didYouMean, nearest } from '../../streams/nearest.ts'
import { kindOf } from '../../streams/privacy.ts'
import { type Field, sourceKey } from './fields.ts'
import { type Pii, presetMethod } from './presets.ts'
import { isPattern, type MaskRule, matcher, type RuleMethod } from './rules.ts'

/** A stream as masks see it. */
export interface MaskedStream {
  readonly name: string
  readonly fields: readonly Field[]
  readonly keys: ReadonlySet<string>
}

/** Methods by the key of their source. Below a JSON column there may be sources that are no column's. */
export type Decisions = ReadonlyMap<string, RuleMethod>

interface Decision {
  readonly method: RuleMethod
  /** The higher wins; compared number by number. */
  readonly rank: readonly number[]
}

/** Where two tables read one property, the preset does what is more private. */
const STRICTNESS: readonly RuleMethod[] = ['keep', 'truncate', 'hmac', 'drop']

/** A rule and what it means for a stream's fields; `path`: below a JSON column. */
interface Target {
  readonly field: Field
  readonly below: readonly string[]
}

/**
 * Decides for every stream. A rule for an exact name wins over a pattern, a longer exact name over a shorter one, a later rule over
 * an earlier one, and every rule over the preset. Throws a UsageError for a rule that fits nothing; `unknown` says of a name whether it may
 * still turn out to be a column.
 */
export function resolveMasks(
  streams: readonly MaskedStream[],
  rules: readonly MaskRule[],
  pii: Pii,
  unknown: (name: string) => boolean,
): ReadonlyMap<string, Decisions> {
  const decided = new Map(streams.map(stream => [stream, presetOf(stream, pii)] as const))
  for (const [index, rule] of rules.entries()) {
    const apply = isPattern(rule) ? applyPattern : applyExact
    if (!apply(rule, index, decided) && !unknown(rule.name)) throw nothingOf(rule, streams)
  }
  return new Map([...decided].map(([{ name }, found]) => [name, methodsOf(found)]))
}

type Found = Map<string, Decision>
type All = ReadonlyMap<MaskedStream, Found>

const methodsOf = (found: Found): Decisions =>
  new Map([...found].flatMap(([key, { method }]) => (method === 'keep' ? [] : [[key, method] as const])))

const isLeaf = ({ type }: Field): boolean => typeof type === 'string'

function presetOf({ fields, keys }: MaskedStream, pii: Pii): Found {
  const found: Found = new Map()
  if (pii === 'full') return found
  for (const field of fields.filter(isLeaf))
    for (const key of field.sources.map(sourceKey)) {
      const method = presetMethod(pii, kindOf(field.table, field.path), field.type, keys.has(key))
      put(found, key, { method, rank: [0, STRICTNESS.indexOf(method)] })
    }
  return found
}

function put(found: Found, key: string, decision: Decision): void {
  const before = found.get(key)
  if (before === undefined || isHigher(decision.rank, before.rank)) found.set(key, decision)
}

function isHigher(a: readonly number[], b: readonly number[]): boolean {
  const at = a.findIndex((number, index) => number !== (b[index] ?? -1))
  return at >= 0 && (a[at] ?? 0) > (b[at] ?? -1)
}

/** A pattern applies where its method fits; to keys, which have to stay, a hash is applied in place of anything else. */
function applyPattern(rule: MaskRule, index: number, all: All): boolean {
  const matches = matcher(rule)
  let any = false
  for (const [{ fields, keys }, found] of all) {
    for (const field of fields.filter(({ table, path }) => matches(`${table}.${path}`))) {
      any = true
      for (const leaf of leavesOf(field, fields))
        for (const key of leaf.sources.map(sourceKey)) {
          const method = keys.has(key) && rule.method !== 'keep' ? 'hmac' : rule.method
          if (misfitOf(method, leaf, field) === null) put(found, key, { method, rank: [1, index] })
        }
    }
  }
  return any
}

function applyExact(rule: MaskRule, index: number, all: All): boolean {
  let any = false
  for (const [stream, found] of all) {
    const target = targetOf(rule, stream)
    if (target === null) continue
    any = true
    const { field, below } = target
    const rank = [2, field.path.split('.').length + below.length, index]
    for (const leaf of leavesOf(field, stream.fields)) {
      refuseMisfit(rule, leaf, target, stream)
      for (const source of leaf.sources)
        put(found, sourceKey([...source, ...below]), { method: rule.method, rank })
    }
  }
  return any
}

function targetOf({ name }: MaskRule, { fields }: MaskedStream): Target | null {
  const [table = '', ...names] = name.split('.')
  const own = fields.filter(field => field.table === table)
  for (let length = names.length; length > 0; length--) {
    const field = own.find(({ path }) => path === names.slice(0, length).join('.'))
    if (field === undefined) continue
    const below = names.slice(length)
    return below.length === 0 || field.type === 'json' ? { field, below } : null
  }
  return null
}

const leavesOf = (field: Field, fields: readonly Field[]): Field[] =>
  isLeaf(field)
    ? [field]
    : fields.filter(
        each => isLeaf(each) && each.table === field.table && each.path.startsWith(`${field.path}.`),
      )

/** Why a method cannot be used for a value, in the words of an error; null: it can. `named` is what the rule names. */
function misfitOf(method: RuleMethod, leaf: Field, named: Field, inJson = false): string | null {
  if (method === 'keep' || method === 'drop' || inJson) return null
  if (!isLeaf(named)) return 'is a struct: name one of its fields'
  if (method === 'hmac') return leaf.type === 'string' || leaf.type === 'json' ? null : 'is no text'
  if (leaf.type === 'json') return 'is JSON text: name what is inside it'
  return leaf.type === 'string' || leaf.type === 'timestamp' ? null : 'is neither text nor a time'
}

function refuseMisfit(
  { name, method, source }: MaskRule,
  leaf: Field,
  target: Target,
  stream: MaskedStream,
): void {
  const { field, below } = target
  if (leaf.sources.length === 0)
    throw new UsageError(`${source}: ${name} is not Graph's but made here, so there is nothing to mask.`)
  const misfit = misfitOf(method, leaf, field, below.length > 0)
  if (misfit !== null)
    throw new UsageError(
      `${source}: ${name} (${duckdbType(field.type)}) ${misfit}, so it cannot be masked by ${method}.`,
    )
  const isKey = leaf.sources.some(each => stream.keys.has(sourceKey(each)))
  if (!isKey || method === 'keep' || method === 'hmac') return
  const what = leaf.path === field.path ? '' : `, which holds ${leaf.path},`
  const mend = leaf.type === 'string' ? 'mask it by hmac' : 'leave it'
  throw new UsageError(
    `${source}: ${name}${what} is what rows are told apart or filed by; ${mend}, for ${method} would break the table.`,
  )
}

function nothingOf({ name, source }: MaskRule, streams: readonly MaskedStream[]): UsageError {
  const [table = ''] = name.split('.')
  const all = streams.flatMap(({ fields }) =>
    fields.map(field => ({ table: field.table, full: `${field.table}.${field.path}` })),
  )
  const own = all.filter(field => field.table === table).map(({ full }) => full)
  const tables = nearest(table, new Set(all.map(field => field.table)))
  const inTable =
    own.length > 0 ? own : all.filter(field => tables.includes(field.table)).map(({ full }) => full)
  const near = nearest(name, name.includes('*') ? all.map(({ full }) => full) : inTable)
  const hint = didYouMean(near) || (own.length > 0 ? '' : didYouMean(tables))
  return new UsageError(`${source}: no column is named '${name}'.${hint} \`entra-extract tables\` lists all.`)
}
