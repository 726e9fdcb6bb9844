-- One row per consent to delegated permissions; `scope` names them, separated by spaces. Made from the catalogue of tables by `npm run docs`.
select
    {{ adapter.quote('id') }} as {{ adapter.quote('id') }},
    {{ adapter.quote('clientId') }} as {{ adapter.quote('client_id') }},
    {{ adapter.quote('consentType') }} as {{ adapter.quote('consent_type') }},
    {{ adapter.quote('principalId') }} as {{ adapter.quote('principal_id') }},
    {{ adapter.quote('resourceId') }} as {{ adapter.quote('resource_id') }},
    {{ adapter.quote('scope') }} as {{ adapter.quote('scope') }},
    {{ adapter.quote('_tenant_id') }} as {{ adapter.quote('_tenant_id') }},
    {{ adapter.quote('_changed_at') }} as {{ adapter.quote('_changed_at') }}
from {{ source('entra', 'oauth2_permission_grants') }}
