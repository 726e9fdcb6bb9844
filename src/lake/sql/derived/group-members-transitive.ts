// Effective members of groups. The members of a group without groups pass by; only the others have to be looked up.
import { makeEdges, makeMembers } from './nesting.ts'
import type { Derive } from './work.ts'

export const groupMembersTransitive: Derive = async ({ duckdb }) => {
  await makeEdges(duckdb, null)
  await makeMembers(duckdb, 'SELECT DISTINCT groupId FROM derived.nests')
  return ROWS
}

const ROWS = `SELECT e.groupId, e.id, 1 AS depth, t.name AS memberType, [e.groupId] AS path
  FROM derived.edges e
  ANTI JOIN derived.starts s ON s.groupId = e.groupId
  LEFT JOIN derived.member_types t ON t.code = e.memberType
  WHERE e.id <> e.groupId
  UNION ALL
  SELECT m.start::VARCHAR, m.id, r.depth, t.name, r.path::VARCHAR[]
  FROM derived.members m
  JOIN derived.reach r ON r.number = m.code // 2
  LEFT JOIN derived.member_types t ON t.code = m.memberType`
