-- One row per set of rules for activating and assigning a role; `rules` are JSON texts. Made from the catalogue of tables by `npm run docs`.
select
    {{ adapter.quote('id') }} as {{ adapter.quote('id') }},
    {{ adapter.quote('description') }} as {{ adapter.quote('description') }},
    {{ adapter.quote('displayName') }} as {{ adapter.quote('display_name') }},
    {{ adapter.quote('isOrganizationDefault') }} as {{ adapter.quote('is_organization_default') }},
    {{ adapter.quote('lastModifiedBy') }} as {{ adapter.quote('last_modified_by') }},
    {{ adapter.quote('lastModifiedDateTime') }} as {{ adapter.quote('last_modified_date_time') }},
    {{ adapter.quote('rules') }} as {{ adapter.quote('rules') }},
    {{ adapter.quote('scopeId') }} as {{ adapter.quote('scope_id') }},
    {{ adapter.quote('scopeType') }} as {{ adapter.quote('scope_type') }},
    {{ adapter.quote('_tenant_id') }} as {{ adapter.quote('_tenant_id') }},
    {{ adapter.quote('_changed_at') }} as {{ adapter.quote('_changed_at') }}
from {{ source('entra', 'role_management_policies') }}
