import { describe, expect, it } from 'vitest'
import { describeFailure, InterruptedError } from '../../src/cli/failure.ts'
import { UsageError } from '../../src/errors.ts'
import { SignInError } from '../../src/graph/sign-in-error.ts'
import { findTable } from '../../src/streams/index.ts'

class LockedError extends Error {
  readonly exitCode = 2
}

describe('an error becomes a sentence and an exit code', () => {
  it.each([
    [new UsageError('wrong'), 2],
    [new SignInError('who?', { failure: 'missing' }), 3],
    [new InterruptedError('stopped'), 130],
    [new LockedError('locked by 12'), 2],
    [new TypeError('x is not a function'), 1],
  ])('%s', (error, exitCode) => {
    expect(describeFailure(error, false)).toEqual({ exitCode, text: error.message })
  })

  it('also for a table that is not there, and for what is no error', () => {
    const unknown = (() => {
      try {
        return findTable('nope')
      } catch (error) {
        return error
      }
    })()
    expect(describeFailure(unknown, false).exitCode).toBe(2)
    expect(describeFailure('odd', false)).toEqual({ exitCode: 1, text: 'odd' })
  })

  it('shows where an unexpected error comes from, and its causes, when asked', () => {
    const error = new Error('outer', { cause: new Error('in\u001b[31mner') })
    expect(describeFailure(error, false).text).toBe('outer')
    const { text } = describeFailure(error, true)
    expect(text).toMatch(/^Error: outer\n\s+at /)
    expect(text).toContain('Caused by: Error: inner')
    expect(text).not.toContain('\u001b')
    expect(describeFailure(new UsageError('wrong'), true).text).toBe('wrong')
  })

  it('takes control characters out of what a server said', () => {
    expect(
      describeFailure(new Error('bad \u001b]8;;http://x\u0007link\u001b[0m\nsecond'), false).text,
    ).not.toMatch(/\p{Cc}/u)
  })
})
