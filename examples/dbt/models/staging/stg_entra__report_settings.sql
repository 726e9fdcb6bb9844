-- One row: whether names are concealed in usage reports. Made from the catalogue of tables by `npm run docs`.
select
    {{ adapter.quote('displayConcealedNames') }} as {{ adapter.quote('display_concealed_names') }},
    {{ adapter.quote('_tenant_id') }} as {{ adapter.quote('_tenant_id') }},
    {{ adapter.quote('_changed_at') }} as {{ adapter.quote('_changed_at') }}
from {{ source('entra', 'report_settings') }}
