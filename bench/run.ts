// npm run bench [-- --large] [-- --catalogue] [-- --scale 0.1]: measures, and writes what came out into bench/README.md. A scale other than 1 only prints.
// npm run bench -- --masks: what masking costs per row.
// npm run bench -- --throttled [--users 2000] [--share 30]: against the documented quotas, 10,000 and 100,000 users; other users or shares only print.
// npm run bench -- --stores [--users 5000]: a folder beside each kind of bucket; other users only print; see stores.md.
// npm run bench -- --size [--case users-5m] [--memory 1GB]: large tables, rows and pages, all cases or one; see size.md.
import { parseArgs } from 'node:util'
import { catalogue } from './catalogue.ts'
import { machine } from './facts.ts'
import type { JobResult } from './job.ts'
import { masks } from './masks.ts'
import { bytesOf, emptyFolder, filesOf, runJob, startTimes, withServer } from './processes.ts'
import {
  atLeast,
  atMost,
  markdownTable,
  rounded,
  type Verdict,
  verdictTable,
  writeSection,
} from './readme.ts'
import { size } from './size.ts'
import { stores } from './stores.ts'
import { throttled } from './throttled.ts'

const TABLES = ['users', 'user_licenses', 'sign_ins']
const STREAMS = ['users', 'sign_ins']

const options = parseArgs({
  options: {
    large: { type: 'boolean', default: false },
    masks: { type: 'boolean', default: false },
    catalogue: { type: 'boolean', default: false },
    throttled: { type: 'boolean', default: false },
    size: { type: 'boolean', default: false },
    stores: { type: 'boolean', default: false },
    case: { type: 'string', multiple: true, default: [] },
    memory: { type: 'string', default: '1GB' },
    users: { type: 'string' },
    share: { type: 'string', default: '100' },
    scale: { type: 'string', default: '1' },
  },
}).values
const scale = Number(options.scale)
const scaled = (count: number): number => Math.round(count * scale)

function report(section: string, lines: readonly string[]): void {
  console.log(lines.join('\n'))
  if (scale === 1) writeSection(section, lines)
}

/** Which files of the lake a run replaced, added or took away. */
function differences(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): number {
  const names = new Set([...before.keys(), ...after.keys()])
  return [...names].filter(name => before.get(name) !== after.get(name)).length
}

function untouched(
  what: string,
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): Verdict {
  const count = differences(before, after)
  return { what, measured: `${count} of ${before.size}`, target: '0', met: count === 0 }
}

function costRow(what: string, result: JobResult, baseline: number): string[] {
  const { cpu, wall, peak } = result
  return [what, rounded(cpu), rounded(cpu / baseline), rounded(wall), peak.toFixed(0)]
}

const millions = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`
const total = (result: JobResult): number =>
  STREAMS.reduce((sum, table) => sum + (result.rows[table] ?? 0), 0)

async function firstLoad(root: string): Promise<void> {
  const lake = emptyFolder('lake')
  const parsed = await runJob('parse', { root, folder: '', tables: STREAMS })
  const load = await runJob('extract', { root, folder: lake, tables: TABLES })
  const files = filesOf(lake)
  const again = await runJob('extract', { root, folder: lake, tables: TABLES })
  const filesAgain = filesOf(lake)
  const parquetjs = await runJob('parquetjs', { root, folder: emptyFolder('parquetjs'), tables: STREAMS })
  const parsedAgain = await runJob('parse', { root, folder: '', tables: STREAMS })
  if (total(load) !== total(parsed) || total(load) !== total(parquetjs)) throw new Error('rows are missing')
  const baseline = (parsed.parse + parsedAgain.parse) / 2
  const [help, nothing] = startTimes(20, [
    ['bin/entra-extract.js', '--help'],
    ['-e', '0'],
  ])
  report('first load', [
    machine(),
    '',
    `${load.rows.users} users and ${load.rows.sign_ins} sign-ins, ${millions(parsed.bytes)} of pages.`,
    '',
    ...markdownTable(
      ['', 'CPU, s', '× JSON.parse', 'wall, s', 'peak, MB'],
      [
        ['`toString` + `JSON.parse` alone', rounded(baseline), '1', '', ''],
        costRow('pages read and parsed, then forgotten', parsed, baseline),
        costRow('**entra-extract, pages to finished lake**', load, baseline),
        costRow('entra-extract again, nothing new', again, baseline),
        costRow('parquetjs-lite, the same rows', parquetjs, baseline),
      ],
    ),
    '',
    `Files: the lake ${millions(bytesOf(files))} (zstd), parquetjs-lite ${millions(parquetjs.bytes)} (snappy).`,
    `Startup: \`--help\` ${rounded(help)} ms, \`node -e 0\` ${rounded(nothing)} ms (medians of 20, in turns).`,
    '',
    ...verdictTable([
      atMost('CPU of the first load against JSON.parse of its pages', load.cpu / baseline, 2.5, '×'),
      atLeast('CPU of parquetjs-lite against the first load', parquetjs.cpu / load.cpu, 8, '×'),
      atMost('peak memory of the first load', load.peak, 700, ' MB'),
      untouched('files rewritten by a run with nothing new', files, filesAgain),
      atMost('`--help` against `node -e 0`', help / nothing, 2.5, '×'),
    ]),
  ])
}

const LARGE = { signIns: 0, templates: 100 } as const

async function large(): Promise<void> {
  const tables = ['users', 'user_licenses']
  const most = await withServer({ ...LARGE, users: scaled(2_000_000), changes: 1 }, root =>
    runJob('extract', { root, folder: emptyFolder('lake-large'), tables }),
  )
  const million = { ...LARGE, users: scaled(1_000_000), changes: scaled(10_000) }
  await withServer(million, async root => {
    const settings = { root, folder: emptyFolder('lake-large'), tables }
    const load = await runJob('extract', settings)
    const files = filesOf(settings.folder)
    const idle = await runJob('extract', settings)
    const filesIdle = filesOf(settings.folder)
    const fold = await runJob('extract', settings)
    report('large', [
      machine(),
      '',
      ...markdownTable(
        ['', 'CPU, s', '× first load', 'wall, s', 'peak, MB'],
        [
          costRow(`${most.rows.users} users, first load`, most, load.cpu),
          costRow(`${load.rows.users} users, first load`, load, load.cpu),
          costRow('the same, nothing new', idle, load.cpu),
          costRow(`the same, ${million.changes} changes`, fold, load.cpu),
        ],
      ),
      '',
      `The changes: ${fold.note}.`,
      '',
      ...verdictTable([
        atMost('peak memory at 2M users', most.peak, 1_600, ' MB'),
        atMost(
          'CPU of folding 10k changes into 1M users against the first load',
          fold.cpu / load.cpu,
          0.33,
          '×',
        ),
        atMost('wall of the same', fold.wall / load.wall, 0.33, '×'),
        untouched('files rewritten by a run with nothing new', files, filesIdle),
      ]),
    ])
  })
}

if (options.catalogue) await catalogue([1_000, 10_000, 100_000].map(scaled))
else if (options.masks) report('masks', [machine(), '', ...masks()])
else if (options.size) await size(options.case, scale, options.memory)
else if (options.stores)
  await stores(Number(options.users ?? scaled(5_000)), options.users === undefined && scale === 1)
else if (options.throttled) {
  const sizes = options.users?.split(',').map(Number) ?? [10_000, 100_000].map(scaled)
  const usual = options.users === undefined && options.share === '100' && scale === 1
  await throttled(sizes, Number(options.share), usual)
} else if (options.large) await large()
else {
  const served = {
    users: scaled(200_000),
    signIns: scaled(300_000),
    templates: scaled(400),
    changes: scaled(10_000),
  }
  await withServer(served, firstLoad)
}
