// Reads, checks and commits state.json, and finishes what an interrupted commit had decided.
import { STATE, WORK } from '../lake/paths.ts'
import { RaceLostError, type Store, StoreError } from '../store/store.ts'
import type { Cloud } from '../streams/define.ts'
import { codeOf, StateError, UnfinishedError } from './errors.ts'
import { type Lock, whoHolds } from './lock.ts'
import { STATE_VERSION, type State, type Step, stateSchema } from './schema.ts'

/** The state of the lake; null when there is none yet. Throws a StateError when it cannot be trusted. */
export async function readState(store: Store): Promise<State | null> {
  const bytes = await store.read(STATE)
  if (bytes === null) return null
  const where = `${store.root}/${STATE}`
  let json: unknown
  try {
    json = JSON.parse(bytes.toString('utf8'))
  } catch {
    throw new StateError(broken(where, 'it is not JSON'))
  }
  const version = typeof json === 'object' && json !== null && 'version' in json ? json.version : undefined
  if (typeof version === 'number' && version > STATE_VERSION) {
    throw new StateError(
      `${where} was written by a newer version of entra-extract (state version ${version}, this one knows ${STATE_VERSION}): update entra-extract.`,
    )
  }
  const parsed = stateSchema.safeParse(json)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new StateError(broken(where, `${issue?.path.join('.') || 'its top'}: ${issue?.message ?? 'unknown'}`))
}

const broken = (where: string, what: string): string =>
  `${where} is damaged (${what}): restore it from a backup, or move the whole folder away and extract anew.`

/** A state without anything read. */
export function emptyState(tenantId: string, cloud: Cloud, at: string): State {
  return {
    version: STATE_VERSION,
    tenantId,
    cloud,
    updatedAt: at,
    lastRunId: null,
    streams: {},
    tables: {},
    pending: [],
  }
}

/** Refuses a lake of another tenant or cloud. */
export function checkOwner(state: State, tenantId: string, cloud: Cloud, where: string): void {
  if (state.tenantId !== tenantId) {
    throw new StateError(
      `The lake ${where} holds tenant ${state.tenantId}, but you are signed in to tenant ${tenantId}: use another --out for it.`,
    )
  }
  if (state.cloud !== cloud) {
    throw new StateError(
      `The lake ${where} was read from the cloud '${state.cloud}', not '${cloud}': use another --out, or --cloud ${state.cloud}.`,
    )
  }
}

/** Steps that a bucket takes side by side: each is a request or two. */
const AT_ONCE = 8

/** A change that waits for its turn, and whoever waits for it to be durable. */
interface Waiting {
  readonly change: (draft: State) => void
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/** The state in memory and its commits. */
export class StateFile {
  private readonly store: Store
  private readonly now: () => string
  private readonly lock: Pick<Lock, 'look'> | null
  private committed: State
  private queue: Waiting[] = []
  private draining = false
  /** Another run has written the state. */
  private lost: StateError | null = null

  /** `lock`: nothing is written any more when it is somebody else's; null: nobody can write to this lake. */
  constructor(store: Store, state: State, now: () => string, lock: Pick<Lock, 'look'> | null) {
    this.store = store
    this.committed = state
    this.now = now
    this.lock = lock
  }

  /** The state as last committed. Do not change it. */
  get current(): State {
    return this.committed
  }

  /**
   * Commits what `change` makes of the state: durable state first, then the steps it decided on, then the state without them.
   * Killed in between, `finishPending` of the next run does the rest. Changes that come while others are written share a commit.
   * Throws an UnfinishedError when the state is durable and a step cannot be done: the next commit tries again.
   */
  commit(change: (draft: State) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      this.queue.push({ change, resolve, reject })
      if (!this.draining) void this.drain()
    })
  }

  /** Throws a StateError when another run has taken the lake, as a process that was frozen may find. */
  async look(): Promise<void> {
    if (this.lost !== null) throw this.lost
    await this.lock?.look()
  }

  /** Does, or does again, the steps that the committed state has decided on. */
  async finishPending(): Promise<void> {
    if (this.committed.pending.length === 0) return
    // A killed run may have left its last rename to the next loss of power.
    await this.write(this.committed)
    await this.takeSteps()
    await this.write(this.committed)
  }

  /** Commits until nobody waits any more. Who decided on steps waits for a state without them, which the next commit may write. */
  private async drain(): Promise<void> {
    this.draining = true
    let stepped: Waiting[] = []
    while (this.queue.length > 0 || stepped.length > 0) {
      const { draft, changed } = this.drafted(this.queue.splice(0))
      try {
        await this.write(draft)
        for (const { resolve } of stepped.splice(0)) resolve()
        const decided = this.committed.pending.length > 0
        await this.takeSteps()
        if (decided) stepped = changed
        else for (const { resolve } of changed) resolve()
      } catch (error) {
        for (const { reject } of [...stepped.splice(0), ...changed]) reject(error)
      }
    }
    this.draining = false
  }

  /** The state with these changes; a change that throws is left out and told. */
  private drafted(all: readonly Waiting[]): { draft: State; changed: Waiting[] } {
    let draft = this.committed
    const changed = all.filter(({ change, reject }) => {
      const next = structuredClone(draft)
      try {
        change(next)
        draft = next
        return true
      } catch (error) {
        reject(error)
        return false
      }
    })
    return { draft: changed.length === 0 ? draft : { ...draft, updatedAt: this.now() }, changed }
  }

  private async takeSteps(): Promise<void> {
    const { pending } = this.committed
    // Work folders go last: a bucket takes the other steps side by side, and files are published from there.
    const isFolder = (step: Step): boolean => step.do === 'remove' && step.path.startsWith(`${WORK}/`)
    await this.takeAll(pending.filter(step => !isFolder(step)))
    await this.takeAll(pending.filter(isFolder))
    if (this.committed.pending.length > 0) this.committed = { ...this.committed, pending: [] }
  }

  private async takeAll(steps: readonly Step[]): Promise<void> {
    const left = [...steps]
    const takeNext = async (): Promise<void> => {
      for (let step = left.shift(); step !== undefined; step = left.shift()) await this.take(step)
    }
    // All of them end before anything else is written, whichever fails.
    const ends = await Promise.allSettled(
      Array.from({ length: this.store.claims === null ? 1 : AT_ONCE }, takeNext),
    )
    for (const end of ends) if (end.status === 'rejected') throw end.reason
  }

  private async take(step: Step): Promise<void> {
    const path = step.do === 'publish' ? step.to : step.path
    await this.look()
    try {
      if (step.do === 'publish') await this.store.publish(step.from, step.to)
      else await this.store.remove(step.path)
    } catch (error) {
      const code = codeOf(error)
      if (code === null && !isTold(error)) throw error
      // A file that is in neither place was removed by hand: the table says that it is missing, and how to mend that.
      if (code === 'ENOENT') return
      throw new UnfinishedError(
        `${this.store.root}/${path} cannot be put in place (${whyNot(error)}): mend that and run again; what was read is safe in ${WORK}.`,
        { cause: error },
      )
    }
  }

  private async write(state: State): Promise<void> {
    await this.look()
    try {
      await this.store.swap(STATE, `${JSON.stringify(state, null, 2)}\n`, 0o600)
    } catch (error) {
      if (!(error instanceof RaceLostError)) throw error
      // From now on nothing is written: what this run knows of the lake is no longer so.
      this.lost = new StateError(await lostTo(this.store), { cause: error })
      throw this.lost
    }
    this.committed = state
  }
}

/** Told to people in a sentence of its own, as what a store or a sign-in throws. */
const isTold = (error: unknown): boolean => error instanceof Error && 'exitCode' in error

/** A store's own sentence, a system's word, or whatever else is said. */
const whyNot = (error: unknown): string =>
  error instanceof StoreError || codeOf(error) === null
    ? (error instanceof Error ? error.message : String(error)).replace(/\.$/, '')
    : (codeOf(error) ?? '')

/** Who won, as far as the state and the lock tell it. */
async function lostTo(store: Store): Promise<string> {
  const found = await store.claims?.get(STATE).catch(() => null)
  const state = found == null ? null : stateIn(found.bytes)
  const holder = await whoHolds(store).catch(() => null)
  const when = state === null ? 'removed it' : `wrote it at ${state.updatedAt}`
  const run =
    state?.lastRunId == null ? 'Another run' : `Another run (the last that ended is ${state.lastRunId})`
  const who = holder === null ? run : `Process ${holder.owner.pid} on ${holder.owner.host}`
  return `${who} ${when} (${store.root}/${STATE}) while this one was at work: this one stops and commits nothing any more; the lake is as the other left it.`
}

/** Commits; what only a step could not do is returned, for the state has the change. */
export async function durably(
  state: StateFile,
  change: (draft: State) => void,
): Promise<UnfinishedError | null> {
  try {
    await state.commit(change)
    return null
  } catch (error) {
    if (error instanceof UnfinishedError) return error
    throw error
  }
}

function stateIn(bytes: Buffer): State | null {
  try {
    return stateSchema.parse(JSON.parse(bytes.toString('utf8')))
  } catch {
    return null
  }
}

/** Removes what an earlier run left in the work folder and the state does not count. */
export async function sweepWork(store: Store, state: State, keep: readonly string[]): Promise<void> {
  const kept = new Set(keep)
  for (const name of await store.names(WORK)) {
    if (kept.has(name)) continue
    if (state.streams[name]?.running) {
      for (const file of await store.names(`${WORK}/${name}`)) {
        if (!file.startsWith('spool.ndjson')) await store.remove(`${WORK}/${name}/${file}`)
      }
    } else await store.remove(`${WORK}/${name}`)
  }
}
