// A lake open for questions: its views, one DuckDB, and the form of the answers.
import { openLakeViews } from '../../ask/lake-views.ts'
import { openQuestions } from '../../ask/questions.ts'
import type { Lake } from '../../extract/lake.ts'
import type { Answer, Asking } from '../../lake/ask.ts'
import type { Context } from '../context.ts'
import { interruptible } from '../interrupt.ts'
import { untilReaderGoes, writeTo } from '../outlet.ts'
import { type Form, type Out, writeAnswer } from './forms.ts'

export interface Settings {
  readonly lake: Lake
  readonly memory: string
  /** Folder for what does not fit into memory; null: the system's temporary one. */
  readonly scratch: string | null
  readonly form: Form
  readonly context: Context
}

export interface Session {
  readonly tables: readonly string[]
  /** Answers this SQL and no other one. Throws what is wrong with it, or an InterruptedError. */
  once(sql: string): Promise<void>
  /** Shuts DuckDB in with the whole lake; `ask` comes after it. */
  begin(): Promise<void>
  /** As `once`, again and again. */
  ask(sql: string): Promise<void>
  /** Ends the statement that is running. */
  interrupt(): void
}

export async function withSession<T>(settings: Settings, use: (session: Session) => Promise<T>): Promise<T> {
  const { asking, close } = await openQuestions(settings)
  try {
    return await openSession(settings, asking, use)
  } finally {
    await close()
  }
}

async function openSession<T>(
  { lake, form, context }: Settings,
  asking: Asking,
  use: (session: Session) => Promise<T>,
): Promise<T> {
  const out: Out = { write: text => writeTo(context, text), note: context.note }
  const stoppable = <R>(work: (signal: AbortSignal) => Promise<R>): Promise<R> =>
    interruptible(context, asking.interrupt, work, 'Interrupted.')
  const views = await stoppable(signal => openLakeViews(lake, asking, signal))
  const answer = (sql: string): Promise<void> =>
    stoppable(signal => untilReaderGoes(() => answerAll(asking.ask(sql), form, out, signal)))
  return use({
    tables: views.tables,
    once: async sql => {
      await stoppable(signal => views.show(sql, signal))
      await views.confine(false)
      await answer(sql)
    },
    begin: () => stoppable(() => views.confine(true)),
    ask: async sql => {
      await stoppable(signal => views.show(sql, signal))
      await answer(sql)
    },
    interrupt: asking.interrupt,
  })
}

async function answerAll(
  answers: AsyncIterable<Answer>,
  form: Form,
  out: Out,
  signal: AbortSignal,
): Promise<void> {
  for await (const answer of answers)
    await writeAnswer({ ...answer, rows: until(answer.rows, signal) }, form, out)
}

async function* until<T>(items: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  for await (const item of items) {
    signal.throwIfAborted()
    yield item
  }
}
