// So much memory for all uploads together, first come, first served.

export interface Budget {
  /** Waits until so many bytes are free; more than there are is given when nothing else is out. Returns how to give them back. */
  take(bytes: number): Promise<() => void>
}

export function budgetOf(bytes: number): Budget {
  const waiting: { readonly bytes: number; readonly go: () => void }[] = []
  let used = 0
  const admit = (): void => {
    for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
      if (used > 0 && used + next.bytes > bytes) return
      used += next.bytes
      waiting.shift()
      next.go()
    }
  }
  return {
    take: async wanted => {
      await new Promise<void>(go => {
        waiting.push({ bytes: wanted, go })
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
