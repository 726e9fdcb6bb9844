// https://learn.microsoft.com/graph/api/reportroot-getteamsuseractivityuserdetail?view=graph-rest-1.0
import type { ReportStream } from './define.ts'

export const teams_user_activity: ReportStream = {
  kind: 'report',
  doc: 'https://learn.microsoft.com/graph/api/reportroot-getteamsuseractivityuserdetail?view=graph-rest-1.0',
  api: 'v1.0',
  path: "/reports/getTeamsUserActivityUserDetail(period='D90')",
  family: 'usageReports',
  permissions: { application: ['Reports.Read.All'], delegated: ['Reports.Read.All'] },
  licence: null,
  clouds: ['global'],
  inDefaultSet: true,
  tables: {
    teams_user_activity: {
      about: 'One row per user with activity in Teams.',
      example: {
        question: 'Who talks and meets most?',
        sql: `
          SELECT userPrincipalName, meetingsAttendedCount, teamChatMessageCount
          FROM {teams_user_activity}
          ORDER BY meetingsAttendedCount DESC LIMIT 20
        `,
      },
      rows: 'own',
      key: ['reportRefreshDate', 'userId'],
      columns: {
        reportRefreshDate: 'date',
        userId: 'string',
        adHocMeetingsAttendedCount: 'int64',
        adHocMeetingsOrganizedCount: 'int64',
        assignedProducts: 'string',
        audioDuration: 'string',
        audioDurationInSeconds: 'int64',
        callCount: 'int64',
        deletedDate: 'date',
        hasOtherAction: 'boolean',
        isDeleted: 'boolean',
        isLicensed: 'boolean',
        lastActivityDate: 'date',
        meetingCount: 'int64',
        meetingsAttendedCount: 'int64',
        meetingsOrganizedCount: 'int64',
        postMessages: 'int64',
        privateChatMessageCount: 'int64',
        replyMessages: 'int64',
        reportPeriod: 'string',
        scheduledOneTimeMeetingsAttendedCount: 'int64',
        scheduledOneTimeMeetingsOrganizedCount: 'int64',
        scheduledRecurringMeetingsAttendedCount: 'int64',
        scheduledRecurringMeetingsOrganizedCount: 'int64',
        screenShareDuration: 'string',
        screenShareDurationInSeconds: 'int64',
        sharedChannelTenantDisplayNames: 'string',
        teamChatMessageCount: 'int64',
        tenantDisplayName: 'string',
        urgentMessages: 'int64',
        userPrincipalName: 'string',
        videoDuration: 'string',
        videoDurationInSeconds: 'int64',
      },
      schemaVersion: 1,
    },
  },
}
