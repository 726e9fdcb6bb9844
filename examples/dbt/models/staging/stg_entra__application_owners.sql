-- One row per application and owner. Made from the catalogue of tables by `npm run docs`.
select
    {{ adapter.quote('applicationId') }} as {{ adapter.quote('application_id') }},
    {{ adapter.quote('id') }} as {{ adapter.quote('id') }},
    {{ adapter.quote('_odata_type') }} as {{ adapter.quote('_odata_type') }},
    {{ adapter.quote('deletedDateTime') }} as {{ adapter.quote('deleted_date_time') }},
    {{ adapter.quote('_tenant_id') }} as {{ adapter.quote('_tenant_id') }},
    {{ adapter.quote('_changed_at') }} as {{ adapter.quote('_changed_at') }}
from {{ source('entra', 'application_owners') }}
