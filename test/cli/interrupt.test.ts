import { describe, expect, it } from 'vitest'
import { type Context, createContext } from '../../src/cli/context.ts'
import { InterruptedError } from '../../src/cli/failure.ts'
import { interruptible } from '../../src/cli/interrupt.ts'
import type { StopSignal } from '../../src/cli/io.ts'
import { FakeStream } from '../support/terminal.ts'

function person() {
  const listeners = new Set<(signal: StopSignal) => void>()
  const raised: StopSignal[] = []
  const context: Context = createContext(
    {
      argv: [],
      env: {},
      stdout: new FakeStream(false),
      stderr: new FakeStream(false),
      onSignal: listener => {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
      raise: signal => raised.push(signal),
    },
    '0',
  )
  const press = (signal: StopSignal = 'SIGINT') => {
    for (const listener of [...listeners]) listener(signal)
  }
  return { context, press, raised, listeners }
}

const untilAborted = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('stopped', { cause: signal.reason })))
  })

describe('Ctrl-C', () => {
  it('asks the work to stop once, and ends the process at the second time', async () => {
    const { context, press, raised, listeners } = person()
    let stops = 0
    const work = interruptible(
      context,
      () => {
        stops++
      },
      untilAborted,
    )
    press()
    expect([stops, raised]).toEqual([1, []])
    press('SIGTERM')
    expect([stops, raised]).toEqual([1, ['SIGTERM']])
    await expect(work).rejects.toBeInstanceOf(InterruptedError)
    await expect(work).rejects.toMatchObject({ exitCode: 130 })
    expect(listeners.size).toBe(0)
  })

  it('leaves the result of work that ended well all the same', async () => {
    const { context, press, listeners } = person()
    const result = await interruptible(
      context,
      () => {},
      async signal => {
        press()
        return signal.aborted
      },
    )
    expect(result).toBe(true)
    expect(listeners.size).toBe(0)
  })

  it('hides no other error', async () => {
    const { context, press } = person()
    const disk = new Error('disk full')
    const work = interruptible(
      context,
      () => {},
      async () => {
        press()
        throw disk
      },
    )
    await expect(work).rejects.toBe(disk)
    await expect(
      interruptible(
        context,
        () => {},
        () => Promise.reject(undefined),
      ),
    ).rejects.toBeUndefined()
  })
})
