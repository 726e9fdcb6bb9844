// Reports of the library: those of the command, with parameters that are checked.
import { writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type OpenLake, openLake, UsageError } from '../../src/index.ts'
import { scratchFile } from '../support/report-rig.ts'
import { type Rig, startRig } from '../support/rig.ts'
import { run } from '../support/terminal.ts'

const NEEDED = ['users', 'user_licenses', 'subscribed_skus', 'user_sign_in_activity']
let rig: Rig
let lake: OpenLake

beforeAll(async () => {
  rig = await startRig({ users: 60 })
  await rig.extract({ tables: NEEDED })
  lake = await openLake(rig.lake)
})
afterAll(async () => {
  await lake.close()
  await rig.close()
})

test('is what the command prints', async () => {
  const prices = scratchFile('prices.csv')
  writeFileSync(prices, 'skuPartNumber,pricePerMonth\nSPE_E3,36\n')
  const asOf = '2026-11-20T12:00:00.000Z'
  const argv = ['report', 'dormant-accounts', '--out', rig.lake, '--json', '--as-of', asOf]
  const { stdout } = await run([...argv, '--days', '10', '--prices', prices])
  const report = await lake.report('dormant-accounts', {
    parameters: { days: 10, prices },
    asOf: new Date(asOf),
  })
  expect(report).toEqual(JSON.parse(stdout))
  expect(report.sections[0]?.rows.length).toBeGreaterThan(3)
})

test('has the defaults of the command', async () => {
  const { stdout } = await run(['report', 'dormant-accounts', '--out', rig.lake, '--json'])
  const { parameters, ...report } = await lake.report('dormant-accounts')
  expect(report).toEqual(JSON.parse(stdout, (key, value) => (key === 'parameters' ? undefined : value)))
  expect(parameters).toEqual({ days: 90, prices: null })
})

describe('refuses', () => {
  test.each([
    ['dormant', {}, 'There is no report dormant'],
    ['dormant-accounts', { parameters: { day: 3 } }, 'has no parameter day; there is days, prices.'],
    ['dormant-accounts', { parameters: { days: '3' } }, 'parameters.days is a whole number'],
    ['dormant-accounts', { parameters: { prices: '/nowhere.csv' } }, '--prices /nowhere.csv cannot be read'],
    ['dormant-accounts', { asOf: '7d' }, 'asOf is a date, a time or a Date.'],
  ])('%s with %j', async (name, options, sentence) => {
    const refused = lake.report(name, options)
    await expect(refused).rejects.toThrow(sentence)
    await expect(refused).rejects.toBeInstanceOf(UsageError)
  })

  test('a lake without what it needs, and one that is aborted', async () => {
    await expect(lake.report('mfa-coverage')).rejects.toMatchObject({ name: 'StateError' })
    const signal = AbortSignal.abort(new Error('enough'))
    await expect(lake.report('dormant-accounts', { signal })).rejects.toThrow('enough')
  })
})
