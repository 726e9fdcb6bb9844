// `entra-extract forget`: removes persons from a lake, for good. It asks nobody but the person who calls it.
import type { KeyObject } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline/promises'
import { maskingIn } from '../api/masking.ts'
import { UsageError } from '../errors.ts'
import type { Receipt } from '../extract/forget/receipt.ts'
import { type Connection, globalOptions } from './connection.ts'
import type { AddCommand, Context } from './context.ts'
import { extractOptions } from './extract-options.ts'
import { helpText } from './help.ts'
import { maskOptions } from './mask-options.ts'
import { addOptions, flag, type OptionValues, readOptions, value } from './options.ts'
import type { Input } from './query/input.ts'
import { lazyConnection, outOption, storeOptions, useLake } from './store.ts'
import { clean, formatCount, plural } from './text.ts'

const forgetOptions = {
  out: outOption('./entra-lake'),
  file: value<string | null>({
    placeholder: '<path>',
    help: 'read ids from a file, one per line; - is standard input',
    parse: path => path,
    fallback: null,
  }),
  dryRun: flag('say what would be removed; change nothing'),
  yes: flag('do not ask'),
  json: flag('print the receipt as JSON'),
  memory: extractOptions.memory,
  maskKeyFile: maskOptions.maskKeyFile,
  ...storeOptions,
}

type Values = OptionValues<typeof forgetOptions>

const help = helpText({
  reads: 'every file of the lake.',
  writes:
    'the files that hold the persons, anew: tables, changes/, runs/, state.json; and a receipt, runs/<time>-forget.json. It holds the lock of the lake meanwhile.',
  notes: [
    'Rows about a person go, from tables and from changes; in rows that only mention one, "forgotten" stands in place of ids, addresses and names.',
    `The id of a person: entra-extract query "SELECT id FROM users WHERE mail = 'ada@contoso.com'"`,
    'An id that the lake has, but not as the id of a person (a group, an application, the tenant), is refused.',
    'Where the ids of users are masked by hmac, give the masked id from users, or --mask-key-file (ENTRA_EXTRACT_MASK_KEY) and the real one.',
    'Delete the account in Microsoft Entra first: what the tenant still holds is read again.',
  ],
  examples: [
    ['entra-extract forget 0f6c1d6e-54f4-4b8e-9d0c-3a7b1c2d4e5f --dry-run', 'what would go'],
    ['entra-extract forget 0f6c1d6e-54f4-4b8e-9d0c-3a7b1c2d4e5f', 'asks, then removes'],
    [
      'entra-extract forget --file left.txt --yes --json --out s3://bucket/lake',
      'many, without being asked; the receipt as JSON',
    ],
  ],
  exitCodes:
    '0 done, also where an id is nowhere in the lake; 1 the lake is damaged, or you answered no: nothing was removed; 2 wrong usage, an id that is not a person, or the lake is in use.',
  see: ['forget', 'privacy'],
})

/** Standard input answers the question, or has the ids. */
export const addForgetFrom =
  (stdin: () => Input): AddCommand =>
  (program, context, finish) => {
    const command = program
      .command('forget')
      .description(
        'Remove persons from a lake: from tables, changes, unfinished reading and reports, with a receipt. Works offline.',
      )
      .argument('[userId...]', 'object ids of users')
      .addHelpText('after', help)
    addOptions(command, forgetOptions)
    command.action(async (named: readonly string[]) => {
      const values = readOptions(forgetOptions, command, context.env, context.config)
      const global = () => readOptions(globalOptions, command, context.env, context.config)
      finish(await forgetPersons(named, values, stdin, lazyConnection(global, context), context))
    })
  }

export const addForget: AddCommand = addForgetFrom(() => process.stdin)

async function forgetPersons(
  named: readonly string[],
  values: Values,
  stdin: () => Input,
  connection: () => Promise<Connection>,
  context: Context,
): Promise<number> {
  const ids = idsOf([...named, ...(await idsInFile(values.file, stdin))])
  const maskKey = keyIn(values, context)
  if (!values.dryRun && !values.yes && !(await isMeant(ids.length, values, stdin, context))) {
    context.note('Nothing was removed.')
    return 1
  }
  const { forget } = await import('../extract/forget/forget.ts')
  const { dryRun, memory, out } = values
  const options = { ids, maskKey, dryRun, memory, version: context.version, now: Date.now }
  const receipt = await useLake(out, values, connection, context, lake => forget(lake, options))
  if (values.json) context.printJson(receipt)
  else await print(receipt, context)
  return 0
}

/** Null: neither the option nor the variable gives one. */
const keyIn = ({ maskKeyFile }: Values, { env }: Context): KeyObject | null =>
  maskingIn({ mask: [], pii: 'none', maskKeyFile }, env).masking?.key ?? null

/** Every name that a person has is looked for at every place of a row that one of them is found in. */
const MOST_IDS = 100

function idsOf(given: readonly string[]): string[] {
  const ids = [...new Set(given.map(parseId))]
  if (ids.length === 0) throw new UsageError('forget takes object ids of users, as arguments or from --file.')
  if (ids.length > MOST_IDS)
    throw new UsageError(
      `forget takes up to ${MOST_IDS} ids at a time, not ${formatCount(ids.length)}: call it several times.`,
    )
  return ids
}

function parseId(text: string): string {
  // In a lake whose ids are masked, the id is what a mask made of it.
  if (/^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32})$/i.test(text)) return text.toLowerCase()
  const sql = `SELECT id FROM users WHERE userPrincipalName = '${text.replaceAll("'", "''")}'`
  throw new UsageError(
    text.includes('@')
      ? `'${text}' is an address, not an object id: entra-extract query "${sql}" tells the id.`
      : `'${text}' is not an object id such as 0f6c1d6e-54f4-4b8e-9d0c-3a7b1c2d4e5f.`,
  )
}

/** Empty lines and those that begin with # say nothing. */
async function idsInFile(file: string | null, stdin: () => Input): Promise<string[]> {
  if (file === null) return []
  const text = file === '-' ? await textOf(stdin()) : await readList(file)
  return text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .map(line => line.trim())
    .filter(line => line !== '' && !line.startsWith('#'))
}

async function textOf(input: Input): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of input) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString('utf8')
}

async function readList(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : ''
    throw new UsageError(`--file ${path} cannot be read${why}.`)
  }
}

/** Asks once, where somebody can answer. Throws a `UsageError` where nobody can. */
async function isMeant(
  count: number,
  { out, file }: Values,
  stdin: () => Input,
  context: Context,
): Promise<boolean> {
  const input = file === '-' ? null : stdin()
  if (input === null || input.isTTY !== true)
    throw new UsageError('forget cannot be undone and nobody is there to be asked: give --yes, or --dry-run.')
  const lines = createInterface({ input, output: context.stderr })
  const question = `Remove ${plural(count, 'person')} from ${clean(out)} for good? [y/N] `
  const closed = new Promise<string>(resolve => lines.once('close', () => resolve('')))
  try {
    return /^y(?:es)?$/i.test((await Promise.race([lines.question(question), closed])).trim())
  } finally {
    lines.close()
  }
}

async function print(receipt: Receipt, context: Context): Promise<void> {
  const { renderTable, styleFor } = await import('./report.ts')
  const { persons, tables, reportsRewritten, notes, outOfReach, dryRun } = receipt
  const rows = tables.map(each => [
    each.table,
    each.rowsDeleted,
    each.rowsRewritten,
    each.changesDeleted,
    each.changesRewritten,
    each.files.length,
  ])
  const heads = ['table', 'deleted', 'rewritten', 'changes deleted', 'changes rewritten', 'files']
  const lines = [
    ...(rows.length === 0 ? [] : [renderTable(heads, rows, styleFor(context))]),
    ...persons.map(({ id = '', rows: named }) => `${id}: named by ${plural(named, 'row')}`),
    ...(reportsRewritten.length === 0
      ? []
      : [`${plural(reportsRewritten.length, 'report')} of runs quoted them.`]),
    ...notes,
    'Out of reach:',
    ...outOfReach.map(line => `- ${line}`),
    dryRun ? 'Dry run: nothing was changed.' : `Receipt: ${receipt.receipt ?? ''}`,
  ]
  context.print(lines.map(line => (line.includes('\n') ? line : clean(line))).join('\n'))
}
