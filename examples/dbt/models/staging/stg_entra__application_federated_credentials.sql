-- One row per application and federated credential: whose tokens it accepts in place of a secret. Made from the catalogue of tables by `npm run docs`.
select
    {{ adapter.quote('applicationId') }} as {{ adapter.quote('application_id') }},
    {{ adapter.quote('id') }} as {{ adapter.quote('id') }},
    {{ adapter.quote('audiences') }} as {{ adapter.quote('audiences') }},
    {{ adapter.quote('description') }} as {{ adapter.quote('description') }},
    {{ adapter.quote('issuer') }} as {{ adapter.quote('issuer') }},
    {{ adapter.quote('name') }} as {{ adapter.quote('name') }},
    {{ adapter.quote('subject') }} as {{ adapter.quote('subject') }},
    {{ adapter.quote('_tenant_id') }} as {{ adapter.quote('_tenant_id') }},
    {{ adapter.quote('_changed_at') }} as {{ adapter.quote('_changed_at') }}
from {{ source('entra', 'application_federated_credentials') }}
