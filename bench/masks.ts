// npm run bench -- --masks: what masking costs, per row of 200,000 users: the walk alone, with each preset, beside JSON.parse.
import { createSecretKey } from 'node:crypto'
import { masksOf } from '../src/extract/mask/plan.ts'
import type { Pii } from '../src/extract/mask/presets.ts'
import type { MaskRule } from '../src/extract/mask/rules.ts'
import { createMasker } from '../src/extract/mask/walker.ts'
import type { Rows } from '../src/extract/source.ts'
import { streams } from '../src/streams/index.ts'
import { markdownTable } from './readme.ts'
import { ID_MARK, NUMBER_MARK, userId, userText } from './rows.ts'

const ROWS = 200_000
const PAGE = 999
const TEMPLATES = 64
const ROUNDS = 3

const KEY = createSecretKey('0123456789abcdef0123456789abcdef', 'utf8')
const ONE: MaskRule = { name: 'users.mail', method: 'hmac', source: 'bench' }

/** A page of users; every row has an id of its own. */
function pageOf(first: number): Rows {
  const rows = Array.from({ length: PAGE }, (_, at) =>
    userText((first + at) % TEMPLATES)
      .replaceAll(ID_MARK, userId(first + at))
      .replaceAll(NUMBER_MARK, String(first + at).padStart(NUMBER_MARK.length, '0')),
  )
  return { rows: Buffer.from(`${rows.join('\n')}\n`), count: PAGE, removed: false }
}

/** Milliseconds of CPU that `work` takes for all rows; the best of some rounds. */
function timeOf(pages: readonly Rows[], work: (page: Rows) => unknown): number {
  const times = Array.from({ length: ROUNDS }, () => {
    const begun = process.cpuUsage()
    for (let done = 0, at = 0; done < ROWS; done += PAGE, at++) work(pages[at % pages.length] as Rows)
    const { user, system } = process.cpuUsage(begun)
    return (user + system) / 1000
  })
  return Math.min(...times)
}

function maskerFor(pii: Pii, rules: readonly MaskRule[]): (page: Rows) => Rows {
  const mask = masksOf(streams.values(), { rules, pii, key: KEY }).get('users')
  if (mask === undefined) throw new Error('nothing is masked')
  return createMasker(mask.tree, mask.key)
}

/** Lines of Markdown. */
export function masks(): string[] {
  const pages = Array.from({ length: 8 }, (_, at) => pageOf(at * PAGE))
  const bytes = pages.reduce((sum, { rows }) => sum + rows.length, 0) / (pages.length * PAGE)
  const works: [string, (page: Rows) => unknown][] = [
    [
      '`JSON.parse` and `JSON.stringify` of each row',
      ({ rows }) => rows.toString('utf8').split('\n').map(again),
    ],
    ['`--mask users.mail:hmac`', maskerFor('full', [ONE])],
    ['`--pii pseudonymous`', maskerFor('pseudonymous', [])],
    ['`--pii none`', maskerFor('none', [])],
  ]
  const lines = works.map(([what, work]) => {
    const ms = timeOf(pages, work)
    return [what, `${Math.round(ROWS / ms)}`, (ms / 1000).toFixed(2)]
  })
  return [
    `${ROWS} users of ${Math.round(bytes)} bytes; without masks none of this is done.`,
    '',
    ...markdownTable(['', 'rows a millisecond', 'CPU, s'], lines),
  ]
}

const again = (line: string): string => (line === '' ? '' : JSON.stringify(JSON.parse(line)))
