-- One row per licence (SKU) that the tenant bought, with seats bought and used. Made from the catalogue of tables by `npm run docs`.
select
    {{ adapter.quote('id') }} as {{ adapter.quote('id') }},
    {{ adapter.quote('accountId') }} as {{ adapter.quote('account_id') }},
    {{ adapter.quote('accountName') }} as {{ adapter.quote('account_name') }},
    {{ adapter.quote('appliesTo') }} as {{ adapter.quote('applies_to') }},
    {{ adapter.quote('capabilityStatus') }} as {{ adapter.quote('capability_status') }},
    {{ adapter.quote('consumedUnits') }} as {{ adapter.quote('consumed_units') }},
    {{ adapter.quote('prepaidUnits') }} as {{ adapter.quote('prepaid_units') }},
    {{ adapter.quote('servicePlans') }} as {{ adapter.quote('service_plans') }},
    {{ adapter.quote('skuId') }} as {{ adapter.quote('sku_id') }},
    {{ adapter.quote('skuPartNumber') }} as {{ adapter.quote('sku_part_number') }},
    {{ adapter.quote('subscriptionIds') }} as {{ adapter.quote('subscription_ids') }},
    {{ adapter.quote('_tenant_id') }} as {{ adapter.quote('_tenant_id') }},
    {{ adapter.quote('_changed_at') }} as {{ adapter.quote('_changed_at') }}
from {{ source('entra', 'subscribed_skus') }}
