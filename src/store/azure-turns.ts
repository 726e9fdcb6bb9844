// Works on many things, so many at once.

/** Works on what `next` gives until it gives null, at most `atOnce` together; after an error nothing new begins, and it is thrown when the rest has ended. */
export async function eachOf<T>(
  next: () => Promise<T | null>,
  atOnce: number,
  work: (one: T) => Promise<void>,
): Promise<void> {
  const running = new Set<Promise<void>>()
  const errors: unknown[] = []
  const begin = async (): Promise<boolean> => {
    const one = await next()
    if (one === null) return false
    const done: Promise<void> = work(one)
      .catch((error: unknown) => void errors.push(error))
      .finally(() => running.delete(done))
    running.add(done)
    return true
  }
  try {
    while (errors.length === 0 && (await begin())) if (running.size >= atOnce) await Promise.race(running)
  } catch (error) {
    errors.push(error)
  }
  await Promise.all(running)
  if (errors.length > 0) throw errors[0]
}

/** Gives one after the other. */
export function nextOf<T>(all: Iterable<T>): () => Promise<T | null> {
  const iterator = all[Symbol.iterator]()
  return async () => {
    const { done, value } = iterator.next()
    return done === true ? null : value
  }
}
