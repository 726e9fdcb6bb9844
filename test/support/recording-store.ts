// A store that remembers what was done, and can die before a step.
import type { Store } from '../../src/store/folder.ts'

/** The machine stopped here. */
export class Killed extends Error {}

export interface RecordingStore extends Store {
  /** The durable steps, in order: `replace state.json`, `publish a → b`, `remove c`, … */
  readonly steps: string[]
  /** How many more steps are done before the store dies; then every step throws. */
  lives: number
}

export function recordingStore(store: Store): RecordingStore {
  const step = async <T>(what: string, act: () => Promise<T>): Promise<T> => {
    if (recording.lives <= 0) throw new Killed(what)
    recording.lives--
    recording.steps.push(what)
    return act()
  }
  const recording: RecordingStore = {
    ...store,
    steps: [],
    lives: Number.POSITIVE_INFINITY,
    replace: (path, bytes, mode) => step(`replace ${path}`, () => store.replace(path, bytes, mode)),
    swap: (path, bytes, mode) => step(`replace ${path}`, () => store.swap(path, bytes, mode)),
    publish: (from, to) => step(`publish ${from} → ${to}`, () => store.publish(from, to)),
    remove: path => step(`remove ${path}`, () => store.remove(path)),
    sync: path => step(`sync ${path}`, () => store.sync(path)),
  }
  return recording
}
