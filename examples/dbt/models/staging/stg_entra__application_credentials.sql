-- One row per application and credential (secret or certificate), never with its value. Made from the catalogue of tables by `npm run docs`.
select
    {{ adapter.quote('applicationId') }} as {{ adapter.quote('application_id') }},
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
from {{ source('entra', 'application_credentials') }}
