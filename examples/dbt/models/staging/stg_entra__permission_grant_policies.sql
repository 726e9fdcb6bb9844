-- One row per policy that says which permissions may be consented to. Made from the catalogue of tables by `npm run docs`.
select
    {{ adapter.quote('id') }} as {{ adapter.quote('id') }},
    {{ adapter.quote('deletedDateTime') }} as {{ adapter.quote('deleted_date_time') }},
    {{ adapter.quote('description') }} as {{ adapter.quote('description') }},
    {{ adapter.quote('displayName') }} as {{ adapter.quote('display_name') }},
    {{ adapter.quote('excludes') }} as {{ adapter.quote('excludes') }},
    {{ adapter.quote('includes') }} as {{ adapter.quote('includes') }},
    {{ adapter.quote('_tenant_id') }} as {{ adapter.quote('_tenant_id') }},
    {{ adapter.quote('_changed_at') }} as {{ adapter.quote('_changed_at') }}
from {{ source('entra', 'permission_grant_policies') }}
