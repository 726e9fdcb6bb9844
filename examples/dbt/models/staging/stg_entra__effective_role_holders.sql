-- One row per principal, role, scope and way of holding it: active or eligible, directly or through a group. Made from the catalogue of tables by `npm run docs`.
select
    {{ adapter.quote('principalId') }} as {{ adapter.quote('principal_id') }},
    {{ adapter.quote('roleDefinitionId') }} as {{ adapter.quote('role_definition_id') }},
    {{ adapter.quote('directoryScopeId') }} as {{ adapter.quote('directory_scope_id') }},
    {{ adapter.quote('appScopeId') }} as {{ adapter.quote('app_scope_id') }},
    {{ adapter.quote('assignmentType') }} as {{ adapter.quote('assignment_type') }},
    {{ adapter.quote('viaGroupId') }} as {{ adapter.quote('via_group_id') }},
    {{ adapter.quote('accountEnabled') }} as {{ adapter.quote('account_enabled') }},
    {{ adapter.quote('endDateTime') }} as {{ adapter.quote('end_date_time') }},
    {{ adapter.quote('isActivated') }} as {{ adapter.quote('is_activated') }},
    {{ adapter.quote('isBuiltIn') }} as {{ adapter.quote('is_built_in') }},
    {{ adapter.quote('isPermanent') }} as {{ adapter.quote('is_permanent') }},
    {{ adapter.quote('path') }} as {{ adapter.quote('path') }},
    {{ adapter.quote('principalDisplayName') }} as {{ adapter.quote('principal_display_name') }},
    {{ adapter.quote('principalType') }} as {{ adapter.quote('principal_type') }},
    {{ adapter.quote('roleDisplayName') }} as {{ adapter.quote('role_display_name') }},
    {{ adapter.quote('startDateTime') }} as {{ adapter.quote('start_date_time') }},
    {{ adapter.quote('userPrincipalName') }} as {{ adapter.quote('user_principal_name') }},
    {{ adapter.quote('_tenant_id') }} as {{ adapter.quote('_tenant_id') }},
    {{ adapter.quote('_changed_at') }} as {{ adapter.quote('_changed_at') }}
from {{ source('entra', 'effective_role_holders') }}
