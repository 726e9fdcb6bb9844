// `entra-extract sandbox`: a synthetic tenant on this machine.
import type { Sandbox } from '../sandbox/index.ts'
import type { AddCommand, Context } from './context.ts'
import { addOptions, choice, integer, type OptionValues, readOptions } from './options.ts'
import { plural } from './text.ts'

const sandboxOptions = {
  users: integer('how many users', 1000, 1, 1_000_000),
  seed: integer('everything in the tenant follows from this number', 42, 0, 2 ** 31 - 1),
  port: integer('port to listen on; 0: any free one', 0, 0, 65_535),
  quotas: choice("enforce Microsoft Graph's published limits, or none", ['documented', 'off'], 'documented'),
  latency: integer('milliseconds added to every answer', 0, 0, 600_000),
}

export const addSandbox: AddCommand = (program, context, finish) => {
  const command = program
    .command('sandbox')
    .description('Serve a synthetic tenant on loopback, and print the environment that leads to it.')
  addOptions(command, sandboxOptions)
  command.action(async () => {
    await serve(readOptions(sandboxOptions, command, context.env), context)
    finish(0)
  })
}

async function serve(options: OptionValues<typeof sandboxOptions>, context: Context): Promise<void> {
  const { startSandbox } = await import('../sandbox/index.ts')
  const { users, seed, port, quotas, latency } = options
  const sandbox = await startSandbox({ users, seed, port, quotas, latencyMs: latency })
  const stopped = new Promise<void>(resolve => {
    const forget = context.onSignal(() => {
      forget()
      resolve()
    })
  })
  context.print(
    Object.entries(sandboxEnvironment(sandbox))
      .map(([name, value]) => `export ${name}=${value}`)
      .join('\n'),
  )
  context.note(`Serving a synthetic tenant with ${plural(users, 'user')}; press Ctrl-C to stop.`)
  await stopped
  await sandbox.close()
}

/** The environment that leads any command to the sandbox. */
export function sandboxEnvironment(sandbox: Sandbox) {
  return {
    ENTRA_EXTRACT_GRAPH_URL: sandbox.url,
    ENTRA_EXTRACT_AUTHORITY: sandbox.authority,
    AZURE_TENANT_ID: sandbox.tenantId,
    AZURE_CLIENT_ID: sandbox.clientId,
    AZURE_CLIENT_SECRET: sandbox.clientSecret,
  }
}
