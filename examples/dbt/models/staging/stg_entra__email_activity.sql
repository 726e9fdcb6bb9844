-- One row per user with mail sent, received and read. Made from the catalogue of tables by `npm run docs`.
select
    {{ adapter.quote('reportRefreshDate') }} as {{ adapter.quote('report_refresh_date') }},
    {{ adapter.quote('userPrincipalName') }} as {{ adapter.quote('user_principal_name') }},
    {{ adapter.quote('assignedProducts') }} as {{ adapter.quote('assigned_products') }},
    {{ adapter.quote('deletedDate') }} as {{ adapter.quote('deleted_date') }},
    {{ adapter.quote('displayName') }} as {{ adapter.quote('display_name') }},
    {{ adapter.quote('isDeleted') }} as {{ adapter.quote('is_deleted') }},
    {{ adapter.quote('lastActivityDate') }} as {{ adapter.quote('last_activity_date') }},
    {{ adapter.quote('meetingCreatedCount') }} as {{ adapter.quote('meeting_created_count') }},
    {{ adapter.quote('meetingInteractedCount') }} as {{ adapter.quote('meeting_interacted_count') }},
    {{ adapter.quote('readCount') }} as {{ adapter.quote('read_count') }},
    {{ adapter.quote('receiveCount') }} as {{ adapter.quote('receive_count') }},
    {{ adapter.quote('reportPeriod') }} as {{ adapter.quote('report_period') }},
    {{ adapter.quote('sendCount') }} as {{ adapter.quote('send_count') }},
    {{ adapter.quote('_tenant_id') }} as {{ adapter.quote('_tenant_id') }},
    {{ adapter.quote('_changed_at') }} as {{ adapter.quote('_changed_at') }}
from {{ source('entra', 'email_activity') }}
