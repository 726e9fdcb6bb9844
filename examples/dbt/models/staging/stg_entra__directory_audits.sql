-- One row per change in the directory: who did what to whom. Made from the catalogue of tables by `npm run docs`.
select
    {{ adapter.quote('id') }} as {{ adapter.quote('id') }},
    {{ adapter.quote('activityDateTime') }} as {{ adapter.quote('activity_date_time') }},
    {{ adapter.quote('activityDisplayName') }} as {{ adapter.quote('activity_display_name') }},
    {{ adapter.quote('additionalDetails') }} as {{ adapter.quote('additional_details') }},
    {{ adapter.quote('category') }} as {{ adapter.quote('category') }},
    {{ adapter.quote('correlationId') }} as {{ adapter.quote('correlation_id') }},
    {{ adapter.quote('initiatedBy') }} as {{ adapter.quote('initiated_by') }},
    {{ adapter.quote('loggedByService') }} as {{ adapter.quote('logged_by_service') }},
    {{ adapter.quote('operationType') }} as {{ adapter.quote('operation_type') }},
    {{ adapter.quote('result') }} as {{ adapter.quote('result') }},
    {{ adapter.quote('resultReason') }} as {{ adapter.quote('result_reason') }},
    {{ adapter.quote('targetResources') }} as {{ adapter.quote('target_resources') }},
    {{ adapter.quote('_tenant_id') }} as {{ adapter.quote('_tenant_id') }},
    {{ adapter.quote('_changed_at') }} as {{ adapter.quote('_changed_at') }}
from {{ source('entra', 'directory_audits') }}
