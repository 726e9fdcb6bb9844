// The command line run in this process, with a terminal or a pipe that keeps what it is given.
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import type { Env, Io, StopSignal } from '../../src/cli/io.ts'
import { main } from '../../src/main.ts'

const NOBODY = join(tmpdir(), 'entra-extract-nobody.json')

export class FakeStream extends Writable {
  readonly isTTY: boolean
  readonly columns: number = 100
  readonly rows = 24
  written = ''
  /** How often each kind of cursor movement was asked for. */
  cursorMoves = 0
  /** From then on, the reader is gone. */
  closedAfter = Infinity

  constructor(isTTY: boolean) {
    super()
    this.isTTY = isTTY
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error) => void): void {
    if (this.written.length >= this.closedAfter) {
      done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }))
      return
    }
    this.written += chunk.toString('utf8')
    done()
  }

  cursorTo(): boolean {
    this.cursorMoves++
    return true
  }

  moveCursor(): boolean {
    this.cursorMoves++
    return true
  }

  clearLine(): boolean {
    this.cursorMoves++
    return true
  }
}

export interface Invocation {
  readonly env?: Env
  readonly tty?: boolean
  readonly stdout?: FakeStream
}

export interface Outcome {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** A command line that is running; `signal` sends it a signal as a person would. */
export interface Session {
  readonly stdout: FakeStream
  readonly stderr: FakeStream
  readonly raised: StopSignal[]
  signal(signal: StopSignal): void
  readonly ended: Promise<Outcome>
}

export function start(argv: readonly string[], { env = {}, tty = false, stdout }: Invocation = {}): Session {
  const out = stdout ?? new FakeStream(tty)
  const err = new FakeStream(tty)
  const listeners = new Set<(signal: StopSignal) => void>()
  const raised: StopSignal[] = []
  const io: Io = {
    argv,
    // A keychain is whose machine this is; nobody has signed in to a test.
    env: { ENTRA_EXTRACT_CACHE_FILE: NOBODY, ...env },
    stdout: out,
    stderr: err,
    onSignal: listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    raise: signal => raised.push(signal),
  }
  return {
    stdout: out,
    stderr: err,
    raised,
    signal: signal => {
      for (const listener of [...listeners]) listener(signal)
    },
    ended: main(io).then(code => ({ code, stdout: out.written, stderr: err.written })),
  }
}

export const run = (argv: readonly string[], invocation?: Invocation): Promise<Outcome> =>
  start(argv, invocation).ended
