import { describe, expect, it } from 'vitest'
import { tables } from '../../src/streams/index.ts'
import { run } from '../support/terminal.ts'

const everyTable = [...tables.keys()].join(',')

describe('wrong usage is one sentence on stderr and exit code 2', () => {
  it.each([
    [['extrct'], "Unknown command 'extrct'; did you mean extract?"],
    [['frobnicate'], "Unknown command 'frobnicate'."],
    [['extract', '--max-durations', '5m'], "Unknown option '--max-durations'; did you mean --max-duration?"],
    [['status', '--max-age'], "Option '--max-age <duration>' argument missing."],
    [['status', 'users'], "Too many arguments for 'status': expected 0 arguments but got 1."],
    [['reset'], "Missing required argument 'table'."],
    [['tables', 'usres'], /^There is no table 'usres'\. Did you mean 'users'\?/],
    [['reset', 'user', '--out', './nowhere'], /^There is no table 'user'\. Did you mean 'users'\?/],
    [['status', '--max-age', 'old'], /^--max-age is a duration/],
    [
      ['extract', 'users', '--exclude', 'users,user_licenses'],
      'Every table asked for is excluded; name another one, or exclude fewer.',
    ],
    [['extract', '--since', '9999-12-31'], /^--since is a time to come/],
    [['extract', '--exclude', everyTable], /^Every table asked for is excluded/],
    [['sandbox', '--users', '1.5'], /^--users is a whole number/],
    [['sandbox', '--quotas', 'none'], /^--quotas is one of documented, off/],
    [['demo', '--out', 'gs://bucket'], "--out is a local folder here, not 'gs://bucket'."],
  ])('%j', async (argv, sentence) => {
    const { code, stdout, stderr } = await run(argv)
    expect([code, stdout]).toEqual([2, ''])
    if (typeof sentence === 'string') expect(stderr).toBe(`${sentence}\n`)
    else expect(stderr).toMatch(sentence)
    expect(stderr.trimEnd()).not.toContain('\n')
  })

  it('names the variable where the wrong value comes from the environment', async () => {
    const { code, stderr } = await run(['status'], { env: { ENTRA_EXTRACT_MAX_AGE: '5' } })
    expect(code).toBe(2)
    expect(stderr).toMatch(/^ENTRA_EXTRACT_MAX_AGE is a duration/)
  })

  it('takes control characters out of what it repeats', async () => {
    const { stderr } = await run(['tables', 'us\u001b[2Jrs'])
    expect(stderr).toContain("'usrs'")
    expect(stderr.trimEnd()).not.toMatch(/\p{Cc}/u)
  })
})
