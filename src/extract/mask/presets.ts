// What the presets of --pii do to each kind of personal data. docs/privacy.md shows the same as a table.
import type { ColumnType } from '../../streams/define.ts'
import type { Kind } from '../../streams/privacy.ts'
import type { RuleMethod } from './rules.ts'

/** `full`: nothing is masked. */
export type Pii = 'full' | 'pseudonymous' | 'none'

type Presets = Readonly<Record<Exclude<Pii, 'full'>, Readonly<Record<Kind, RuleMethod>>>>

export const PRESETS: Presets = {
  pseudonymous: {
    plain: 'keep',
    object: 'keep',
    id: 'keep',
    name: 'hmac',
    network: 'truncate',
    contact: 'drop',
    text: 'drop',
    delicate: 'keep',
  },
  none: {
    plain: 'keep',
    object: 'hmac',
    id: 'hmac',
    name: 'drop',
    network: 'drop',
    contact: 'drop',
    text: 'drop',
    delicate: 'drop',
  },
}

/** What a preset does to a value that is no struct. Keys are never left out; a hash of a whole JSON text, or of no text, says nothing. */
export function presetMethod(pii: Pii, kind: Kind, type: ColumnType, isKey: boolean): RuleMethod {
  const method = pii === 'full' ? 'keep' : PRESETS[pii][kind]
  if (method === 'keep') return method
  if (isKey) return type === 'string' ? 'hmac' : 'keep'
  return type === 'string' ? method : 'drop'
}
