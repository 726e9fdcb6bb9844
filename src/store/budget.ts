// So much at once, of memory or of anything that is counted: first come, first served.

export interface Budget {
  /** Waits until so much is free; more than there are is given when nothing else is out. Returns how to give them back. */
  take(bytes: number): Promise<() => void>
}

/** `most`: bytes, or whatever is taken. */
export function budgetOf(most: number): Budget {
  const waiting: { readonly wanted: number; readonly go: () => void }[] = []
  let used = 0
  const admit = (): void => {
    for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
      if (used > 0 && used + next.wanted > most) return
      used += next.wanted
      waiting.shift()
      next.go()
    }
  }
  return {
    take: async wanted => {
      await new Promise<void>(go => {
        waiting.push({ wanted, go })
        admit()
      })
      let isOut = true
      return () => {
        if (!isOut) return
        isOut = false
        used -= wanted
        admit()
      }
    },
  }
}

/** Runs what it is given, at most `most` at a time. */
export function inTurns(most: number): <T>(act: () => Promise<T>) => Promise<T> {
  const turns = budgetOf(most)
  return async act => {
    const giveBack = await turns.take(1)
    try {
      return await act()
    } finally {
      giveBack()
    }
  }
}
