// What a command line has around it, as arguments: so that tests can be a terminal.

export type Env = Readonly<Record<string, string | undefined>>
/** SIGHUP: the terminal was closed. */
export type StopSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP'

/** A stream for text; a terminal when `isTTY`. */
export interface Terminal extends NodeJS.WritableStream {
  readonly isTTY?: boolean
  readonly columns?: number
  readonly rows?: number
}

export interface Io {
  /** Without the program's own name. */
  readonly argv: readonly string[]
  readonly env: Env
  readonly stdout: Terminal
  readonly stderr: Terminal
  /** Hears every one of them until the returned function is called. */
  onSignal(listener: (signal: StopSignal) => void): () => void
  /** Sends the signal to this process itself. */
  raise(signal: StopSignal): void
  /** Takes variables that turn out to hold secrets from what Node writes of the environment. */
  hide?(variables: readonly string[]): void
}
