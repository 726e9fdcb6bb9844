// The rows of a question to a lake, as they come.
import type { Lake } from '../extract/lake.ts'
import type { Asking } from '../lake/ask.ts'
import type { Parameters, Plain } from '../lake/plain.ts'
import { openLakeViews } from './lake-views.ts'
import { openQuestions, type QuestionSettings } from './questions.ts'

export interface Question {
  readonly sql: string
  readonly parameters: Parameters
  readonly signal: AbortSignal
}

type PlainRow = Readonly<Record<string, Plain>>

/** Throws a SqlError, a DamagedLakeError, a StateError, or the reason of the abort. */
export async function* askRows(
  lake: Lake,
  question: Question,
  settings: QuestionSettings,
): AsyncGenerator<PlainRow> {
  const { signal } = question
  signal.throwIfAborted()
  const { asking, close } = await openQuestions(settings)
  const forget = interruptOnAbort(asking, signal)
  try {
    yield* answersOf(lake, question, asking)
  } catch (error) {
    throw signal.aborted ? signal.reason : error
  } finally {
    forget()
    await close()
  }
}

async function* answersOf(
  lake: Lake,
  { sql, parameters, signal }: Question,
  asking: Asking,
): AsyncGenerator<PlainRow> {
  const views = await openLakeViews(lake, asking, signal)
  await views.show(sql, signal)
  await views.confine(false)
  signal.throwIfAborted()
  for await (const { columns, rows } of asking.ask(sql, parameters)) {
    for await (const chunk of rows) {
      for (const row of chunk) {
        signal.throwIfAborted()
        yield Object.fromEntries(columns.map((name, index) => [name, row[index] ?? null]))
      }
    }
  }
}

const AGAIN_MS = 50

/** DuckDB hears an interruption only while a statement runs, and one may be about to: so it is told until all has ended. */
export function interruptOnAbort({ interrupt }: Asking, signal: AbortSignal): () => void {
  let timer: NodeJS.Timeout | undefined
  const stop = () => {
    interrupt()
    timer = setInterval(interrupt, AGAIN_MS).unref()
  }
  signal.addEventListener('abort', stop, { once: true })
  return () => {
    signal.removeEventListener('abort', stop)
    clearInterval(timer)
  }
}
