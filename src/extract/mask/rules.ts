// What a run is told to mask: rules for columns by name.

/** What happens to a value. */
export type Method = 'hmac' | 'truncate' | 'drop'

/** `keep`: a preset leaves it alone. */
export type RuleMethod = Method | 'keep'

export interface MaskRule {
  /** `table.column.field`; with `*`, which stands for any characters, a pattern. */
  readonly name: string
  readonly method: RuleMethod
  /** Where it was given, for errors. */
  readonly source: string
}

export const isPattern = ({ name }: MaskRule): boolean => name.includes('*')

/** Whether a pattern takes in a column or field. */
export function matcher({ name }: MaskRule): (full: string) => boolean {
  const parts = name.split('*').map(part => part.replace(/[.$^?+()[\]{}|\\]/g, '\\$&'))
  const pattern = new RegExp(`^${parts.join('.*')}$`)
  return full => pattern.test(full)
}

/** A column or field that is masked. */
export interface MaskedColumn {
  readonly column: string
  readonly method: RuleMethod
}
