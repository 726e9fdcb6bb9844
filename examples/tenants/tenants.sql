-- Questions to the lakes of several tenants at once, for the DuckDB shell: run it beside the folder `entra-lake`
-- (`duckdb < examples/tenants/tenants.sql`). Every table has `_tenant_id`; the folder says the same in the column `tenant`, and
-- a filter on it leaves the files of all others closed.

-- Members and guests, tenant by tenant.
SELECT
  _tenant_id,
  count(*) AS users,
  count(*) FILTER (WHERE userType = 'Guest') AS guests,
  count(*) FILTER (WHERE NOT accountEnabled) AS disabled,
  max(_changed_at) AS last_change
FROM read_parquet('entra-lake/tenant=*/users/*.parquet', hive_partitioning = true)
GROUP BY _tenant_id
ORDER BY users DESC;

-- Seats that are paid for and given to nobody, in every tenant.
SELECT _tenant_id, skuPartNumber, prepaidUnits.enabled - consumedUnits AS unused
FROM read_parquet('entra-lake/tenant=*/subscribed_skus/*.parquet', hive_partitioning = true)
WHERE prepaidUnits.enabled > consumedUnits
ORDER BY unused DESC;

-- People who are guests in one tenant and members of another.
SELECT home.mail, home._tenant_id AS home_tenant, guest._tenant_id AS guest_of
FROM read_parquet('entra-lake/tenant=*/users/*.parquet', hive_partitioning = true) guest
JOIN read_parquet('entra-lake/tenant=*/users/*.parquet', hive_partitioning = true) home
  ON lower(home.mail) = lower(guest.mail) AND home._tenant_id <> guest._tenant_id
WHERE guest.userType = 'Guest' AND home.userType = 'Member'
ORDER BY home.mail;
