// Who holds a role, or may: assignments and eligibilities, those of groups spread over their members. A membership that somebody is only
// eligible for makes eligible what it leads to.
import { makeEdges, makeMembers } from './nesting.ts'
import type { Derive } from './work.ts'

const ASSIGNMENTS_OF_GROUPS = 'pim_group_assignment_schedule_instances'

export const effectiveRoleHolders: Derive = async ({ duckdb, has }) => {
  await makeEdges(duckdb, ELIGIBLE_EDGES, ACTIVE_EDGES)
  await duckdb.run(HELD)
  await makeMembers(duckdb, STARTS)
  return rows(has(ASSIGNMENTS_OF_GROUPS))
}

/** Of several schedules of one membership the one that ends last. */
const memberships = (table: string): string => `SELECT groupId, principalId, startDateTime, endDateTime
  FROM derived.${table}
  WHERE accessId = 'member'
  QUALIFY row_number() OVER (
    PARTITION BY groupId, principalId ORDER BY endDateTime DESC NULLS FIRST, startDateTime NULLS FIRST
  ) = 1`

const ACTIVE_EDGES = `SELECT m.groupId, m.id, t.code AS memberType, false AS eligible, p.startDateTime, p.endDateTime
  FROM derived.group_members m
  LEFT JOIN derived.member_types t ON t.name = m._odata_type
  LEFT JOIN (${memberships(ASSIGNMENTS_OF_GROUPS)}) p ON p.groupId = m.groupId AND p.principalId = m.id`

const ELIGIBLE_EDGES = `SELECT groupId, principalId AS id, NULL::UTINYINT AS memberType, true AS eligible, startDateTime, endDateTime
  FROM (${memberships('pim_group_eligibility_schedule_instances')})`

const SAME_ROLE = `i.principalId = a.principalId AND i.roleDefinitionId = a.roleDefinitionId
    AND i.directoryScopeId IS NOT DISTINCT FROM a.directoryScopeId AND i.appScopeId IS NOT DISTINCT FROM a.appScopeId`

/**
 * Roles as they were given, each once: permanent before dated, assigned before activated. `isDated`: the end is known, NULL is none.
 * `isInherited`: Graph says that a group gave it.
 */
const HELD = `CREATE TABLE derived.held AS
  SELECT * FROM (
    SELECT principalId, roleDefinitionId, directoryScopeId, appScopeId, 'active' AS assignmentType, startDateTime, endDateTime,
      assignmentType = 'Activated' AS isActivated, true AS isDated, coalesce(memberType = 'Group', false) AS isInherited
    FROM derived.role_assignment_schedule_instances
    UNION ALL
    SELECT a.principalId, a.roleDefinitionId, a.directoryScopeId, a.appScopeId, 'active', NULL, NULL, NULL, false, false
    FROM derived.role_assignments a
    WHERE NOT EXISTS (SELECT 1 FROM derived.role_assignment_schedule_instances i WHERE ${SAME_ROLE})
    UNION ALL
    SELECT principalId, roleDefinitionId, directoryScopeId, appScopeId, 'eligible', startDateTime, endDateTime,
      false, true, coalesce(memberType = 'Group', false)
    FROM derived.role_eligibility_schedule_instances
  )
  QUALIFY row_number() OVER (
    PARTITION BY principalId, roleDefinitionId, directoryScopeId, appScopeId, assignmentType
    ORDER BY isInherited, endDateTime DESC NULLS FIRST, isActivated NULLS LAST, startDateTime NULLS FIRST
  ) = 1`

const STARTS = `SELECT DISTINCT principalId AS groupId FROM derived.held
  WHERE principalId IN (SELECT DISTINCT groupId FROM derived.edges)`

/** `isTold`: the lake knows until when memberships last. */
const rows = (isTold: boolean): string => `WITH direct AS (
    SELECT principalId, roleDefinitionId, directoryScopeId, appScopeId, assignmentType, NULL::VARCHAR AS viaGroupId,
      startDateTime, endDateTime, isActivated, isDated, []::VARCHAR[] AS path, NULL::UTINYINT AS memberType, isInherited
    FROM derived.held
  ),
  spread AS (
    SELECT m.id AS principalId, h.roleDefinitionId, h.directoryScopeId, h.appScopeId,
      CASE WHEN m.eligible THEN 'eligible' ELSE h.assignmentType END AS assignmentType, h.principalId AS viaGroupId,
      greatest(h.startDateTime, r.startDateTime, e.startDateTime) AS startDateTime,
      least(h.endDateTime, r.endDateTime, e.endDateTime) AS endDateTime,
      h.isActivated, h.isDated AND ${isTold} AS isDated, r.path::VARCHAR[] AS path, m.memberType, false AS isInherited
    FROM derived.held h
    JOIN derived.members m ON m.start::VARCHAR = h.principalId
    JOIN derived.reach r ON r.number = m.code // 2
    JOIN derived.edges e ON e.groupId = r.via::VARCHAR AND e.id = m.id AND e.eligible = (m.code % 2 = 1)
  ),
  through AS (
    SELECT * FROM spread
    QUALIFY row_number() OVER (
      PARTITION BY principalId, roleDefinitionId, directoryScopeId, appScopeId, assignmentType, viaGroupId
      ORDER BY endDateTime DESC NULLS FIRST, len(path), path, isActivated NULLS LAST, startDateTime NULLS FIRST
    ) = 1
  ),
  holders AS (
    SELECT * FROM direct a
    WHERE NOT isInherited OR NOT EXISTS (SELECT 1 FROM through i WHERE ${SAME_ROLE} AND i.assignmentType = a.assignmentType)
    UNION ALL
    SELECT * FROM through
  ),
  principals AS (
    SELECT id, 'user' AS type, displayName, userPrincipalName, accountEnabled FROM derived.users
    UNION ALL
    SELECT id, 'group', displayName, NULL, NULL FROM derived.groups
    UNION ALL
    SELECT id, 'servicePrincipal', displayName, NULL, accountEnabled FROM derived.service_principals
  )
  SELECT h.* EXCLUDE (isDated, memberType, isInherited),
    CASE WHEN h.endDateTime IS NOT NULL THEN false WHEN h.isDated THEN true END AS isPermanent,
    coalesce(p.type, replace(t.name, '#microsoft.graph.', '')) AS principalType,
    p.displayName AS principalDisplayName, p.userPrincipalName, p.accountEnabled,
    d.displayName AS roleDisplayName, d.isBuiltIn
  FROM holders h
  LEFT JOIN principals p ON p.id = h.principalId
  LEFT JOIN derived.member_types t ON t.code = h.memberType
  LEFT JOIN derived.role_definitions d ON d.id = h.roleDefinitionId`
