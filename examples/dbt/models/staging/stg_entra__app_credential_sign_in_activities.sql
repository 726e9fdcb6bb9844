-- One row per credential of an application with the time of its last use. Made from the catalogue of tables by `npm run docs`.
select
    {{ adapter.quote('id') }} as {{ adapter.quote('id') }},
    {{ adapter.quote('appId') }} as {{ adapter.quote('app_id') }},
    {{ adapter.quote('appObjectId') }} as {{ adapter.quote('app_object_id') }},
    {{ adapter.quote('createdDateTime') }} as {{ adapter.quote('created_date_time') }},
    {{ adapter.quote('credentialOrigin') }} as {{ adapter.quote('credential_origin') }},
    {{ adapter.quote('expirationDateTime') }} as {{ adapter.quote('expiration_date_time') }},
    {{ adapter.quote('keyId') }} as {{ adapter.quote('key_id') }},
    {{ adapter.quote('keyType') }} as {{ adapter.quote('key_type') }},
    {{ adapter.quote('keyUsage') }} as {{ adapter.quote('key_usage') }},
    {{ adapter.quote('resourceId') }} as {{ adapter.quote('resource_id') }},
    {{ adapter.quote('servicePrincipalObjectId') }} as {{ adapter.quote('service_principal_object_id') }},
    {{ adapter.quote('signInActivity') }} as {{ adapter.quote('sign_in_activity') }},
    {{ adapter.quote('_tenant_id') }} as {{ adapter.quote('_tenant_id') }},
    {{ adapter.quote('_changed_at') }} as {{ adapter.quote('_changed_at') }}
from {{ source('entra', 'app_credential_sign_in_activities') }}
