import { describe, expect, it } from 'vitest'
import { patientSend } from '../../src/auth/patient-send.ts'
import type { Clock } from '../../src/graph/clock.ts'
import { NetworkError } from '../../src/graph/errors.ts'
import type { HttpResponse } from '../../src/graph/http.ts'

const request = { method: 'POST', url: 'https://login.example/', headers: {} } as const
const answer = (status: number, headers: Record<string, string> = {}): HttpResponse => ({
  status,
  headers,
  body: '{}',
})

/** Sends with these outcomes, one per attempt, and tells how long was waited between them. */
async function play(outcomes: readonly (HttpResponse | Error)[]) {
  const waits: number[] = []
  const left = [...outcomes]
  const clock: Clock = {
    now: () => 0,
    sleep: async ms => {
      waits.push(ms)
    },
  }
  const send = patientSend(
    async () => {
      const outcome = left.shift()
      if (outcome === undefined) throw new Error('one attempt too many')
      if (outcome instanceof Error) throw outcome
      return outcome
    },
    clock,
    new AbortController().signal,
  )
  const result = await send(request).catch((error: unknown) => error)
  return { result, waits, left: left.length }
}

const reset = () => new NetworkError('ECONNRESET', 'the connection was reset')

describe('sending patiently', () => {
  it('gives an answer or a refusal back at once', async () => {
    for (const status of [200, 400, 401]) {
      expect(await play([answer(status)])).toEqual({ result: answer(status), waits: [], left: 0 })
    }
  })

  it('sends again after 429, 5xx and lost connections, and waits longer each time', async () => {
    const { result, waits } = await play([reset(), answer(503), answer(500), answer(200)])
    expect(result).toEqual(answer(200))
    expect(waits).toHaveLength(3)
    waits.forEach((wait, index) => {
      expect(wait).toBeGreaterThanOrEqual(500 * 2 ** index)
      expect(wait).toBeLessThanOrEqual(1000 * 2 ** index)
    })
  })

  it('obeys Retry-After whole', async () => {
    expect((await play([answer(429, { 'retry-after': '30' }), answer(200)])).waits).toEqual([30_000])
  })

  it('gives up after four attempts, or when it would have to wait too long', async () => {
    expect((await play([reset(), reset(), reset(), reset()])).result).toBeInstanceOf(NetworkError)
    expect((await play([answer(503), answer(503), answer(503), answer(503)])).result).toEqual(answer(503))
    const long = answer(429, { 'retry-after': '3600' })
    expect(await play([long])).toEqual({ result: long, waits: [], left: 0 })
  })

  it('does not send again what failed for a reason of our own', async () => {
    expect((await play([new TypeError('a bug')])).result).toBeInstanceOf(TypeError)
  })

  it('stops waiting when the run is stopped', async () => {
    const { systemClock } = await import('../../src/graph/clock.ts')
    const controller = new AbortController()
    const send = patientSend(async () => answer(429, { 'retry-after': '50' }), systemClock, controller.signal)
    const sent = send(request)
    const reason = new Error('stopped')
    controller.abort(reason)
    await expect(sent).rejects.toBe(reason)
  })
})
