-- One row per role in force now; `assignmentType` says whether it was assigned or activated. Made from the catalogue of tables by `npm run docs`.
select
    {{ adapter.quote('id') }} as {{ adapter.quote('id') }},
    {{ adapter.quote('appScopeId') }} as {{ adapter.quote('app_scope_id') }},
    {{ adapter.quote('assignmentType') }} as {{ adapter.quote('assignment_type') }},
    {{ adapter.quote('directoryScopeId') }} as {{ adapter.quote('directory_scope_id') }},
    {{ adapter.quote('endDateTime') }} as {{ adapter.quote('end_date_time') }},
    {{ adapter.quote('memberType') }} as {{ adapter.quote('member_type') }},
    {{ adapter.quote('principalId') }} as {{ adapter.quote('principal_id') }},
    {{ adapter.quote('roleAssignmentOriginId') }} as {{ adapter.quote('role_assignment_origin_id') }},
    {{ adapter.quote('roleAssignmentScheduleId') }} as {{ adapter.quote('role_assignment_schedule_id') }},
    {{ adapter.quote('roleDefinitionId') }} as {{ adapter.quote('role_definition_id') }},
    {{ adapter.quote('startDateTime') }} as {{ adapter.quote('start_date_time') }},
    {{ adapter.quote('_tenant_id') }} as {{ adapter.quote('_tenant_id') }},
    {{ adapter.quote('_changed_at') }} as {{ adapter.quote('_changed_at') }}
from {{ source('entra', 'role_assignment_schedule_instances') }}
