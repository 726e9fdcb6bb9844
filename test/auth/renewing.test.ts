// Renewal: one request for all who ask, and none that answers a question it was not asked.
import { describe, expect, it } from 'vitest'
import { renewing } from '../../src/auth/renewing.ts'
import type { TokenSource } from '../../src/graph/token-source.ts'

const HOUR = 3_600_000
const NBF = '{"access_token":{"nbf":{"essential":true,"value":"1"}}}'

interface Trial {
  readonly tokens: TokenSource
  /** The claims of each request, oldest first. */
  readonly asked: (string | null)[]
  /** Answers the oldest request that waits. */
  answer(): Promise<void>
}

/** Every token is good for an hour, and comes when the test says so. */
function trial(): Trial {
  const asked: (string | null)[] = []
  const waiting: (() => void)[] = []
  const made: Trial = {
    asked,
    tokens: renewing({
      way: 'secret',
      description: 'a test',
      who: 'a test',
      now: () => 0,
      acquire: claims => {
        asked.push(claims)
        const token = `T${asked.length}`
        return new Promise(resolve => {
          waiting.push(() => resolve({ token, expiresAt: HOUR }))
        })
      },
    }),
    answer: async () => {
      waiting.shift()?.()
      await new Promise(resolve => setTimeout(resolve, 1))
    },
  }
  return made
}

describe('a claims challenge', () => {
  it('is answered although a renewal without claims is under way', async () => {
    const { tokens, asked, answer } = trial()
    const first = tokens.get()
    await answer()
    expect((await first).token).toBe('T1')
    const plain = tokens.renew('T1')
    const proving = tokens.renew('T1', NBF)
    await answer()
    await answer()
    expect([(await plain).token, (await proving).token]).toEqual(['T2', 'T3'])
    expect(asked).toEqual([null, null, NBF])
  })

  it('is answered although the token was renewed meanwhile', async () => {
    const { tokens, asked, answer } = trial()
    const first = tokens.get()
    await answer()
    await first
    const second = tokens.renew('T1')
    await answer()
    await second
    const proving = tokens.renew('T1', NBF)
    await answer()
    expect((await proving).token).toBe('T3')
    expect(asked).toEqual([null, null, NBF])
  })

  it('is answered once for all who met it', async () => {
    const { tokens, asked, answer } = trial()
    const first = tokens.get()
    await answer()
    await first
    const both = [tokens.renew('T1', NBF), tokens.renew('T1', NBF)]
    await answer()
    expect((await Promise.all(both)).map(({ token }) => token)).toEqual(['T2', 'T2'])
    expect((await tokens.renew('T1', NBF)).token).toBe('T2')
    expect(asked).toEqual([null, NBF])
  })
})
