// A machine that dies at its n-th step. Steps are: before and after each durable operation, and at each request. Once dead, nothing
// reaches the disk or the network any more, whatever the program still tries: what is there is what a killed process leaves.
import { createNetwork, type Network } from '../../src/graph/undici-http.ts'
import { type Appender, openFolder, type Store } from '../../src/store/folder.ts'

export class DeadError extends Error {
  override readonly name = 'DeadError'
}

export interface Machine {
  /** Steps taken so far. */
  readonly steps: readonly string[]
  readonly dead: boolean
  openStore(folder: string): Promise<Store>
  readonly network: Network
}

/** A machine that dies at step `fatal` (from 1); never, when it is Infinity. */
export function mortalMachine(fatal: number): Machine {
  const steps: string[] = []
  let dead = false
  const step = (name: string): void => {
    if (!dead) {
      steps.push(name)
      dead = steps.length >= fatal
    }
    if (dead) throw new DeadError(name)
  }
  const durable = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    step(`before ${name}`)
    const result = await work()
    step(`after ${name}`)
    return result
  }
  const network = createNetwork({ connectMs: 2_000, headersMs: 2_000, bodyIdleMs: 2_000 })
  return {
    steps,
    get dead() {
      return dead
    },
    openStore: async folder => mortalStore(await openFolder(folder), durable),
    network: {
      send: (request, signal) =>
        durable(`${request.method} ${request.path.slice(0, 60)}`, () => network.send(request, signal)),
      open: (request, signal) =>
        durable(`open ${request.path.slice(0, 60)}`, () => network.open(request, signal)),
      close: () => network.close(),
    },
  }
}

type Durable = <T>(name: string, work: () => Promise<T>) => Promise<T>

function mortalStore(store: Store, durable: Durable): Store {
  return {
    ...store,
    makeFolder: relative => durable(`makeFolder ${relative}`, () => store.makeFolder(relative)),
    replace: (relative, bytes, mode) =>
      durable(`replace ${relative}`, () => store.replace(relative, bytes, mode)),
    swap: (relative, bytes, mode) => durable(`swap ${relative}`, () => store.swap(relative, bytes, mode)),
    sync: relative => durable(`sync ${relative}`, () => store.sync(relative)),
    publish: (from, to) => durable(`publish ${to}`, () => store.publish(from, to)),
    remove: relative => durable(`remove ${relative}`, () => store.remove(relative)),
    appender: async (relative, keep) => {
      const opened: Appender[] = []
      try {
        await durable(`open ${relative}`, async () => opened.push(await store.appender(relative, keep)))
      } catch (error) {
        for (const appender of opened) await appender.close()
        throw error
      }
      const [appender] = opened
      if (appender === undefined) throw new DeadError(relative)
      return mortalAppender(relative, appender, durable)
    },
  }
}

function mortalAppender(relative: string, appender: Appender, durable: Durable): Appender {
  return {
    append: bytes => durable(`append ${relative}`, () => appender.append(bytes)),
    sync: () => durable(`sync spool ${relative}`, () => appender.sync()),
    truncate: bytes => durable(`truncate ${relative}`, () => appender.truncate(bytes)),
    close: () => appender.close(),
  }
}
