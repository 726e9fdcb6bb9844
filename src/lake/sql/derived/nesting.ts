// Groups within groups: who is a member of a group on the shortest way, level by level. What is kept in memory are groups and their
// ways, never a list of members; groups are small numbers there (an ENUM).
import type { Sql } from '../../duckdb.ts'

/** Types of members, as numbers: DuckDB can put groups of numbers on the disk. */
const TYPES = `CREATE TABLE derived.member_types AS
  SELECT (row_number() OVER (ORDER BY name))::UTINYINT AS code, name
  FROM (SELECT DISTINCT _odata_type AS name FROM derived.group_members WHERE _odata_type IS NOT NULL)`

/** Memberships that hold now: `eligible` is false, and nothing is known of their end. */
const ACTIVE = `SELECT m.groupId, m.id, t.code AS memberType, false AS eligible,
    NULL::TIMESTAMPTZ AS startDateTime, NULL::TIMESTAMPTZ AS endDateTime
  FROM derived.group_members m LEFT JOIN derived.member_types t ON t.name = m._odata_type`

/** Memberships of groups in groups that have members themselves. */
const NESTS = `CREATE TABLE derived.nests AS
  SELECT e.groupId, e.id, e.eligible, e.startDateTime, e.endDateTime
  FROM derived.edges e SEMI JOIN (SELECT DISTINCT groupId FROM derived.edges) g ON g.groupId = e.id
  WHERE e.id <> e.groupId`

/** An ENUM needs a value, so there is one that is no group. */
const GROUPS = `CREATE TYPE derived.group_id AS ENUM (
    SELECT '' UNION SELECT groupId FROM derived.nests UNION SELECT id FROM derived.nests UNION SELECT groupId FROM derived.starts
    ORDER BY 1
  )`

/**
 * The members of `via` are members of `start` on the way `path`, the groups from `start` to `via`, as many as `depth`. Of the ways of
 * one `start`, a lower `number` is shorter, and of equally short ones first in the order of ids.
 */
const REACH = `CREATE TABLE derived.reach (
    number BIGINT, start derived.group_id, via derived.group_id, eligible BOOLEAN, depth INTEGER,
    path derived.group_id[], startDateTime TIMESTAMPTZ, endDateTime TIMESTAMPTZ
  )`

const STARTS = `INSERT INTO derived.reach
  SELECT row_number() OVER (), start, start, false, 1, [start], NULL, NULL
  FROM (SELECT groupId::derived.group_id AS start FROM derived.starts ORDER BY start)`

/** Where one more step leads that no step led before: that ends cycles. Of several ways the best, its last membership in the lowest bit. */
const nextLevel = (depth: number): string => `CREATE OR REPLACE TABLE derived.level AS
  SELECT s.* FROM (
    SELECT r.start, n.id::derived.group_id AS via, r.eligible OR n.eligible AS eligible,
      min(2 * r.number + n.eligible::INTEGER) AS code
    FROM derived.reach r JOIN derived.nests n ON n.groupId = r.via::VARCHAR
    WHERE r.depth = ${depth} AND n.id <> r.start::VARCHAR
    GROUP BY ALL
  ) s
  ANTI JOIN derived.reach r ON r.start = s.start AND r.via = s.via AND r.eligible = s.eligible`

const addLevel = (depth: number, known: number): string => `INSERT INTO derived.reach
  SELECT ${known} + row_number() OVER (), * FROM (
    SELECT l.start, l.via, l.eligible, ${depth + 1} AS depth, list_append(r.path, l.via) AS path,
      greatest(r.startDateTime, n.startDateTime) AS startDateTime, least(r.endDateTime, n.endDateTime) AS endDateTime
    FROM derived.level l
    JOIN derived.reach r ON r.number = l.code // 2
    JOIN derived.nests n ON n.groupId = r.via::VARCHAR AND n.id = l.via::VARCHAR AND n.eligible = (l.code % 2 = 1)
    ORDER BY l.start, path, l.eligible
  )`

/** The best way to each member, as the number of the way to its last group and, in the lowest bit, of its last membership. */
const MEMBERS = `CREATE TABLE derived.members AS
  SELECT r.start, e.id, r.eligible OR e.eligible AS eligible, min(2 * r.number + e.eligible::INTEGER) AS code,
    min(e.memberType) AS memberType
  FROM derived.reach r JOIN derived.edges e ON e.groupId = r.via::VARCHAR
  WHERE e.id <> r.start::VARCHAR
  GROUP BY ALL`

/** Makes `derived.edges` with the active memberships and, of the same columns, those of the query `further`. */
export async function makeEdges(duckdb: Sql, further: string | null, active = ACTIVE): Promise<void> {
  await duckdb.run(TYPES)
  const all = further === null ? active : `${active} UNION ALL BY NAME ${further}`
  await duckdb.run(`CREATE VIEW derived.edges AS ${all}`)
  await duckdb.run(NESTS)
}

/**
 * Makes `derived.reach` and `derived.members` for the groups of the query `starts`. Of `derived.edges` each group, member and `eligible`
 * stands once.
 */
export async function makeMembers(duckdb: Sql, starts: string): Promise<void> {
  await duckdb.run(`CREATE TABLE derived.starts AS ${starts}`)
  await duckdb.run(GROUPS)
  await duckdb.run(REACH)
  let added = await inserted(duckdb, STARTS)
  for (let depth = 1, known = added; added > 0; depth++, known += added) {
    await duckdb.run(nextLevel(depth))
    added = await inserted(duckdb, addLevel(depth, known))
  }
  await duckdb.run(MEMBERS)
}

async function inserted(duckdb: Sql, statement: string): Promise<number> {
  const [row] = await duckdb.rows(statement)
  return Number(row?.Count ?? 0)
}
