// Licences of users with the way they were assigned, and with prices where some were given.
import { text } from '../../types.ts'
import type { Derive, DeriveWork, Price } from './work.ts'

export const licenseCosts: Derive = async work => {
  const { duckdb, has, prices } = work
  await duckdb.run(
    `CREATE TABLE derived.prices (skuId VARCHAR, skuPartNumber VARCHAR, pricePerMonth DOUBLE, currency VARCHAR)`,
  )
  if (prices.length > 0) {
    await duckdb.run(`INSERT INTO derived.prices VALUES ${prices.map(values).join(', ')}`)
    await noteUnpriced(work)
  }
  return rows(has('user_license_states'))
}

const values = ({ skuId, skuPartNumber, pricePerMonth, currency }: Price): string =>
  `(${[skuId, skuPartNumber].map(name => (name === null ? 'NULL' : text(name))).join(', ')}, ${pricePerMonth}, ${text(currency)})`

/** A SKU that has both is found by its id. */
const PRICED = `SELECT h.skuId, s.skuPartNumber, coalesce(i.pricePerMonth, n.pricePerMonth) AS pricePerMonth,
    coalesce(i.currency, n.currency) AS currency
  FROM (SELECT DISTINCT skuId FROM derived.user_licenses) h
  LEFT JOIN (SELECT skuId, min(skuPartNumber) AS skuPartNumber FROM derived.subscribed_skus GROUP BY skuId) s ON s.skuId = h.skuId
  LEFT JOIN derived.prices i ON lower(i.skuId) = lower(h.skuId)
  LEFT JOIN derived.prices n ON n.skuId IS NULL AND lower(n.skuPartNumber) = lower(s.skuPartNumber)`

/** A name that is spelt wrong in the file would cost nothing, and nobody would know. */
async function noteUnpriced({ duckdb, onNote }: DeriveWork): Promise<void> {
  const found = await duckdb.rows(
    `SELECT coalesce(skuPartNumber, skuId) AS sku FROM (${PRICED}) WHERE pricePerMonth IS NULL ORDER BY 1`,
  )
  if (found.length > 0)
    onNote(`the prices file has no price of ${found.map(({ sku }) => String(sku)).join(', ')}`)
}

const rows = (isTold: boolean): string => `WITH states AS (
    SELECT userId, skuId, bool_or(assignedByGroup IS NULL) AS isDirect,
      list_sort(list_distinct(list(assignedByGroup) FILTER (WHERE assignedByGroup IS NOT NULL))) AS groupIds
    FROM derived.user_license_states
    GROUP BY ALL
  )
  SELECT l.userId, l.skuId, u.userPrincipalName, u.accountEnabled, p.skuPartNumber, p.pricePerMonth, p.currency,
    CASE WHEN s.isDirect AND len(s.groupIds) > 0 THEN 'both' WHEN s.isDirect THEN 'direct' WHEN s.isDirect IS NOT NULL THEN 'group' END
      AS assignment,
    ${isTold ? 'CASE WHEN s.isDirect IS NOT NULL THEN coalesce(s.groupIds, []) END' : 'NULL::VARCHAR[]'} AS groupIds
  FROM derived.user_licenses l
  JOIN (${PRICED}) p ON p.skuId = l.skuId
  LEFT JOIN states s ON s.userId = l.userId AND s.skuId = l.skuId
  LEFT JOIN derived.users u ON u.id = l.userId`
