// The command line as a whole: what commands there are. What each does is in its own file, loaded when it is called.
import { Command } from 'commander'
import { addAuth } from './auth/auth.ts'
import { addCheck } from './check.ts'
import { addCompletion } from './completion/completion.ts'
import { readConfig } from './config/config.ts'
import { configOption } from './config/option.ts'
import { globalOptions } from './connection.ts'
import type { AddCommand, Context } from './context.ts'
import { credentialsHelp } from './credentials.ts'
import { addDemo } from './demo.ts'
import { addDoctor } from './doctor/doctor.ts'
import { addExtract } from './extract.ts'
import { addForget } from './forget.ts'
import { helpText } from './help.ts'
import { addOptions, readOptions } from './options.ts'
import { addPermissions } from './permissions.ts'
import { addQuery } from './query/query.ts'
import { addReport } from './reports/report.ts'
import { addReset } from './reset.ts'
import { addSandbox } from './sandbox.ts'
import { addSchema } from './schema.ts'
import { addStatus } from './status.ts'
import { addTables } from './tables.ts'
import { addVerify } from './verify.ts'

const rootHelp = helpText({
  reads:
    "options, then the environment (ENTRA_EXTRACT_<NAME>), then a config file; a command's help tells what else.",
  writes: "results to stdout, everything else to stderr; a command's help tells what else.",
  examples: [
    ['entra-extract demo', 'see it work on a synthetic tenant'],
    ['entra-extract auth login', 'sign in as a person'],
    ['entra-extract extract', 'read the tenant into ./entra-lake; from then on, what changed'],
    ["entra-extract query 'SELECT count(*) FROM users'", 'ask it'],
    ['entra-extract extract --help', 'what a command can be told'],
  ],
  exitCodes:
    '0 every table complete, 1 a table failed or is partial, 2 wrong usage, 3 not signed in, 4 a table asked for by name was skipped, 5 stopped by --max-duration, 130 interrupted.',
  see: ['architecture', 'configuration', 'authentication'],
})

/** These have a world of their own, or tell themselves what is wrong with the file. */
const UNCONFIGURED: readonly string[] = ['sandbox', 'demo', 'doctor', 'completion']

const commands: readonly AddCommand[] = [
  addAuth,
  addExtract,
  addTables,
  addSchema,
  addPermissions,
  addCheck,
  addDoctor,
  addStatus,
  addVerify,
  addQuery,
  addReport,
  addReset,
  addForget,
  addSandbox,
  addDemo,
  addCompletion,
]

/** Parses and does. Returns the exit code; throws what `describeFailure` describes. */
export async function runProgram(argv: readonly string[], context: Context): Promise<number> {
  let exitCode = 0
  const program = createProgram(context, code => {
    exitCode = code
  })
  await program.parseAsync([...argv], { from: 'user' })
  return exitCode
}

/** Every command, declared; `finish` gets the exit code of the one that is called. */
export function createProgram(context: Context, finish: (exitCode: number) => void): Command {
  const program = new Command('entra-extract')
    .description('Extracts Microsoft Entra data from Microsoft Graph into a lake of typed Parquet tables.')
    .version(context.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand(false)
    .configureHelp({ showGlobalOptions: true, minWidthToWrap: 20 })
    .configureOutput({
      writeOut: text => context.print(text),
      // Errors are thrown and described in one place; what is left here is the help of a call without a command.
      writeErr: text => context.stderr.write(text),
      outputError: () => {},
      getOutHelpWidth: () => helpWidth(context.stdout.columns),
      getErrHelpWidth: () => helpWidth(context.stderr.columns),
      getOutHasColors: () => context.colours.stdout,
      getErrHasColors: () => context.colours.stderr,
    })
    .exitOverride()
    .addHelpText('after', credentialsHelp + rootHelp)
    .hook('preAction', async (_program, command) => {
      if (UNCONFIGURED.includes(command.name())) return
      const { config } = readOptions(configOption, command, context.env)
      context.config = await readConfig(config, process.cwd())
    })
  addOptions(program, { ...globalOptions, ...configOption })
  for (const add of commands) add(program, context, finish)
  return program
}

const helpWidth = (columns: number | undefined): number => Math.min(columns || 110, 110)
