// Looks for persons beside the tables: in what interrupted streams have read, in places to go on from, and in reports of runs.

import { linesOf } from '../../lake/misfit.ts'
import { spoolFile } from '../../lake/paths.ts'
import { isSpoolWhole } from '../../lake/spool.ts'
import type { State } from '../../state/schema.ts'
import type { Store } from '../../store/store.ts'
import { eraseText, personsIn } from './erase.ts'
import type { Finder } from './identifiers.ts'

/** Streams that name a person in what an interrupted run left, or in the place where they go on. */
export interface Unfinished {
  /** They lose what the interrupted run read. */
  readonly running: readonly string[]
  /** They lose their cursor too. */
  readonly cursors: readonly string[]
}

export async function unfinishedStreams(store: Store, state: State, finder: Finder): Promise<Unfinished> {
  const running: string[] = []
  const cursors: string[] = []
  for (const [name, stream] of Object.entries(state.streams)) {
    if (personsIn(decodeURIComponents(JSON.stringify(stream.cursor)), finder).size > 0) cursors.push(name)
    else if (stream.running !== null && (await holdsPerson(store, name, stream.running, finder)))
      running.push(name)
    await store.forget(spoolFile(name))
  }
  return { running, cursors }
}

type Running = NonNullable<State['streams'][string]['running']>

/** What is lost or altered is taken for something that holds everybody. */
async function holdsPerson(
  store: Store,
  name: string,
  { position, spool }: Running,
  finder: Finder,
): Promise<boolean> {
  const isNamed = (text: string): boolean => personsIn(text, finder).size > 0
  if (isNamed(decodeURIComponents(JSON.stringify(position)))) return true
  if (!(await isSpoolWhole(store, name, spool))) return true
  if (spool.bytes === 0) return false
  const patterns = finder.patterns.map(pattern => new RegExp(pattern, 'is'))
  for await (const bytes of linesOf(await store.local(spoolFile(name)), spool.bytes)) {
    const line = bytes.toString('utf8')
    if (patterns.some(pattern => pattern.test(line)) || /\\u/.test(line)) if (isNamed(line)) return true
  }
  return false
}

/** Links have addresses with their signs encoded. */
const decodeURIComponents = (text: string): string =>
  text.replace(/(?:%[0-9a-f]{2})+/gi, part => {
    try {
      return decodeURIComponent(part)
    } catch {
      return part
    }
  })

/** A report that quotes a person, without that. */
export interface CleanReport {
  readonly path: string
  readonly text: string
}

const AT_ONCE = 8

/** Reports name values that could not be stored, and the rows that they were in. */
export async function reportsOf(store: Store, finder: Finder): Promise<CleanReport[]> {
  const names = (await store.names('runs')).filter(name => name.endsWith('.json')).sort()
  const found: CleanReport[] = []
  for (let at = 0; at < names.length; at += AT_ONCE) {
    const some = names.slice(at, at + AT_ONCE).map(async name => {
      const text = (await store.read(`runs/${name}`))?.toString('utf8') ?? ''
      const clean = eraseText(text, finder)
      return clean === text ? [] : [{ path: `runs/${name}`, text: pretty(clean) }]
    })
    found.push(...(await Promise.all(some)).flat())
  }
  return found
}

function pretty(text: string): string {
  try {
    return `${JSON.stringify(JSON.parse(text), null, 2)}\n`
  } catch {
    return text
  }
}
