-- One row per lifecycle workflow. Made from the catalogue of tables by `npm run docs`.
select
    {{ adapter.quote('id') }} as {{ adapter.quote('id') }},
    {{ adapter.quote('category') }} as {{ adapter.quote('category') }},
    {{ adapter.quote('createdDateTime') }} as {{ adapter.quote('created_date_time') }},
    {{ adapter.quote('deletedDateTime') }} as {{ adapter.quote('deleted_date_time') }},
    {{ adapter.quote('description') }} as {{ adapter.quote('description') }},
    {{ adapter.quote('displayName') }} as {{ adapter.quote('display_name') }},
    {{ adapter.quote('executionConditions') }} as {{ adapter.quote('execution_conditions') }},
    {{ adapter.quote('isEnabled') }} as {{ adapter.quote('is_enabled') }},
    {{ adapter.quote('isSchedulingEnabled') }} as {{ adapter.quote('is_scheduling_enabled') }},
    {{ adapter.quote('lastModifiedDateTime') }} as {{ adapter.quote('last_modified_date_time') }},
    {{ adapter.quote('nextScheduleRunDateTime') }} as {{ adapter.quote('next_schedule_run_date_time') }},
    {{ adapter.quote('quarantineDetails') }} as {{ adapter.quote('quarantine_details') }},
    {{ adapter.quote('settings') }} as {{ adapter.quote('settings') }},
    {{ adapter.quote('version') }} as {{ adapter.quote('version') }},
    {{ adapter.quote('_tenant_id') }} as {{ adapter.quote('_tenant_id') }},
    {{ adapter.quote('_changed_at') }} as {{ adapter.quote('_changed_at') }}
from {{ source('entra', 'lifecycle_workflows') }}
