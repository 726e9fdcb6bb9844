-- One row per rule that makes somebody eligible for a role. Made from the catalogue of tables by `npm run docs`.
select
    {{ adapter.quote('id') }} as {{ adapter.quote('id') }},
    {{ adapter.quote('appScopeId') }} as {{ adapter.quote('app_scope_id') }},
    {{ adapter.quote('createdDateTime') }} as {{ adapter.quote('created_date_time') }},
    {{ adapter.quote('createdUsing') }} as {{ adapter.quote('created_using') }},
    {{ adapter.quote('directoryScopeId') }} as {{ adapter.quote('directory_scope_id') }},
    {{ adapter.quote('memberType') }} as {{ adapter.quote('member_type') }},
    {{ adapter.quote('modifiedDateTime') }} as {{ adapter.quote('modified_date_time') }},
    {{ adapter.quote('principalId') }} as {{ adapter.quote('principal_id') }},
    {{ adapter.quote('roleDefinitionId') }} as {{ adapter.quote('role_definition_id') }},
    {{ adapter.quote('scheduleInfo') }} as {{ adapter.quote('schedule_info') }},
    {{ adapter.quote('status') }} as {{ adapter.quote('status') }},
    {{ adapter.quote('_tenant_id') }} as {{ adapter.quote('_tenant_id') }},
    {{ adapter.quote('_changed_at') }} as {{ adapter.quote('_changed_at') }}
from {{ source('entra', 'role_eligibility_schedules') }}
