-- One row per role and the policy that governs it. Made from the catalogue of tables by `npm run docs`.
select
    {{ adapter.quote('id') }} as {{ adapter.quote('id') }},
    {{ adapter.quote('policyId') }} as {{ adapter.quote('policy_id') }},
    {{ adapter.quote('roleDefinitionId') }} as {{ adapter.quote('role_definition_id') }},
    {{ adapter.quote('scopeId') }} as {{ adapter.quote('scope_id') }},
    {{ adapter.quote('scopeType') }} as {{ adapter.quote('scope_type') }},
    {{ adapter.quote('_tenant_id') }} as {{ adapter.quote('_tenant_id') }},
    {{ adapter.quote('_changed_at') }} as {{ adapter.quote('_changed_at') }}
from {{ source('entra', 'role_management_policy_assignments') }}
