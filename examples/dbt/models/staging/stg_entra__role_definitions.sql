-- One row per role, built in or the tenant's own, with its permissions. Made from the catalogue of tables by `npm run docs`.
select
    {{ adapter.quote('id') }} as {{ adapter.quote('id') }},
    {{ adapter.quote('description') }} as {{ adapter.quote('description') }},
    {{ adapter.quote('displayName') }} as {{ adapter.quote('display_name') }},
    {{ adapter.quote('isBuiltIn') }} as {{ adapter.quote('is_built_in') }},
    {{ adapter.quote('isEnabled') }} as {{ adapter.quote('is_enabled') }},
    {{ adapter.quote('resourceScopes') }} as {{ adapter.quote('resource_scopes') }},
    {{ adapter.quote('rolePermissions') }} as {{ adapter.quote('role_permissions') }},
    {{ adapter.quote('templateId') }} as {{ adapter.quote('template_id') }},
    {{ adapter.quote('version') }} as {{ adapter.quote('version') }},
    {{ adapter.quote('_tenant_id') }} as {{ adapter.quote('_tenant_id') }},
    {{ adapter.quote('_changed_at') }} as {{ adapter.quote('_changed_at') }}
from {{ source('entra', 'role_definitions') }}
