-- One row per secret or certificate of an application or a service principal, SAML signing certificates included, with its dates. Made from the catalogue of tables by `npm run docs`.
select
    {{ adapter.quote('objectType') }} as {{ adapter.quote('object_type') }},
    {{ adapter.quote('objectId') }} as {{ adapter.quote('object_id') }},
    {{ adapter.quote('kind') }} as {{ adapter.quote('kind') }},
    {{ adapter.quote('keyId') }} as {{ adapter.quote('key_id') }},
    {{ adapter.quote('appId') }} as {{ adapter.quote('app_id') }},
    {{ adapter.quote('credentialDisplayName') }} as {{ adapter.quote('credential_display_name') }},
    {{ adapter.quote('displayName') }} as {{ adapter.quote('display_name') }},
    {{ adapter.quote('endDateTime') }} as {{ adapter.quote('end_date_time') }},
    {{ adapter.quote('lifetimeDays') }} as {{ adapter.quote('lifetime_days') }},
    {{ adapter.quote('ownerIds') }} as {{ adapter.quote('owner_ids') }},
    {{ adapter.quote('servicePrincipalType') }} as {{ adapter.quote('service_principal_type') }},
    {{ adapter.quote('startDateTime') }} as {{ adapter.quote('start_date_time') }},
    {{ adapter.quote('usage') }} as {{ adapter.quote('usage') }},
    {{ adapter.quote('_tenant_id') }} as {{ adapter.quote('_tenant_id') }},
    {{ adapter.quote('_changed_at') }} as {{ adapter.quote('_changed_at') }}
from {{ source('entra', 'credential_expiry') }}
