-- One row per tenant of the multitenant organisation. Made from the catalogue of tables by `npm run docs`.
select
    {{ adapter.quote('tenantId') }} as {{ adapter.quote('tenant_id') }},
    {{ adapter.quote('addedByTenantId') }} as {{ adapter.quote('added_by_tenant_id') }},
    {{ adapter.quote('addedDateTime') }} as {{ adapter.quote('added_date_time') }},
    {{ adapter.quote('displayName') }} as {{ adapter.quote('display_name') }},
    {{ adapter.quote('joinedDateTime') }} as {{ adapter.quote('joined_date_time') }},
    {{ adapter.quote('role') }} as {{ adapter.quote('role') }},
    {{ adapter.quote('state') }} as {{ adapter.quote('state') }},
    {{ adapter.quote('transitionDetails') }} as {{ adapter.quote('transition_details') }},
    {{ adapter.quote('_tenant_id') }} as {{ adapter.quote('_tenant_id') }},
    {{ adapter.quote('_changed_at') }} as {{ adapter.quote('_changed_at') }}
from {{ source('entra', 'multi_tenant_organization_members') }}
