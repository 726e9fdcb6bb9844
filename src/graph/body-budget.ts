// Memory of all bodies together: large answers that come side by side wait for one another, small ones never.

/** The memory of one body, from its first byte until nobody looks at it any more. */
export interface Share {
  /** Has `bytes` from now on; waits while all bodies together would have too many. Throws the signal's reason. */
  need(bytes: number, signal: AbortSignal): Promise<void>
  /** The share lasts until `body` is released. */
  keep(body: Uint8Array): void
  end(): void
}

/**
 * Hands out shares of `bytes`. Whoever needs more than is left waits, but for one holder at a time: else those who have a part of
 * their bodies could wait for one another. So at most `bytes` and the bodies of one holder are in memory. A share without holder
 * never waits. Nobody should ask for another body while it looks at one: who waits has a place in the quota, which the other may need.
 */
export interface BodyBudget {
  share(holder: object | undefined): Share
}

/** Bodies up to this size are not counted: as many as there are connections are no matter. */
const SMALL = 1 << 20

interface Account {
  readonly holder: object | undefined
  readonly budget: Budget
  bytes: number
}

interface Waiting {
  readonly account: Account
  readonly bytes: number
  readonly go: () => void
}

const kept = new WeakMap<ArrayBufferLike, Account>()
/** What nobody releases counts as long as it is in memory. */
const forgotten = new FinalizationRegistry<Account>(account => account.budget.set(account, 0))

/** Nobody looks at the memory that `part` lies in any more. */
export function release(part: Uint8Array): void {
  const account = kept.get(part.buffer)
  if (account === undefined) return
  kept.delete(part.buffer)
  forgotten.unregister(part.buffer)
  account.budget.set(account, 0)
}

export const createBodyBudget = (bytes: number): BodyBudget => new Budget(bytes)

class Budget implements BodyBudget {
  private readonly bytes: number
  private used = 0
  /** Who has more than was left. */
  private beyond: object | null = null
  private waiting: Waiting[] = []

  constructor(bytes: number) {
    this.bytes = bytes
  }

  share(holder: object | undefined): Share {
    const account: Account = { holder, budget: this, bytes: 0 }
    return {
      need: (bytes, signal) => this.need(account, bytes <= SMALL ? 0 : bytes, signal),
      keep: body => keep(account, body),
      end: () => this.set(account, 0),
    }
  }

  set(account: Account, bytes: number): void {
    this.used += bytes - account.bytes
    account.bytes = bytes
    if (this.used <= this.bytes) this.beyond = null
    this.waiting = this.waiting.filter(one => !this.goesOn(one))
  }

  private async need(account: Account, bytes: number, signal: AbortSignal): Promise<void> {
    if (bytes <= account.bytes || this.mayHave(account, bytes)) return this.set(account, bytes)
    signal.throwIfAborted()
    await new Promise<void>((resolve, reject) => {
      const one = { account, bytes, go: () => done(resolve) }
      const stop = () => {
        this.waiting = this.waiting.filter(other => other !== one)
        done(() => reject(signal.reason))
      }
      const done = (then: () => void) => {
        signal.removeEventListener('abort', stop)
        then()
      }
      signal.addEventListener('abort', stop, { once: true })
      this.waiting.push(one)
    })
  }

  private goesOn({ account, bytes, go }: Waiting): boolean {
    if (!this.mayHave(account, bytes)) return false
    this.used += bytes - account.bytes
    account.bytes = bytes
    go()
    return true
  }

  private mayHave({ holder, bytes: has }: Account, bytes: number): boolean {
    if (holder === undefined || this.used - has + bytes <= this.bytes) return true
    if (this.beyond !== null && this.beyond !== holder) return false
    this.beyond = holder
    return true
  }
}

function keep(account: Account, body: Uint8Array): void {
  if (account.bytes === 0 || kept.has(body.buffer)) return
  kept.set(body.buffer, account)
  forgotten.register(body.buffer, account, body.buffer)
}
