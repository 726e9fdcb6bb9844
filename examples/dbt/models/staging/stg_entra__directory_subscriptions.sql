-- One row per commercial subscription, with its term. Made from the catalogue of tables by `npm run docs`.
select
    {{ adapter.quote('id') }} as {{ adapter.quote('id') }},
    {{ adapter.quote('commerceSubscriptionId') }} as {{ adapter.quote('commerce_subscription_id') }},
    {{ adapter.quote('createdDateTime') }} as {{ adapter.quote('created_date_time') }},
    {{ adapter.quote('isTrial') }} as {{ adapter.quote('is_trial') }},
    {{ adapter.quote('nextLifecycleDateTime') }} as {{ adapter.quote('next_lifecycle_date_time') }},
    {{ adapter.quote('ownerId') }} as {{ adapter.quote('owner_id') }},
    {{ adapter.quote('ownerTenantId') }} as {{ adapter.quote('owner_tenant_id') }},
    {{ adapter.quote('ownerType') }} as {{ adapter.quote('owner_type') }},
    {{ adapter.quote('serviceStatus') }} as {{ adapter.quote('service_status') }},
    {{ adapter.quote('skuId') }} as {{ adapter.quote('sku_id') }},
    {{ adapter.quote('skuPartNumber') }} as {{ adapter.quote('sku_part_number') }},
    {{ adapter.quote('status') }} as {{ adapter.quote('status') }},
    {{ adapter.quote('totalLicenses') }} as {{ adapter.quote('total_licenses') }},
    {{ adapter.quote('_tenant_id') }} as {{ adapter.quote('_tenant_id') }},
    {{ adapter.quote('_changed_at') }} as {{ adapter.quote('_changed_at') }}
from {{ source('entra', 'directory_subscriptions') }}
