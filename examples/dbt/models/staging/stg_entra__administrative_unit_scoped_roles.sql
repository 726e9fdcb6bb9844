-- One row per role held within an administrative unit only. Made from the catalogue of tables by `npm run docs`.
select
    {{ adapter.quote('id') }} as {{ adapter.quote('id') }},
    {{ adapter.quote('administrativeUnitId') }} as {{ adapter.quote('administrative_unit_id') }},
    {{ adapter.quote('roleId') }} as {{ adapter.quote('role_id') }},
    {{ adapter.quote('roleMemberInfo') }} as {{ adapter.quote('role_member_info') }},
    {{ adapter.quote('_tenant_id') }} as {{ adapter.quote('_tenant_id') }},
    {{ adapter.quote('_changed_at') }} as {{ adapter.quote('_changed_at') }}
from {{ source('entra', 'administrative_unit_scoped_roles') }}
