-- One row per app role assigned to a user, or to a group that a user is directly in. Made from the catalogue of tables by `npm run docs`.
select
    {{ adapter.quote('id') }} as {{ adapter.quote('id') }},
    {{ adapter.quote('appRoleId') }} as {{ adapter.quote('app_role_id') }},
    {{ adapter.quote('createdDateTime') }} as {{ adapter.quote('created_date_time') }},
    {{ adapter.quote('deletedDateTime') }} as {{ adapter.quote('deleted_date_time') }},
    {{ adapter.quote('principalDisplayName') }} as {{ adapter.quote('principal_display_name') }},
    {{ adapter.quote('principalId') }} as {{ adapter.quote('principal_id') }},
    {{ adapter.quote('principalType') }} as {{ adapter.quote('principal_type') }},
    {{ adapter.quote('resourceDisplayName') }} as {{ adapter.quote('resource_display_name') }},
    {{ adapter.quote('resourceId') }} as {{ adapter.quote('resource_id') }},
    {{ adapter.quote('_tenant_id') }} as {{ adapter.quote('_tenant_id') }},
    {{ adapter.quote('_changed_at') }} as {{ adapter.quote('_changed_at') }}
from {{ source('entra', 'user_app_role_assignments') }}
