-- One row per delegated permission that was classified (low impact). Made from the catalogue of tables by `npm run docs`.
select
    {{ adapter.quote('id') }} as {{ adapter.quote('id') }},
    {{ adapter.quote('classification') }} as {{ adapter.quote('classification') }},
    {{ adapter.quote('permissionId') }} as {{ adapter.quote('permission_id') }},
    {{ adapter.quote('permissionName') }} as {{ adapter.quote('permission_name') }},
    {{ adapter.quote('servicePrincipalId') }} as {{ adapter.quote('service_principal_id') }},
    {{ adapter.quote('_tenant_id') }} as {{ adapter.quote('_tenant_id') }},
    {{ adapter.quote('_changed_at') }} as {{ adapter.quote('_changed_at') }}
from {{ source('entra', 'delegated_permission_classifications') }}
