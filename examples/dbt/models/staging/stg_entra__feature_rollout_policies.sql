-- One row per staged rollout of a feature. Made from the catalogue of tables by `npm run docs`.
select
    {{ adapter.quote('id') }} as {{ adapter.quote('id') }},
    {{ adapter.quote('description') }} as {{ adapter.quote('description') }},
    {{ adapter.quote('displayName') }} as {{ adapter.quote('display_name') }},
    {{ adapter.quote('feature') }} as {{ adapter.quote('feature') }},
    {{ adapter.quote('isAppliedToOrganization') }} as {{ adapter.quote('is_applied_to_organization') }},
    {{ adapter.quote('isEnabled') }} as {{ adapter.quote('is_enabled') }},
    {{ adapter.quote('_tenant_id') }} as {{ adapter.quote('_tenant_id') }},
    {{ adapter.quote('_changed_at') }} as {{ adapter.quote('_changed_at') }}
from {{ source('entra', 'feature_rollout_policies') }}
