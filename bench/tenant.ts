// Serves the sandbox tenant in a process of its own, and does what its parent says.
import { startSandbox } from '../src/sandbox/index.ts'

/** What the parent says: move the clock, or tell what was asked since the last time, by family. */
export type Told = { readonly advanceDays: number } | { readonly charges: true }

export interface TenantFacts {
  readonly url: string
  readonly token: string
}

const users = Number(process.argv[2])
const sandbox = await startSandbox({ users, quotas: 'off', activity: 0.2 })
let seen = 0

process.on('disconnect', () => void sandbox.close())
process.on('message', (told: Told) => {
  if ('advanceDays' in told) sandbox.advance({ days: told.advanceDays })
  else {
    const counts: Record<string, number> = {}
    for (const { family } of sandbox.requests.slice(seen)) counts[family] = (counts[family] ?? 0) + 1
    seen = sandbox.requests.length
    process.send?.(counts)
    return
  }
  process.send?.({})
})
const facts: TenantFacts = { url: sandbox.url, token: sandbox.token({ expiresInSeconds: 86_400 }) }
process.send?.(facts)
