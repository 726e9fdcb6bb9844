// `entra-extract verify`: whether the files of the lake are what its state says. It asks nobody.
import type { VerifyResult } from '../extract/verify.ts'
import type { AddCommand, Context } from './context.ts'
import { outOption } from './extract-options.ts'
import { addOptions, flag, type OptionValues, readOptions } from './options.ts'
import { clean, formatCount, plural } from './text.ts'

const verifyOptions = {
  out: outOption('./entra-lake'),
  json: flag('print JSON'),
}

export const addVerify: AddCommand = (program, context, finish) => {
  const command = program
    .command('verify')
    .description(
      'Compare the files of a lake with its state: present, hash, row counts, unique keys. Works offline.',
    )
  addOptions(command, verifyOptions)
  command.action(async () => {
    finish(await verify(readOptions(verifyOptions, command, context.env, context.config), context))
  })
}

async function verify({ out, json }: OptionValues<typeof verifyOptions>, context: Context): Promise<number> {
  const { verifyLake } = await import('../extract/verify.ts')
  const results = await verifyLake(out)
  if (json) context.printJson(results.map(({ table, verdict, ...rest }) => ({ table, verdict, ...rest })))
  else await printResults(results, context)
  return results.some(result => result.verdict === 'damaged') ? 1 : 0
}

async function printResults(results: readonly VerifyResult[], context: Context): Promise<void> {
  const { renderTable, styleFor } = await import('./report.ts')
  const rows = results.map(({ table, verdict, files, rows }) => [table, verdict, files, rows])
  const problems = results.flatMap(({ table, problems }) =>
    problems.map(problem => `${clean(table)}: ${clean(problem)}`),
  )
  const damaged = results.filter(result => result.verdict === 'damaged').length
  const end =
    damaged === 0
      ? verified(results)
      : `${plural(damaged, 'table')} damaged. Remove files that are not the lake's; for the rest, \`entra-extract reset <table>\`, and the next extract reads it whole.`
  const table = renderTable(['table', 'verdict', 'files', 'rows'], rows, styleFor(context))
  context.print([table, ...problems, end].join('\n'))
}

/** A table without files has nothing to verify: nothing was read of it, or there was no event. */
function verified(results: readonly VerifyResult[]): string {
  const empty = results.filter(({ files }) => files === 0).length
  const rest = empty === 0 ? '' : `; ${formatCount(empty)} without files`
  return `${plural(results.length - empty, 'table')} verified${rest}.`
}
