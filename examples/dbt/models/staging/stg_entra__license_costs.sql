-- One row per user and licence (SKU), with how it was assigned and, where `--prices` names a price, what it costs a month. Made from the catalogue of tables by `npm run docs`.
select
    {{ adapter.quote('userId') }} as {{ adapter.quote('user_id') }},
    {{ adapter.quote('skuId') }} as {{ adapter.quote('sku_id') }},
    {{ adapter.quote('accountEnabled') }} as {{ adapter.quote('account_enabled') }},
    {{ adapter.quote('assignment') }} as {{ adapter.quote('assignment') }},
    {{ adapter.quote('currency') }} as {{ adapter.quote('currency') }},
    {{ adapter.quote('groupIds') }} as {{ adapter.quote('group_ids') }},
    {{ adapter.quote('pricePerMonth') }} as {{ adapter.quote('price_per_month') }},
    {{ adapter.quote('skuPartNumber') }} as {{ adapter.quote('sku_part_number') }},
    {{ adapter.quote('userPrincipalName') }} as {{ adapter.quote('user_principal_name') }},
    {{ adapter.quote('_tenant_id') }} as {{ adapter.quote('_tenant_id') }},
    {{ adapter.quote('_changed_at') }} as {{ adapter.quote('_changed_at') }}
from {{ source('entra', 'license_costs') }}
