-- One row per customer of a partner tenant. Made from the catalogue of tables by `npm run docs`.
select
    {{ adapter.quote('id') }} as {{ adapter.quote('id') }},
    {{ adapter.quote('contractType') }} as {{ adapter.quote('contract_type') }},
    {{ adapter.quote('customerId') }} as {{ adapter.quote('customer_id') }},
    {{ adapter.quote('defaultDomainName') }} as {{ adapter.quote('default_domain_name') }},
    {{ adapter.quote('deletedDateTime') }} as {{ adapter.quote('deleted_date_time') }},
    {{ adapter.quote('displayName') }} as {{ adapter.quote('display_name') }},
    {{ adapter.quote('_tenant_id') }} as {{ adapter.quote('_tenant_id') }},
    {{ adapter.quote('_changed_at') }} as {{ adapter.quote('_changed_at') }}
from {{ source('entra', 'contracts') }}
