// The prompt: statements of one or more lines, each answered when its `;` comes.
import { createInterface, type Interface } from 'node:readline'
import type { Context } from '../context.ts'
import { describeFailure } from '../failure.ts'
import { clean } from '../text.ts'
import { type Input, isComplete } from './input.ts'
import type { Session } from './session.ts'

const FIRST = 'lake> '
const MORE = '  ... '

const help = `A statement ends with ; and may have several lines. Ctrl-C ends a statement, Ctrl-D the prompt.
.tables          the tables of the lake
.schema [table]  their columns and types, of one view or of all
.help            this
.quit            the end`

/** Reads statements until the input ends or `.quit`. What is wrong with a statement is told, and the prompt goes on. */
export async function runPrompt(session: Session, input: Input, context: Context): Promise<void> {
  await session.begin()
  const lines = createInterface({
    input,
    output: context.stdout,
    terminal: true,
    historySize: 1_000,
    prompt: FIRST,
  })
  const statement = { text: '', isRunning: false }
  lines.on('SIGINT', () => {
    if (statement.isRunning) return session.interrupt()
    statement.text = ''
    context.stdout.write('\n')
    // What was typed of the line goes too.
    lines.write(null, { ctrl: true, name: 'e' })
    lines.write(null, { ctrl: true, name: 'u' })
    promptFor(lines, statement.text)
  })
  context.note('SQL, then ; and Enter. .help tells more.')
  promptFor(lines, '')
  for await (const line of lines) {
    if (statement.text === '' && line.trim() === '.quit') break
    statement.text = await take(line, statement, session, context)
    promptFor(lines, statement.text)
  }
  lines.close()
}

function promptFor(lines: Interface, begun: string): void {
  lines.setPrompt(begun === '' ? FIRST : MORE)
  lines.prompt()
}

interface Statement {
  text: string
  isRunning: boolean
}

/** Does what a line asks for; returns what is begun of a statement. */
async function take(line: string, statement: Statement, session: Session, context: Context): Promise<string> {
  if (statement.text === '' && line.trim() === '') return ''
  if (statement.text === '' && line.trim().startsWith('.')) {
    await told(statement, context, () => command(line.trim(), session, context))
    return ''
  }
  const sql = statement.text === '' ? line : `${statement.text}\n${line}`
  if (!isComplete(sql)) return sql
  await told(statement, context, () => session.ask(sql))
  return ''
}

async function told(statement: Statement, context: Context, work: () => Promise<void>): Promise<void> {
  statement.isRunning = true
  try {
    await work()
  } catch (error) {
    context.noteLines(describeFailure(error, false).text)
  } finally {
    statement.isRunning = false
  }
}

async function command(line: string, session: Session, context: Context): Promise<void> {
  const [word, name] = line.replace(/;$/, '').split(/\s+/)
  if (word === '.tables') return context.print(session.tables.map(clean).join('\n'))
  if (word === '.help') return context.print(help)
  if (word === '.schema' && name === undefined)
    return session.ask('SELECT table_name, column_name, data_type FROM information_schema.columns')
  if (word === '.schema')
    return session.ask(`SELECT column_name, column_type FROM (DESCRIBE "${name?.replaceAll('"', '""')}")`)
  context.note(`There is no ${word ?? ''}: .help lists what there is.`)
}
