-- One row per authentication strength: the combinations of methods that suffice. Made from the catalogue of tables by `npm run docs`.
select
    {{ adapter.quote('id') }} as {{ adapter.quote('id') }},
    {{ adapter.quote('allowedCombinations') }} as {{ adapter.quote('allowed_combinations') }},
    {{ adapter.quote('combinationConfigurations') }} as {{ adapter.quote('combination_configurations') }},
    {{ adapter.quote('createdDateTime') }} as {{ adapter.quote('created_date_time') }},
    {{ adapter.quote('description') }} as {{ adapter.quote('description') }},
    {{ adapter.quote('displayName') }} as {{ adapter.quote('display_name') }},
    {{ adapter.quote('modifiedDateTime') }} as {{ adapter.quote('modified_date_time') }},
    {{ adapter.quote('policyType') }} as {{ adapter.quote('policy_type') }},
    {{ adapter.quote('requirementsSatisfied') }} as {{ adapter.quote('requirements_satisfied') }},
    {{ adapter.quote('_tenant_id') }} as {{ adapter.quote('_tenant_id') }},
    {{ adapter.quote('_changed_at') }} as {{ adapter.quote('_changed_at') }}
from {{ source('entra', 'authentication_strengths') }}
