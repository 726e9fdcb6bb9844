// Prices of licences: a small CSV of the user's, for the table license_costs.
import { readFile } from 'node:fs/promises'
import type { Price } from '../lake/sql/derived/work.ts'
import { recordsIn } from './csv.ts'

export class PricesError extends Error {
  override readonly name = 'PricesError'
  readonly exitCode = 2
}

const COLUMNS = ['skuId', 'skuPartNumber', 'pricePerMonth', 'currency'] as const
const PRICE = /^\d{1,12}([.]\d{1,12})?$/
const CURRENCY = /^[A-Z]{3}$/

/** The prices of a file; none without one. Throws a PricesError that says where in the file something is wrong. */
export async function readPrices(file: string | null | undefined): Promise<readonly Price[]> {
  if (file === null || file === undefined) return []
  const [heading = [], ...records] = await recordsOf(file)
  const unknown = heading.find(name => !COLUMNS.some(column => column === name))
  const wrong = (what: string) => new PricesError(`The prices file ${file} ${what}.`)
  if (unknown !== undefined) throw wrong(`has a column '${unknown}'; its columns are ${COLUMNS.join(', ')}`)
  if (!heading.includes('skuId') && !heading.includes('skuPartNumber'))
    throw wrong('has neither a column skuPartNumber nor skuId')
  for (const name of ['pricePerMonth', 'currency'])
    if (!heading.includes(name)) throw wrong(`has no column ${name}`)
  const prices = records.map((cells, index) => {
    const fault = (what: string) => wrong(`says in its row ${index + 1} that ${what}`)
    return priceOf(name => cells[heading.indexOf(name)] || null, fault)
  })
  refuseTwice(prices, wrong)
  return prices
}

async function recordsOf(file: string): Promise<string[][]> {
  try {
    return await recordsIn(await readFile(file, 'utf8'))
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new PricesError(`The prices file ${file} cannot be read: ${why}.`, { cause: error })
  }
}

function priceOf(
  cell: (column: (typeof COLUMNS)[number]) => string | null,
  fault: (what: string) => PricesError,
): Price {
  const [skuId, skuPartNumber] = [cell('skuId'), cell('skuPartNumber')]
  const [price, currency] = [cell('pricePerMonth') ?? '', cell('currency') ?? '']
  if (skuId === null && skuPartNumber === null) throw fault('nothing has a price')
  if (!PRICE.test(price)) throw fault(`the price is '${price}', which is no number such as 20.60`)
  if (!CURRENCY.test(currency)) throw fault(`the currency is '${currency}', which is no code such as EUR`)
  return { skuId, skuPartNumber, pricePerMonth: Number(price), currency }
}

/** A row with an id is about that id, whatever name stands next to it. */
function refuseTwice(prices: readonly Price[], wrong: (what: string) => PricesError): void {
  const seen = new Set<string>()
  for (const { skuId, skuPartNumber } of prices) {
    const name = (skuId ?? skuPartNumber ?? '').toLowerCase()
    if (seen.has(name)) throw wrong(`has two prices of ${skuId ?? skuPartNumber}`)
    seen.add(name)
  }
}
