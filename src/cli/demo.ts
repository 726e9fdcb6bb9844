// `entra-extract demo`: everything at once on a synthetic tenant, with a few answers at the end.

import type { RunReport } from '../extract/report.ts'
import type { Sandbox } from '../sandbox/index.ts'
import { globalOptions, resolveConnection } from './connection.ts'
import type { AddCommand, Context } from './context.ts'
import { signInSettings } from './credentials.ts'
import { formatDuration } from './duration.ts'
import { showReport } from './extract.ts'
import { extractOptions, toExtractOptions } from './extract-options.ts'
import { helpText } from './help.ts'
import { addOptions, fallbacks, flag, integer, type OptionValues, readOptions } from './options.ts'
import { programName } from './program-name.ts'
import { sandboxEnvironment } from './sandbox.ts'
import { folderOption } from './store.ts'
import { formatCount, plural } from './text.ts'

const DAY_MS = 86_400_000

const demoOptions = {
  out: folderOption('./entra-demo'),
  users: integer('how many users the synthetic tenant has', 1000, 1, 1_000_000),
  quiet: flag('leave stderr empty when all goes well'),
}

interface Style {
  readonly quiet: boolean
  readonly verbose: boolean
}

const help = helpText({
  reads: 'a synthetic tenant that it serves itself.',
  writes: 'a lake in --out; the one of an earlier demo is replaced, nothing else is.',
  examples: [
    ['entra-extract demo', 'into ./entra-demo'],
    ['entra-extract demo --users 5000 --out ./big', 'a larger tenant, elsewhere'],
  ],
  exitCodes: '0 done, else the code of the run that did not end well.',
  see: ['architecture'],
})

export const addDemo: AddCommand = (program, context, finish) => {
  const command = program
    .command('demo')
    .description(
      'Extract a synthetic tenant, let it live for a day, extract the changes, and ask the lake a few questions.',
    )
    .addHelpText('after', help)
  addOptions(command, demoOptions)
  command.action(async () => {
    const { verbose } = readOptions(globalOptions, command, context.env)
    const options = readOptions(demoOptions, command, context.env)
    finish(await demo(options, { quiet: options.quiet, verbose }, context))
  })
}

async function demo(
  { out, users }: OptionValues<typeof demoOptions>,
  style: Style,
  context: Context,
): Promise<number> {
  const [{ startSandbox }, { clearDemoFolder }] = await Promise.all([
    import('../sandbox/index.ts'),
    import('./demo-folder.ts'),
  ])
  // The tenant begins a day ago, so that its next day ends now.
  const sandbox = await startSandbox({
    users,
    quotas: 'off',
    now: new Date(Date.now() - DAY_MS).toISOString(),
  })
  try {
    await clearDemoFolder(out, sandbox.tenantId)
    context.print(`A synthetic tenant with ${plural(users, 'user')} is served on this machine.`)
    const first = await extract(sandbox, out, style, context)
    if (first.exitCode !== 0) return await giveUp(first, context)
    context.print(`First extract: ${firstWords(first)}`)

    sandbox.advance({ days: 1 })
    const second = await extract(sandbox, out, style, context)
    if (second.exitCode !== 0) return await giveUp(second, context)
    context.print(`A day later, second extract: ${secondWords(second)}`)

    await answer(out, sandbox.now, context)
    context.print(`\n${nextSteps(out, programName(process.argv[1], process.cwd()))}`)
    return 0
  } finally {
    await sandbox.close()
  }
}

async function extract(sandbox: Sandbox, out: string, style: Style, context: Context): Promise<RunReport> {
  const [{ runWithProgress }, { NO_LIMITS }] = await Promise.all([
    import('./run.ts'),
    import('../graph/limits.ts'),
  ])
  const env = sandboxEnvironment(sandbox)
  const connection = await resolveConnection(
    {
      ...fallbacks(globalOptions),
      graphUrl: env.ENTRA_EXTRACT_GRAPH_URL,
      authority: env.ENTRA_EXTRACT_AUTHORITY,
      tenant: env.AZURE_TENANT_ID,
      clientId: env.AZURE_CLIENT_ID,
    },
    env,
  )
  const options = toExtractOptions(
    [],
    { ...fallbacks(extractOptions), out, since: { backMs: 7 * DAY_MS } },
    connection,
  )
  const signIn = signInSettings(env, connection)
  return runWithProgress(
    { options, lake: out, signIn, way: connection.way, ...style, limits: NO_LIMITS },
    context,
  )
}

async function giveUp(report: RunReport, context: Context): Promise<number> {
  await showReport(report, false, context)
  return report.exitCode
}

function firstWords(report: RunReport): string {
  const rows = sum(report, 'rows')
  return `${plural(report.tables.length, 'table')}, ${plural(rows, 'row')}, ${effort(report)}.`
}

function secondWords(report: RunReport): string {
  const changes = `${formatCount(sum(report, 'inserted'))} rows new, ${formatCount(sum(report, 'updated'))} changed, ${formatCount(sum(report, 'deleted'))} gone`
  return `${changes}, ${effort(report)}.`
}

const sum = (report: RunReport, field: 'rows' | 'inserted' | 'updated' | 'deleted'): number =>
  report.tables.reduce((total, table) => total + table[field], 0)

const effort = (report: RunReport): string =>
  `${plural(report.requests, 'request')} in ${formatDuration(Date.parse(report.endedAt) - Date.parse(report.startedAt))}`

async function answer(out: string, now: Date, context: Context): Promise<void> {
  const [{ questions }, { queryRows }, { renderTable, styleFor }, { text }] = await Promise.all([
    import('./demo-questions.ts'),
    import('../lake/query.ts'),
    import('./report.ts'),
    import('../lake/types.ts'),
  ])
  for (const { title, files, sql } of questions) {
    const found = await queryRows(`SELECT file FROM glob(${text(`${out}/${files}`)}) LIMIT 1`)
    const rows = found.length === 0 ? [] : await queryRows(sql(out, now))
    const head = Object.keys(rows[0] ?? {})
    const cells = rows.map(row => head.map(name => toCell(row[name])))
    const table = rows.length === 0 ? '(none)' : renderTable(head, cells, styleFor(context))
    context.print(`\n${title}\n${table}`)
  }
}

function toCell(value: unknown): string | number | bigint | null {
  if (value === null || value === undefined) return null
  return typeof value === 'number' || typeof value === 'bigint' ? value : String(value)
}

function nextSteps(out: string, program: string): string {
  return [
    `The lake is in ${out}: one folder per table, and what changed under changes/. Go on with:`,
    `  ${program} status --out ${out}`,
    `  ${program} report mfa-coverage --out ${out}`,
    `  ${program} tables users`,
    `  ${program} extract --help   how to read your own tenant`,
  ].join('\n')
}
