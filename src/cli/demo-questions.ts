// What the demo asks the lake: questions that people have about their tenant, each as one SQL statement over the files.
import { text } from '../lake/types.ts'

export interface Question {
  readonly title: string
  /** Files that have to be there, relative to the lake; a question without files is left out. */
  readonly files: string
  /** `lake` is the folder, `now` the tenant's clock. */
  sql(lake: string, now: Date): string
}

const file = (lake: string, name: string): string => `read_parquet(${text(`${lake}/${name}/data.parquet`)})`
const instant = (now: Date): string => `TIMESTAMPTZ ${text(now.toISOString())}`

export const questions: readonly Question[] = [
  {
    title: 'Paid seats of people who have not signed in for 90 days',
    files: 'user_licenses/data.parquet',
    sql: (lake, now) => `
      WITH last_seen AS (
        -- Who was created lately and never signed in is new, not dormant.
        SELECT
          u.id AS "userId",
          greatest(
            u."createdDateTime",
            a."signInActivity"."lastSignInDateTime",
            a."signInActivity"."lastNonInteractiveSignInDateTime",
            a."signInActivity"."lastSuccessfulSignInDateTime"
          ) AS seen
        FROM ${file(lake, 'users')} u
        LEFT JOIN ${file(lake, 'user_sign_in_activity')} a ON a."userId" = u.id
      )
      SELECT
        s."skuPartNumber" AS "SKU",
        s."prepaidUnits".enabled AS "paid seats",
        count(l."userId") AS "assigned",
        count(*) FILTER (WHERE p.seen < ${instant(now)} - INTERVAL 90 DAY) AS "dormant"
      FROM ${file(lake, 'subscribed_skus')} s
      LEFT JOIN ${file(lake, 'user_licenses')} l ON l."skuId" = s."skuId"
      LEFT JOIN last_seen p ON p."userId" = l."userId"
      -- Free subscriptions come with thousands of seats that cost nothing.
      WHERE NOT contains(s."skuPartNumber", 'FREE')
      GROUP BY ALL
      ORDER BY "dormant" DESC, "SKU"`,
  },
  {
    title: 'Groups whose members changed since yesterday',
    files: 'changes/group_members/*/*.parquet',
    sql: lake => `
      SELECT
        coalesce(g."displayName", '(deleted) ' || c."groupId") AS "group",
        count(*) FILTER (WHERE c._op = 'insert') AS "joined",
        count(*) FILTER (WHERE c._op = 'delete') AS "left"
      FROM read_parquet(${text(`${lake}/changes/group_members/*/*.parquet`)}) c
      LEFT JOIN ${file(lake, 'groups')} g ON g.id = c."groupId"
      GROUP BY c."groupId", g."displayName"
      ORDER BY "joined" + "left" DESC, "group"
      LIMIT 8`,
  },
  {
    title: 'Failed sign-ins by country',
    files: 'sign_ins/*/data.parquet',
    sql: lake => `
      SELECT
        coalesce(location."countryOrRegion", '(unknown)') AS "country",
        count(*) AS "failed",
        count(DISTINCT "userId") AS "people"
      FROM read_parquet(${text(`${lake}/sign_ins/*/data.parquet`)})
      WHERE status."errorCode" <> 0
      GROUP BY ALL
      ORDER BY "failed" DESC, "country"
      LIMIT 8`,
  },
  {
    title: 'Application secrets and certificates that expire within 30 days',
    files: 'application_credentials/data.parquet',
    sql: (lake, now) => `
      SELECT
        a."displayName" AS "application",
        c."credentialType" AS "credential",
        strftime(c."endDateTime", '%Y-%m-%d') AS "expires"
      FROM ${file(lake, 'application_credentials')} c
      JOIN ${file(lake, 'applications')} a ON a.id = c."applicationId"
      WHERE c."endDateTime" BETWEEN ${instant(now)} AND ${instant(now)} + INTERVAL 30 DAY
      ORDER BY c."endDateTime", "application"
      LIMIT 8`,
  },
  {
    title: 'Who holds a privileged role, and how they can prove who they are',
    files: 'role_assignments/data.parquet',
    sql: lake => `
      SELECT
        d."displayName" AS "role",
        count(*) FILTER (WHERE u.id IS NOT NULL) AS "people",
        count(*) FILTER (WHERE u.id IS NULL) AS "groups and applications",
        count(*) FILTER (WHERE u.id IS NOT NULL AND m."isMfaRegistered" IS DISTINCT FROM true) AS "without MFA"
      FROM ${file(lake, 'role_assignments')} r
      JOIN ${file(lake, 'role_definitions')} d ON d.id = r."roleDefinitionId"
      LEFT JOIN ${file(lake, 'users')} u ON u.id = r."principalId"
      LEFT JOIN ${file(lake, 'user_registration_details')} m ON m.id = r."principalId"
      GROUP BY ALL
      ORDER BY "people" DESC, "role"
      LIMIT 8`,
  },
]
