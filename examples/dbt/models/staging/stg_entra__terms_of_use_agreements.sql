-- One row per agreement that users must accept. Made from the catalogue of tables by `npm run docs`.
select
    {{ adapter.quote('id') }} as {{ adapter.quote('id') }},
    {{ adapter.quote('displayName') }} as {{ adapter.quote('display_name') }},
    {{ adapter.quote('isPerDeviceAcceptanceRequired') }} as {{ adapter.quote('is_per_device_acceptance_required') }},
    {{ adapter.quote('isViewingBeforeAcceptanceRequired') }} as {{ adapter.quote('is_viewing_before_acceptance_required') }},
    {{ adapter.quote('termsExpiration') }} as {{ adapter.quote('terms_expiration') }},
    {{ adapter.quote('userReacceptRequiredFrequency') }} as {{ adapter.quote('user_reaccept_required_frequency') }},
    {{ adapter.quote('_tenant_id') }} as {{ adapter.quote('_tenant_id') }},
    {{ adapter.quote('_changed_at') }} as {{ adapter.quote('_changed_at') }}
from {{ source('entra', 'terms_of_use_agreements') }}
