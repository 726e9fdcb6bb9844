-- One row per application and permission that it asks for. Made from the catalogue of tables by `npm run docs`.
select
    {{ adapter.quote('applicationId') }} as {{ adapter.quote('application_id') }},
    {{ adapter.quote('resourceAppId') }} as {{ adapter.quote('resource_app_id') }},
    {{ adapter.quote('id') }} as {{ adapter.quote('id') }},
    {{ adapter.quote('type') }} as {{ adapter.quote('type') }},
    {{ adapter.quote('_tenant_id') }} as {{ adapter.quote('_tenant_id') }},
    {{ adapter.quote('_changed_at') }} as {{ adapter.quote('_changed_at') }}
from {{ source('entra', 'application_required_permissions') }}
