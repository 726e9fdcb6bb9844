// What a command works with: the streams it writes to and the facts around it.
import type { Command } from 'commander'
import type { World } from '../api/world.ts'
import type { Env, Io, StopSignal, Terminal } from './io.ts'
import { type Config, noConfig } from './options.ts'
import { clean, safeJson } from './text.ts'

export interface Context {
  readonly env: Env
  readonly version: string
  /** What the config file says; set before any command begins. */
  config: Config
  readonly stdout: Terminal
  readonly stderr: Terminal
  /** Colours and live lines are for terminals, and not where NO_COLOR says no. */
  readonly colours: { readonly stdout: boolean; readonly stderr: boolean }
  onSignal(listener: (signal: StopSignal) => void): () => void
  raise(signal: StopSignal): void
  /** Takes variables that turn out to hold secrets from what Node writes of the environment. `env` keeps them. */
  hide(variables: readonly string[]): void
  /** A result, as text that is safe on a terminal, on stdout. */
  print(text: string): void
  printJson(value: unknown): void
  /** One line on stderr. */
  note(text: string): void
  /** As `note`, for text of several lines that is safe already. */
  noteLines(text: string): void
  /** Waits until what was written is out. Throws what went wrong with it; a reader that went away is no error. */
  flush(): Promise<void>
}

/** Declares a command; its action does the work and calls `finish` with the exit code. */
export type AddCommand = (program: Command, context: Context, finish: (exitCode: number) => void) => void

export function createContext(io: Io, version: string): Context {
  const stdout = new Sink(io.stdout)
  const stderr = new Sink(io.stderr)
  const coloured = (terminal: Terminal) => terminal.isTTY === true && (io.env.NO_COLOR ?? '') === ''
  return {
    env: io.env,
    version,
    config: noConfig,
    stdout: io.stdout,
    stderr: io.stderr,
    colours: { stdout: coloured(io.stdout), stderr: coloured(io.stderr) },
    onSignal: io.onSignal,
    raise: io.raise,
    hide: variables => io.hide?.(variables),
    print: text => stdout.write(`${text.replace(/\n+$/, '')}\n`),
    printJson: value => stdout.write(`${safeJson(value)}\n`),
    note: text => stderr.write(`${clean(text)}\n`),
    noteLines: text => stderr.write(`${text}\n`),
    flush: async () => {
      await stdout.flush()
      await stderr.flush()
    },
  }
}

/** What a command has around it, for work that knows no terminal; `quiet`: only what people have to know is told. */
export const worldOf = ({ env, version, note }: Context, quiet: boolean): World => ({
  env,
  version,
  say: note,
  mention: sentence => quiet || note(sentence),
})

/** A stream whose reader may go away (`| head`): from then on, nothing is written and nothing is wrong. */
class Sink {
  readonly #stream: Terminal
  #open = true
  #error: Error | null = null

  constructor(stream: Terminal) {
    this.#stream = stream
    stream.on('error', (error: NodeJS.ErrnoException) => {
      this.#open = false
      if (error.code !== 'EPIPE') this.#error = error
    })
  }

  write(text: string): void {
    if (this.#open) this.#stream.write(text)
  }

  async flush(): Promise<void> {
    if (this.#open) await new Promise<void>(resolve => this.#stream.write('', () => resolve()))
    if (this.#error !== null) throw this.#error
  }
}
