// `entra-extract doctor`: walks the way from this machine to a lake, and says at each step what it found or what mends it.

import { painter } from '../colour.ts'
import { readConfig } from '../config/config.ts'
import { configOption } from '../config/option.ts'
import { globalOptions, resolveConnection } from '../connection.ts'
import type { AddCommand, Context } from '../context.ts'
import { credentialsHelp } from '../credentials.ts'
import { describeFailure } from '../failure.ts'
import { helpText } from '../help.ts'
import { addOptions, flag, readOptions } from '../options.ts'
import { outOption, storeOptions } from '../store.ts'
import { clean } from '../text.ts'
import type { Setting } from './steps.ts'
import type { Finding } from './walk.ts'

const doctorOptions = {
  out: outOption('./entra-lake'),
  ...storeOptions,
  json: flag('print JSON'),
}

const help = helpText({
  reads: 'the configuration, the sign-in service, Microsoft Graph, the lake.',
  writes: 'nothing in the lake; it tries whether it could.',
  examples: [
    ['entra-extract doctor', 'each step with what was found, or what mends it'],
    ['entra-extract doctor --out s3://bucket/lake', 'the way to a bucket'],
    ['entra-extract doctor --json | jq \'.[] | select(.verdict == "failed")\'', 'what is wrong'],
  ],
  exitCodes:
    '0 when nothing failed, else the code that a run would end with. A run signs in, then opens the lake, then reads: 2 configuration, else 3 not signed in (also where the sign-in service cannot be reached), else 2 lake, else 1 the network. A token that Graph does not take is 3, too.',
  see: ['authentication', 'permissions', 'buckets'],
})

export const addDoctor: AddCommand = (program, context, finish) => {
  const command = program
    .command('doctor')
    .description(
      'Walk the way a run takes: configuration, names, proxy, TLS, clock, token, permissions, Graph, output, state, lock. Changes nothing in the lake.',
    )
    .addHelpText('after', help + credentialsHelp)
  addOptions(command, doctorOptions)
  command.action(async () => {
    const { json } = readOptions({ json: doctorOptions.json }, command, context.env)
    const read = async (): Promise<Setting> => {
      const { config } = readOptions(configOption, command, context.env)
      context.config = await readConfig(config, process.cwd())
      const global = readOptions(globalOptions, command, context.env, context.config)
      const { out, json: _, ...store } = readOptions(doctorOptions, command, context.env, context.config)
      return { out, store, connection: await resolveConnection(global, context.env) }
    }
    finish(await doctor(read, json, context))
  })
}

async function doctor(read: () => Promise<Setting>, json: boolean, context: Context): Promise<number> {
  const [{ walkSteps }, { stepsOf, firstInRun }, { interruptible }] = await Promise.all([
    import('./walk.ts'),
    import('./steps.ts'),
    import('../interrupt.ts'),
  ])
  const sentence = (error: unknown) => describeFailure(error, false).text
  const show = (finding: Finding) => json || context.print(lineOf(finding, context))
  const { findings, errors } = await interruptible(
    context,
    () => context.note('Stopping.'),
    async signal => {
      const { steps, close } = stepsOf(read, context, signal)
      try {
        return await walkSteps(steps, sentence, show, signal)
      } finally {
        await close()
      }
    },
    'Interrupted; nothing was changed.',
  )
  if (json) context.printJson(findings)
  else context.print(summary(findings))
  return errors.size === 0 ? 0 : describeFailure(firstInRun(errors), false).exitCode
}

const signs = {
  ok: ['green', '✓'],
  warning: ['yellow', '!'],
  failed: ['red', '✗'],
  skipped: ['dim', '-'],
} as const

function lineOf({ step, verdict, detail }: Finding, { colours }: Context): string {
  const [colour, sign] = signs[verdict]
  return `${painter(colours.stdout)(colour, sign)} ${step.padEnd(13)} ${clean(detail)}`
}

function summary(findings: readonly Finding[]): string {
  const failed = findings.filter(({ verdict }) => verdict === 'failed').map(({ step }) => step)
  return failed.length === 0 ? 'A run can begin.' : `To mend before a run can begin: ${failed.join(', ')}.`
}
