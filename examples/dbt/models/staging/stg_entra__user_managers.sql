-- One row per user who has a manager; `id` is the manager's. Made from the catalogue of tables by `npm run docs`.
select
    {{ adapter.quote('userId') }} as {{ adapter.quote('user_id') }},
    {{ adapter.quote('_odata_type') }} as {{ adapter.quote('_odata_type') }},
    {{ adapter.quote('id') }} as {{ adapter.quote('id') }},
    {{ adapter.quote('_tenant_id') }} as {{ adapter.quote('_tenant_id') }},
    {{ adapter.quote('_changed_at') }} as {{ adapter.quote('_changed_at') }}
from {{ source('entra', 'user_managers') }}
