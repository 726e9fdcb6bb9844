// The command line as a whole: what commands there are. What each does is in its own file, loaded when it is called.
import { Command } from 'commander'
import { addAuth } from './auth/auth.ts'
import { addCheck } from './check.ts'
import { readConfig } from './config/config.ts'
import { configOption } from './config/option.ts'
import { globalOptions } from './connection.ts'
import type { AddCommand, Context } from './context.ts'
import { credentialsHelp } from './credentials.ts'
import { addDemo } from './demo.ts'
import { addDoctor } from './doctor/doctor.ts'
import { addExtract } from './extract.ts'
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

const exitCodesHelp = `
Exit codes: 0 every table complete, 1 a table failed or is partial, 2 wrong usage, 3 not signed in, 4 a table asked
for by name was skipped, 5 stopped by --max-duration, 130 interrupted.
`

/** These have a world of their own, or tell themselves what is wrong with the file. */
const UNCONFIGURED: readonly string[] = ['sandbox', 'demo', 'doctor']

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
  addSandbox,
  addDemo,
]

/** Parses and does. Returns the exit code; throws what `describeFailure` describes. */
export async function runProgram(argv: readonly string[], context: Context): Promise<number> {
  let exitCode = 0
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
    .addHelpText('after', credentialsHelp + exitCodesHelp)
    .hook('preAction', async (_program, command) => {
      if (UNCONFIGURED.includes(command.name())) return
      const { config } = readOptions(configOption, command, context.env)
      context.config = await readConfig(config, process.cwd())
    })
  addOptions(program, { ...globalOptions, ...configOption })
  for (const add of commands) {
    add(program, context, code => {
      exitCode = code
    })
  }
  await program.parseAsync([...argv], { from: 'user' })
  return exitCode
}

const helpWidth = (columns: number | undefined): number => Math.min(columns || 110, 110)
