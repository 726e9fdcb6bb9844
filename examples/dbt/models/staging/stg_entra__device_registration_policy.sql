-- One row: who may join devices. Made from the catalogue of tables by `npm run docs`.
select
    {{ adapter.quote('id') }} as {{ adapter.quote('id') }},
    {{ adapter.quote('azureADJoin') }} as {{ adapter.quote('azure_ad_join') }},
    {{ adapter.quote('azureADRegistration') }} as {{ adapter.quote('azure_ad_registration') }},
    {{ adapter.quote('description') }} as {{ adapter.quote('description') }},
    {{ adapter.quote('displayName') }} as {{ adapter.quote('display_name') }},
    {{ adapter.quote('localAdminPassword') }} as {{ adapter.quote('local_admin_password') }},
    {{ adapter.quote('multiFactorAuthConfiguration') }} as {{ adapter.quote('multi_factor_auth_configuration') }},
    {{ adapter.quote('userDeviceQuota') }} as {{ adapter.quote('user_device_quota') }},
    {{ adapter.quote('_tenant_id') }} as {{ adapter.quote('_tenant_id') }},
    {{ adapter.quote('_changed_at') }} as {{ adapter.quote('_changed_at') }}
from {{ source('entra', 'device_registration_policy') }}
