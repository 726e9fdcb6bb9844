-- One row per service principal and credential, never with its value. Made from the catalogue of tables by `npm run docs`.
select
    {{ adapter.quote('servicePrincipalId') }} as {{ adapter.quote('service_principal_id') }},
    {{ adapter.quote('credentialType') }} as {{ adapter.quote('credential_type') }},
    {{ adapter.quote('keyId') }} as {{ adapter.quote('key_id') }},
    {{ adapter.quote('customKeyIdentifier') }} as {{ adapter.quote('custom_key_identifier') }},
    {{ adapter.quote('displayName') }} as {{ adapter.quote('display_name') }},
    {{ adapter.quote('endDateTime') }} as {{ adapter.quote('end_date_time') }},
    {{ adapter.quote('hint') }} as {{ adapter.quote('hint') }},
    {{ adapter.quote('startDateTime') }} as {{ adapter.quote('start_date_time') }},
    {{ adapter.quote('type') }} as {{ adapter.quote('type') }},
    {{ adapter.quote('usage') }} as {{ adapter.quote('usage') }},
    {{ adapter.quote('_tenant_id') }} as {{ adapter.quote('_tenant_id') }},
    {{ adapter.quote('_changed_at') }} as {{ adapter.quote('_changed_at') }}
from {{ source('entra', 'service_principal_credentials') }}
