// docs/privacy.md says what the presets do.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { PRESETS } from '../../src/extract/mask/presets.ts'
import { classOfKind, type Kind, PRIVACY_CLASSES } from '../../src/streams/privacy.ts'

const page = readFileSync(new URL('../../docs/privacy.md', import.meta.url), 'utf8')

test('the table of presets is what is done', () => {
  const rows = [...page.matchAll(/^\| `(\w+)`(?:: [^|]*)? \| (\w+) \| (\w+) \| (\w+) \|$/gm)].map(row =>
    row.slice(1),
  )
  const kinds = Object.keys(PRESETS.none) as Kind[]
  expect(rows).toEqual(
    kinds.map(kind => [kind, classOfKind(kind), PRESETS.pseudonymous[kind], PRESETS.none[kind]]),
  )
})

test('the classes are those that there are, in their order', () => {
  const rows = [...page.matchAll(/^\| `(\w+)` \| [^|]* \| [^|]* \|$/gm)].map(([, name]) => name)
  expect(rows.slice(0, PRIVACY_CLASSES.length)).toEqual([...PRIVACY_CLASSES])
})
