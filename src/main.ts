// The composition root: arguments and environment in, exit code out.
import { isatty } from 'node:tty'
import { packageVersion } from './api/version.ts'
import { SECRET_VARIABLES } from './auth/secret-variables.ts'
import { createContext } from './cli/context.ts'
import { describeFailure } from './cli/failure.ts'
import type { Env, Io, StopSignal } from './cli/io.ts'
import { runProgram } from './cli/program.ts'

/** Runs the command line once. Never throws and never ends the process. */
export async function main(io: Io = processIo()): Promise<number> {
  const context = createContext(io, packageVersion())
  let exitCode: number
  try {
    exitCode = await runProgram(io.argv, context)
    await context.flush()
  } catch (error) {
    const failure = describeFailure(error, isVerbose(io))
    if (failure.text !== '') context.noteLines(failure.text)
    exitCode = failure.exitCode
  }
  return exitCode
}

/** Read before parsing, since parsing may be what fails. */
function isVerbose({ argv, env }: Io): boolean {
  return argv.includes('--verbose') || /^(1|true)$/i.test(env.ENTRA_EXTRACT_VERBOSE ?? '')
}

/** What the environment says. Its secrets are taken out of it, for Node writes the environment into its diagnostic reports. */
function takeEnvironment(): Env {
  const env = { ...process.env }
  // The AWS SDK would tell on stderr, in each run, which version of Node it will want next year.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true'
  hideVariables(SECRET_VARIABLES)
  return env
}

function hideVariables(names: readonly string[]): void {
  for (const name of names) delete process.env[name]
}

function processIo(): Io {
  const hasTerminal = [0, 1, 2].some(isatty)
  return {
    argv: process.argv.slice(2),
    env: takeEnvironment(),
    stdout: process.stdout,
    stderr: process.stderr,
    onSignal(listener) {
      const signals: readonly StopSignal[] = ['SIGINT', 'SIGTERM', 'SIGHUP']
      const hear = (signal: StopSignal) => {
        // Node aborts when it ends without the terminal it began with; a signal that nobody hears any more ends it first.
        if (signal === 'SIGHUP' && hasTerminal) process.once('exit', () => process.kill(process.pid, signal))
        listener(signal)
      }
      for (const signal of signals) process.on(signal, hear)
      return () => {
        for (const signal of signals) process.off(signal, hear)
      }
    },
    raise: signal => {
      process.kill(process.pid, signal)
    },
    hide: hideVariables,
  }
}
