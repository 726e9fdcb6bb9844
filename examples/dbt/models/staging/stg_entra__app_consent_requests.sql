-- One row per application that users asked an administrator to consent to. Made from the catalogue of tables by `npm run docs`.
select
    {{ adapter.quote('id') }} as {{ adapter.quote('id') }},
    {{ adapter.quote('appDisplayName') }} as {{ adapter.quote('app_display_name') }},
    {{ adapter.quote('appId') }} as {{ adapter.quote('app_id') }},
    {{ adapter.quote('pendingScopes') }} as {{ adapter.quote('pending_scopes') }},
    {{ adapter.quote('_tenant_id') }} as {{ adapter.quote('_tenant_id') }},
    {{ adapter.quote('_changed_at') }} as {{ adapter.quote('_changed_at') }}
from {{ source('entra', 'app_consent_requests') }}
