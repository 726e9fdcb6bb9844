// The options that mask personal data.
import { parseMask } from '../api/mask-rules.ts'
import { PRESETS } from '../api/masking.ts'
import type { MaskRule } from '../extract/mask/rules.ts'
import type { GivenFile } from './connection.ts'
import { choice, value } from './options.ts'

export const maskOptions = {
  mask: value<readonly MaskRule[]>({
    placeholder: '<column:method>',
    help: 'mask table.column by hmac, truncate or drop (keep: leave it alone), before it is stored; may be repeated, * stands for any characters',
    parse: parseMask,
    fallback: [],
    repeatable: true,
  }),
  pii: choice('how much of the data about persons to store', PRESETS, 'full'),
  maskKeyFile: value<GivenFile | null>({
    placeholder: '<file>',
    help: 'the key for hmac, if not in ENTRA_EXTRACT_MASK_KEY: a text of at least 32 characters',
    parse: (path, source) => ({ path, source }),
    fallback: null,
  }),
}
