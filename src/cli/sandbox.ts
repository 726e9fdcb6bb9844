// `entra-extract sandbox`: a synthetic tenant on this machine.
import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { UsageError } from '../errors.ts'
import type { Sandbox, Tier } from '../sandbox/index.ts'
import type { Cloud } from '../streams/define.ts'
import { globalOptions } from './connection.ts'
import type { AddCommand, Context } from './context.ts'
import { helpText } from './help.ts'
import { addOptions, choice, integer, type OptionValues, parseList, readOptions, value } from './options.ts'
import { plural } from './text.ts'

const TIERS: readonly Tier[] = ['free', 'p1', 'p2', 'governance']

const sandboxOptions = {
  users: integer('how many users', 1000, 1, 1_000_000),
  seed: integer('everything in the tenant follows from this number', 42, 0, 2 ** 31 - 1),
  port: integer('port to listen on; 0: any free one', 0, 0, 65_535),
  quotas: choice("enforce Microsoft Graph's published limits, or none", ['documented', 'off'], 'documented'),
  latency: integer('milliseconds added to every answer', 0, 0, 600_000),
  grant: value<readonly string[] | null>({
    placeholder: '<permissions>',
    help: 'the only Graph permissions in the tokens it issues, with commas between; may be repeated',
    parse: parsePermissions,
    fallback: null,
    shown: 'all that the tables need',
    repeatable: true,
  }),
  certificate: value<string | null>({
    placeholder: '<file>',
    help: 'a PEM certificate that the application may sign in with besides its secret',
    parse: readCertificate,
    fallback: null,
  }),
  licence: choice('what the tenant has bought; tables that need more are refused', TIERS, 'governance'),
  chaos: value<number | null>({
    ...integer('', 0, 0, 2 ** 31 - 1),
    placeholder: '<seed>',
    help: 'answer with faults of every kind, at random and reproducible by this number',
    fallback: null,
    shown: 'none',
  }),
}

/** The PEM text of a file, which may hold the key too. */
function readCertificate(path: string, source: string): string {
  try {
    return new X509Certificate(readFileSync(path)).toString()
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new UsageError(`${source} is a file with a PEM certificate, not '${path}' (${why}).`)
  }
}

function parsePermissions(text: string, source: string): readonly string[] {
  const names = parseList(text)
  const wrong = names.find(name => !/^[A-Za-z][\w.-]*$/.test(name))
  if (wrong !== undefined || names.length === 0)
    throw new UsageError(`${source} takes names such as User.Read.All, not '${wrong ?? text}'.`)
  return names
}

const help = helpText({
  reads: 'nothing.',
  writes: 'nothing; the environment that leads to it goes to stdout. It serves until Ctrl-C.',
  examples: [
    ['entra-extract sandbox', 'a tenant with 1,000 users on a free port'],
    [
      'entra-extract sandbox --users 50 --port 8080 --quotas off',
      'a small one, on a port of your choice, unthrottled',
    ],
    [
      'entra-extract sandbox --grant User.Read.All --licence free',
      'a token with one permission, a tenant without licences',
    ],
    ['entra-extract sandbox --chaos 7', 'faults of every kind, the same ones each time'],
  ],
  see: ['reliability'],
})

export const addSandbox: AddCommand = (program, context, finish) => {
  const command = program
    .command('sandbox')
    .description(
      'Serve a synthetic tenant on loopback, and print the environment that leads to it. With --cloud, it lacks what Graph lacks in that cloud.',
    )
    .addHelpText('after', help)
  addOptions(command, sandboxOptions)
  command.action(async () => {
    const { cloud } = readOptions(globalOptions, command, context.env)
    await serve(readOptions(sandboxOptions, command, context.env), cloud, context)
    finish(0)
  })
}

async function serve(
  options: OptionValues<typeof sandboxOptions>,
  cloud: Cloud,
  context: Context,
): Promise<void> {
  const { startSandbox } = await import('../sandbox/index.ts')
  const { latency, grant, certificate, chaos, ...same } = options
  const { users } = options
  const grants = grant === null ? {} : { grants: [...grant] }
  const certificates = certificate === null ? [] : [certificate]
  const trouble = chaos === null ? {} : { chaos }
  const sandbox = await startSandbox({
    ...same,
    cloud,
    latencyMs: latency,
    certificates,
    ...grants,
    ...trouble,
  })
  const stopped = new Promise<void>(resolve => {
    const forget = context.onSignal(() => {
      forget()
      resolve()
    })
  })
  const environment = {
    ...sandboxEnvironment(sandbox),
    ...(cloud === 'global' ? {} : { ENTRA_EXTRACT_CLOUD: cloud }),
  }
  context.print(
    Object.entries(environment)
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
