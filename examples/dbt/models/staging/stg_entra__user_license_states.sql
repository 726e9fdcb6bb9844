-- One row per user, licence and way of assignment (a group, or directly when `assignedByGroup` is NULL), with its state. Made from the catalogue of tables by `npm run docs`.
select
    {{ adapter.quote('userId') }} as {{ adapter.quote('user_id') }},
    {{ adapter.quote('skuId') }} as {{ adapter.quote('sku_id') }},
    {{ adapter.quote('assignedByGroup') }} as {{ adapter.quote('assigned_by_group') }},
    {{ adapter.quote('disabledPlans') }} as {{ adapter.quote('disabled_plans') }},
    {{ adapter.quote('error') }} as {{ adapter.quote('error') }},
    {{ adapter.quote('lastUpdatedDateTime') }} as {{ adapter.quote('last_updated_date_time') }},
    {{ adapter.quote('state') }} as {{ adapter.quote('state') }},
    {{ adapter.quote('_tenant_id') }} as {{ adapter.quote('_tenant_id') }},
    {{ adapter.quote('_changed_at') }} as {{ adapter.quote('_changed_at') }}
from {{ source('entra', 'user_license_states') }}
