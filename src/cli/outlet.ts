// stdout for answers of any length: each piece waits until the reader took the one before.
import type { Context } from './context.ts'

/** Whoever reads stdout went away (`| head`). */
class ReaderGoneError extends Error {
  override readonly name = 'ReaderGoneError'
}

/** Resolves when the text is out, so that rows wait for their reader. What is wrong with stdout is told at the end. */
export const writeTo = ({ stdout }: Context, text: string): Promise<void> =>
  new Promise((resolve, reject) => {
    stdout.write(text, error => (error ? reject(new ReaderGoneError()) : resolve()))
  })

/** Does the work; that nobody reads it any more is its end and no error. */
export async function untilReaderGoes(work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof ReaderGoneError)) throw error
  }
}
