-- One row per user and licence (SKU) assigned to the user, directly or through a group. Made from the catalogue of tables by `npm run docs`.
select
    {{ adapter.quote('userId') }} as {{ adapter.quote('user_id') }},
    {{ adapter.quote('skuId') }} as {{ adapter.quote('sku_id') }},
    {{ adapter.quote('disabledPlans') }} as {{ adapter.quote('disabled_plans') }},
    {{ adapter.quote('_tenant_id') }} as {{ adapter.quote('_tenant_id') }},
    {{ adapter.quote('_changed_at') }} as {{ adapter.quote('_changed_at') }}
from {{ source('entra', 'user_licenses') }}
