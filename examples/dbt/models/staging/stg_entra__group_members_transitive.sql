-- One row per group and effective member, direct or through nested groups; `path` names the groups on one of the shortest ways. Made from the catalogue of tables by `npm run docs`.
select
    {{ adapter.quote('groupId') }} as {{ adapter.quote('group_id') }},
    {{ adapter.quote('id') }} as {{ adapter.quote('id') }},
    {{ adapter.quote('depth') }} as {{ adapter.quote('depth') }},
    {{ adapter.quote('memberType') }} as {{ adapter.quote('member_type') }},
    {{ adapter.quote('path') }} as {{ adapter.quote('path') }},
    {{ adapter.quote('_tenant_id') }} as {{ adapter.quote('_tenant_id') }},
    {{ adapter.quote('_changed_at') }} as {{ adapter.quote('_changed_at') }}
from {{ source('entra', 'group_members_transitive') }}
