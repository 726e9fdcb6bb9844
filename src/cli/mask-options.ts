// The options that mask personal data.
import { parseMask } from '../api/mask-rules.ts'
import { PRESETS } from '../api/masking.ts'
import { UsageError } from '../errors.ts'
import type { Pii } from '../extract/mask/presets.ts'
import type { MaskRule } from '../extract/mask/rules.ts'
import type { GivenFile } from './connection.ts'
import { choice, value } from './options.ts'

export const maskOptions = {
  mask: value<readonly MaskRule[]>({
    placeholder: '<column:method>',
    help: 'mask table.column by hmac, truncate or drop (keep: leave it alone), before it is stored; may be repeated, * stands for any characters',
    parse: parseGiven,
    fallback: [],
    repeatable: true,
  }),
  /** Null: not given, which masks no more than `full` does, but takes no masks away. */
  pii: value<Pii | null>({
    ...choice('how much of the data about persons to store', PRESETS, 'full'),
    fallback: null,
  }),
  maskKeyFile: value<GivenFile | null>({
    placeholder: '<file>',
    help: 'the key for hmac, if not in ENTRA_EXTRACT_MASK_KEY: a text of at least 32 characters',
    parse: (path, source) => ({ path, source }),
    fallback: null,
  }),
}

/** A flag that says nothing is a mistake, such as a variable of a script that is not set: it would mask nothing. */
function parseGiven(text: string, source: string): readonly MaskRule[] {
  if (source.startsWith('--') && text.split(',').some(item => item.trim() === ''))
    throw new UsageError(
      `${source} is empty: give table.column:method, such as users.mail:hmac, or leave it out.`,
    )
  return parseMask(text, source)
}
