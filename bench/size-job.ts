// One run of the size benchmark in a process of its own: `node size-job.js <settings as JSON>`. It tells its parent each phase as it begins.
import { Writable } from 'node:stream'
import { staticToken } from '../src/auth/static-token.ts'
import { createProgress } from '../src/cli/progress.ts'
import { runExtract } from '../src/extract/run.ts'
import { NO_LIMITS } from '../src/graph/limits.ts'
import { benchOptions } from './options.ts'
import { TENANT } from './rows.ts'

export interface SizeJob {
  readonly root: string
  readonly folder: string
  readonly tables: readonly string[]
  readonly full: boolean
  readonly memory: string
}

/** What the run says when it is over. */
export interface SizeRun {
  readonly rows: number
  readonly changes: string
  /** The end of each table that is not complete; empty when all are. */
  readonly failure: string
  readonly wall: number
  readonly cpu: number
  /** Milliseconds of the longest time between two lines of progress, and what the one before it said. */
  readonly silence: number
  readonly silentAfter: string
}

export type Told = { readonly phase: 'reading' | 'writing' } | { readonly run: SizeRun }

/** Hears the lines of progress that a run without a terminal writes. */
class Listener extends Writable {
  silence = 0
  after = ''
  private said = 'the start'
  private at = performance.now()

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.hear(chunk.toString().trim())
    done()
  }

  hear(line: string): void {
    const now = performance.now()
    if (now - this.at > this.silence) {
      this.silence = now - this.at
      this.after = this.said
    }
    this.said = line
    this.at = now
  }
}

const part = (claims: object): string => Buffer.from(JSON.stringify(claims)).toString('base64url')
const tell = (told: Told): void => void process.send?.(told)

const settings = JSON.parse(process.argv[2] ?? '') as SizeJob
const { root, folder, tables, full, memory } = settings
const listener = new Listener()
const progress = await createProgress({
  stream: listener,
  live: false,
  colours: false,
  verbose: false,
  now: Date.now,
})
const began = performance.now()
tell({ phase: 'reading' })
const report = await runExtract(
  benchOptions({ out: folder, tables, full, memory, since: { backMs: 0 }, graphUrl: root }),
  {
    tokens: staticToken(
      [part({ alg: 'none', typ: 'JWT' }), part({ tid: TENANT }), 'signature'].join('.'),
      Date.now,
    ),
    onEvent: event => {
      progress.onEvent(event)
      if (event.type === 'folding') tell({ phase: 'writing' })
    },
    signal: new AbortController().signal,
    version: '0.0.0',
    limits: NO_LIMITS,
  },
)
progress.stop()
listener.hear('the end')
const { userCPUTime, systemCPUTime } = process.resourceUsage()
tell({
  run: {
    rows: report.tables.reduce((sum, table) => sum + table.rows, 0),
    changes: report.tables
      .map(({ inserted, updated, deleted }) => `+${inserted} ~${updated} -${deleted}`)
      .join(', '),
    failure: report.tables
      .flatMap(({ verdict, reason }) => (verdict === 'complete' ? [] : [reason]))
      .join('; '),
    wall: (performance.now() - began) / 1000,
    cpu: (userCPUTime + systemCPUTime) / 1e6,
    silence: listener.silence,
    silentAfter: listener.after,
  },
})
process.disconnect()
