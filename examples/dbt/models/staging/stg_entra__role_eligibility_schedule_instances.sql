-- One row per role that somebody is eligible for now. Made from the catalogue of tables by `npm run docs`.
select
    {{ adapter.quote('id') }} as {{ adapter.quote('id') }},
    {{ adapter.quote('appScopeId') }} as {{ adapter.quote('app_scope_id') }},
    {{ adapter.quote('directoryScopeId') }} as {{ adapter.quote('directory_scope_id') }},
    {{ adapter.quote('endDateTime') }} as {{ adapter.quote('end_date_time') }},
    {{ adapter.quote('memberType') }} as {{ adapter.quote('member_type') }},
    {{ adapter.quote('principalId') }} as {{ adapter.quote('principal_id') }},
    {{ adapter.quote('roleDefinitionId') }} as {{ adapter.quote('role_definition_id') }},
    {{ adapter.quote('roleEligibilityScheduleId') }} as {{ adapter.quote('role_eligibility_schedule_id') }},
    {{ adapter.quote('startDateTime') }} as {{ adapter.quote('start_date_time') }},
    {{ adapter.quote('_tenant_id') }} as {{ adapter.quote('_tenant_id') }},
    {{ adapter.quote('_changed_at') }} as {{ adapter.quote('_changed_at') }}
from {{ source('entra', 'role_eligibility_schedule_instances') }}
