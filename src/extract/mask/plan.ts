// The masks of a run: for each stream, what happens to its rows, and what the state and the report say of it. Pure.
import { createHash, type KeyObject } from 'node:crypto'
import { UsageError } from '../../errors.ts'
import type { DerivedStream, StreamDefinition } from '../../streams/define.ts'
import type { NamedStream } from '../../streams/index.ts'
import { type Field, fieldsOf, keySources, sourceKey } from './fields.ts'
import { checkOf, hmac } from './methods.ts'
import type { Pii } from './presets.ts'
import { type Decisions, resolveMasks } from './resolve.ts'
import type { MaskedColumn, MaskRule, RuleMethod } from './rules.ts'
import { treeOf } from './tree.ts'
import type { MaskNode } from './walker.ts'

/** What a run is told to mask. */
export interface Masking {
  readonly rules: readonly MaskRule[]
  readonly pii: Pii
  readonly key: KeyObject | null
}

/** How the rows of a stream are masked. */
export interface StreamMask {
  readonly tree: MaskNode
  readonly key: KeyObject | null
  /** Of all that masks the stream: what is read with another one starts over. */
  readonly digest: string
  /** By table what is masked of it. */
  readonly columns: Readonly<Record<string, readonly MaskedColumn[]>>
  /** By table the digest of what masks it. */
  readonly digests: Readonly<Record<string, string>>
  /** An id of a parent as it may be written down. */
  readonly hide: (id: string) => string
}

/** The masks by stream; a stream that nothing masks has none. Throws a UsageError. */
export function masksOf(
  catalogue: Iterable<NamedStream>,
  masking: Masking | undefined,
  unknown: (name: string) => boolean = () => false,
): ReadonlyMap<string, StreamMask> {
  if (masking === undefined) return new Map()
  const { rules, pii, key } = masking
  const streams = seen(catalogue, rules)
  const decided = resolveMasks(streams, rules, pii, unknown)
  const hashes = [...decided.values()].some(each => [...each.values()].includes('hmac'))
  if (hashes && key === null) throw new UsageError(NO_KEY)
  const isStrict = pii !== 'full'
  return new Map(
    streams.flatMap(({ name, definition, fields }) => {
      const decisions = decided.get(name) ?? new Map<string, RuleMethod>()
      if (decisions.size === 0 && !isStrict) return []
      return [[name, maskOf(definition, fields, decisions, { isStrict, key })] as const]
    }),
  )
}

/** Throws a UsageError for the first rule that fits no column. */
export function checkRules(
  catalogue: Iterable<NamedStream>,
  rules: readonly MaskRule[],
  unknown: (name: string) => boolean,
): void {
  if (rules.length > 0) resolveMasks(seen(catalogue, rules), rules, 'full', unknown)
}

/** The streams that a mask may apply to. Throws a UsageError for a rule that names a table which is computed from others. */
function seen(catalogue: Iterable<NamedStream>, rules: readonly MaskRule[]) {
  const all = [...catalogue]
  for (const { definition } of all) if (definition.kind === 'derived') refuseDerived(definition, rules)
  return all
    .filter(({ definition }) => definition.kind !== 'derived')
    .map(({ name, definition }) => ({
      name,
      definition,
      fields: fieldsOf(definition),
      keys: keySources(definition),
    }))
}

function refuseDerived({ tables, needs, uses }: DerivedStream, rules: readonly MaskRule[]): void {
  const rule = rules.find(({ name }) => Object.hasOwn(tables, name.split('.')[0] ?? ''))
  if (rule === undefined) return
  const sources = Object.keys({ ...needs, ...uses }).join(', ')
  throw new UsageError(
    `${rule.source}: ${rule.name} is computed from ${sources}, and has what those have: mask them.`,
  )
}

const NO_KEY =
  'Masking by hmac needs a key: make one with `openssl rand -hex 32 > mask.key` and give --mask-key-file mask.key, or set ENTRA_EXTRACT_MASK_KEY; keep it, for another key makes other texts.'

interface Facts {
  readonly isStrict: boolean
  readonly key: KeyObject | null
}

function maskOf(
  definition: StreamDefinition,
  fields: readonly Field[],
  decisions: Decisions,
  { isStrict, key }: Facts,
): StreamMask {
  const check = key !== null && [...decisions.values()].includes('hmac') ? checkOf(key) : null
  const columns = Object.fromEntries(
    Object.keys(definition.tables).map(table => [table, maskedColumns(table, fields, decisions)]),
  )
  return {
    tree: treeOf(definition, fields, decisions, isStrict),
    key,
    digest: digestOf([isStrict, [...decisions].sort(), check]),
    columns,
    digests: Object.fromEntries(
      Object.entries(columns).flatMap(([table, masked]) =>
        masked.length === 0 ? [] : [[table, digestOf([masked, check])] as const],
      ),
    ),
    hide: id => (key === null ? id : hmac(key, id)),
  }
}

export const digestOf = (facts: unknown): string =>
  createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 32)

/** A struct that is left out whole is named alone. */
function maskedColumns(table: string, fields: readonly Field[], decisions: Decisions): MaskedColumn[] {
  const own = fields.filter(field => field.table === table)
  const gone = new Set(own.filter(field => isGone(field, own, decisions)).map(({ path }) => path))
  return own.flatMap(field => {
    const { path } = field
    if ([...gone].some(above => path.startsWith(`${above}.`))) return []
    if (gone.has(path)) return [{ column: path, method: 'drop' as const }]
    if (typeof field.type !== 'string') return []
    const methods = field.sources.flatMap(source => decisions.get(sourceKey(source)) ?? [])
    return [...methods.slice(0, 1).map(method => ({ column: path, method })), ...inside(field, decisions)]
  })
}

function isGone(field: Field, own: readonly Field[], decisions: Decisions): boolean {
  if (typeof field.type === 'string') return false
  const leaves = own.filter(each => typeof each.type === 'string' && each.path.startsWith(`${field.path}.`))
  return leaves.every(({ sources }) => sources.every(source => decisions.get(sourceKey(source)) === 'drop'))
}

/** What is masked inside a JSON column. */
const inside = ({ path, type, sources }: Field, decisions: Decisions): MaskedColumn[] =>
  type !== 'json'
    ? []
    : sources
        .map(sourceKey)
        .flatMap(above =>
          [...decisions].flatMap(([key, method]) =>
            key.startsWith(`${above}/`)
              ? [{ column: `${path}.${key.slice(above.length + 1).replaceAll('/', '.')}`, method }]
              : [],
          ),
        )
