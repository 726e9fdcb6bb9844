import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PricesError, readPrices } from '../../src/extract/prices.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'entra-prices-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

function read(text: string): Promise<unknown> {
  const file = join(folder, 'prices.csv')
  writeFileSync(file, text)
  return readPrices(file)
}

describe('the prices file', () => {
  test('is optional', async () => {
    expect(await readPrices(null)).toEqual([])
    expect(await readPrices(undefined)).toEqual([])
  })

  test('has its columns in any order, with names or ids, as spreadsheets write it', async () => {
    const text =
      '\ufeffcurrency,pricePerMonth,skuPartNumber\r\nEUR,"20.60", SPE_E3 \r\n\r\nUSD,0,"A, ""B"""\r\n'
    expect(await read(text)).toEqual([
      { skuId: null, skuPartNumber: 'SPE_E3', pricePerMonth: 20.6, currency: 'EUR' },
      { skuId: null, skuPartNumber: 'A, "B"', pricePerMonth: 0, currency: 'USD' },
    ])
    expect(await read('skuId,pricePerMonth,currency\nid,1,EUR\n')).toMatchObject([{ skuId: 'id' }])
  })

  test.each([
    ['', 'has neither a column skuPartNumber nor skuId'],
    ['pricePerMonth,currency\n1,EUR\n', 'has neither a column skuPartNumber nor skuId'],
    ['skuId,price,currency\n', "has a column 'price'"],
    ['skuId,currency\n', 'has no column pricePerMonth'],
    ['skuId,pricePerMonth\n', 'has no column currency'],
    ['skuId,pricePerMonth,currency\n,1,EUR\n', 'says in its row 1 that nothing has a price'],
    ['skuId,pricePerMonth,currency\na,1,EUR\nb,"1,5",EUR\n', "says in its row 2 that the price is '1,5'"],
    ['skuId,pricePerMonth,currency\na,-1,EUR\n', "the price is '-1'"],
    ['skuId,pricePerMonth,currency\na,1,euro\n', "the currency is 'euro'"],
    ['skuId,pricePerMonth,currency\na,1,EUR\nA,2,EUR\n', 'has two prices of A'],
    ['skuId,pricePerMonth,currency\na,1\n', 'cannot be read: Invalid Record Length'],
  ])('is refused when it is %j', async (text, why) => {
    await expect(read(text)).rejects.toThrow(PricesError)
    await expect(read(text)).rejects.toThrow(why)
    await expect(read(text)).rejects.toMatchObject({ exitCode: 2 })
  })

  test('has to be there', async () => {
    await expect(readPrices(join(folder, 'none.csv'))).rejects.toThrow('cannot be read: ENOENT')
  })
})
