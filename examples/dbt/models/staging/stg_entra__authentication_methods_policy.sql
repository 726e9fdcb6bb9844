-- One row: which authentication methods are allowed; the configurations are JSON texts. Made from the catalogue of tables by `npm run docs`.
select
    {{ adapter.quote('id') }} as {{ adapter.quote('id') }},
    {{ adapter.quote('authenticationMethodConfigurations') }} as {{ adapter.quote('authentication_method_configurations') }},
    {{ adapter.quote('description') }} as {{ adapter.quote('description') }},
    {{ adapter.quote('displayName') }} as {{ adapter.quote('display_name') }},
    {{ adapter.quote('lastModifiedDateTime') }} as {{ adapter.quote('last_modified_date_time') }},
    {{ adapter.quote('policyMigrationState') }} as {{ adapter.quote('policy_migration_state') }},
    {{ adapter.quote('policyVersion') }} as {{ adapter.quote('policy_version') }},
    {{ adapter.quote('reconfirmationInDays') }} as {{ adapter.quote('reconfirmation_in_days') }},
    {{ adapter.quote('registrationEnforcement') }} as {{ adapter.quote('registration_enforcement') }},
    {{ adapter.quote('_tenant_id') }} as {{ adapter.quote('_tenant_id') }},
    {{ adapter.quote('_changed_at') }} as {{ adapter.quote('_changed_at') }}
from {{ source('entra', 'authentication_methods_policy') }}
