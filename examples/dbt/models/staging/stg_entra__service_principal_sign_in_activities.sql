-- One row per application with the times of its last sign-ins, by role (client or resource). Made from the catalogue of tables by `npm run docs`.
select
    {{ adapter.quote('id') }} as {{ adapter.quote('id') }},
    {{ adapter.quote('appId') }} as {{ adapter.quote('app_id') }},
    {{ adapter.quote('applicationAuthenticationClientSignInActivity') }} as {{ adapter.quote('application_authentication_client_sign_in_activity') }},
    {{ adapter.quote('applicationAuthenticationResourceSignInActivity') }} as {{ adapter.quote('application_authentication_resource_sign_in_activity') }},
    {{ adapter.quote('delegatedClientSignInActivity') }} as {{ adapter.quote('delegated_client_sign_in_activity') }},
    {{ adapter.quote('delegatedResourceSignInActivity') }} as {{ adapter.quote('delegated_resource_sign_in_activity') }},
    {{ adapter.quote('lastSignInActivity') }} as {{ adapter.quote('last_sign_in_activity') }},
    {{ adapter.quote('_tenant_id') }} as {{ adapter.quote('_tenant_id') }},
    {{ adapter.quote('_changed_at') }} as {{ adapter.quote('_changed_at') }}
from {{ source('entra', 'service_principal_sign_in_activities') }}
