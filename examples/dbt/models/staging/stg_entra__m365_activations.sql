-- One row per user and product with the number of activations by platform. Made from the catalogue of tables by `npm run docs`.
select
    {{ adapter.quote('reportRefreshDate') }} as {{ adapter.quote('report_refresh_date') }},
    {{ adapter.quote('userPrincipalName') }} as {{ adapter.quote('user_principal_name') }},
    {{ adapter.quote('productType') }} as {{ adapter.quote('product_type') }},
    {{ adapter.quote('activatedOnSharedComputer') }} as {{ adapter.quote('activated_on_shared_computer') }},
    {{ adapter.quote('android') }} as {{ adapter.quote('android') }},
    {{ adapter.quote('displayName') }} as {{ adapter.quote('display_name') }},
    {{ adapter.quote('iOS') }} as {{ adapter.quote('i_os') }},
    {{ adapter.quote('lastActivatedDate') }} as {{ adapter.quote('last_activated_date') }},
    {{ adapter.quote('mac') }} as {{ adapter.quote('mac') }},
    {{ adapter.quote('windows') }} as {{ adapter.quote('windows') }},
    {{ adapter.quote('windows10Mobile') }} as {{ adapter.quote('windows10_mobile') }},
    {{ adapter.quote('_tenant_id') }} as {{ adapter.quote('_tenant_id') }},
    {{ adapter.quote('_changed_at') }} as {{ adapter.quote('_changed_at') }}
from {{ source('entra', 'm365_activations') }}
