-- One row per group and direct member; `_odata_type` says what the member is. Made from the catalogue of tables by `npm run docs`.
select
    {{ adapter.quote('groupId') }} as {{ adapter.quote('group_id') }},
    {{ adapter.quote('id') }} as {{ adapter.quote('id') }},
    {{ adapter.quote('_odata_type') }} as {{ adapter.quote('_odata_type') }},
    {{ adapter.quote('_tenant_id') }} as {{ adapter.quote('_tenant_id') }},
    {{ adapter.quote('_changed_at') }} as {{ adapter.quote('_changed_at') }}
from {{ source('entra', 'group_members') }}
