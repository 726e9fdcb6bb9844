// Which code of ours has run since it was last asked, from V8's own coverage, character by character of the sources.
import { type Profiler, Session } from 'node:inspector'

interface Place {
  readonly script: string
  readonly at: number
}

export class Coverage {
  private readonly session = new Session()
  /** By script: 1 where a character has run. */
  private readonly seen = new Map<string, Uint8Array>()
  private last: readonly Place[] = []

  constructor() {
    this.session.connect()
    this.session.post('Profiler.enable')
    this.session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })
  }

  /** Whether code of ours ran since the last question that never ran before. */
  isNew(): boolean {
    this.last = this.taken()
      .filter(({ url }) => /\/src\/(graph|extract|state|cli)\//.test(url))
      .flatMap(script => this.newIn(script))
    return this.last.length > 0
  }

  /** What was new the last time will be new again. */
  forgetLast(): void {
    for (const { script, at } of this.last) this.seen.get(script)?.fill(0, at, at + 1)
  }

  close(): void {
    this.session.post('Profiler.stopPreciseCoverage')
    this.session.disconnect()
  }

  private newIn({ scriptId: script, functions }: Profiler.ScriptCoverage): Place[] {
    const ranges = functions.flatMap(one => one.ranges)
    const length = Math.max(0, ...ranges.map(({ endOffset }) => endOffset))
    const known = this.seen.get(script) ?? new Uint8Array()
    const all = new Uint8Array(Math.max(length, known.length))
    all.set(known)
    const places: Place[] = []
    for (const [at, ran] of painted(ranges, length).entries()) {
      if (ran === 0 || all[at] === 1) continue
      all[at] = 1
      places.push({ script, at })
    }
    this.seen.set(script, all)
    return places
  }

  /** The session answers before `post` returns, for it runs in this thread. */
  private taken(): Profiler.ScriptCoverage[] {
    let result: Profiler.ScriptCoverage[] = []
    this.session.post('Profiler.takePreciseCoverage', (error, answer) => {
      if (error !== null) throw error
      result = answer.result
    })
    return result
  }
}

/** Ranges lie within one another, outer ones first; V8 leaves out those that ran as often as what is around them. */
function painted(ranges: readonly Profiler.CoverageRange[], length: number): Uint8Array {
  const ran = new Uint8Array(length)
  for (const { startOffset, endOffset, count } of ranges) ran.fill(count > 0 ? 1 : 0, startOffset, endOffset)
  return ran
}
