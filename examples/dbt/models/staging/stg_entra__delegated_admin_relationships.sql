-- One row per relationship by which a partner administers a customer's tenant. Made from the catalogue of tables by `npm run docs`.
select
    {{ adapter.quote('id') }} as {{ adapter.quote('id') }},
    {{ adapter.quote('_odata_type') }} as {{ adapter.quote('_odata_type') }},
    {{ adapter.quote('accessDetails') }} as {{ adapter.quote('access_details') }},
    {{ adapter.quote('activatedDateTime') }} as {{ adapter.quote('activated_date_time') }},
    {{ adapter.quote('autoExtendDuration') }} as {{ adapter.quote('auto_extend_duration') }},
    {{ adapter.quote('createdDateTime') }} as {{ adapter.quote('created_date_time') }},
    {{ adapter.quote('customer') }} as {{ adapter.quote('customer') }},
    {{ adapter.quote('displayName') }} as {{ adapter.quote('display_name') }},
    {{ adapter.quote('duration') }} as {{ adapter.quote('duration') }},
    {{ adapter.quote('endDateTime') }} as {{ adapter.quote('end_date_time') }},
    {{ adapter.quote('lastModifiedDateTime') }} as {{ adapter.quote('last_modified_date_time') }},
    {{ adapter.quote('status') }} as {{ adapter.quote('status') }},
    {{ adapter.quote('_tenant_id') }} as {{ adapter.quote('_tenant_id') }},
    {{ adapter.quote('_changed_at') }} as {{ adapter.quote('_changed_at') }}
from {{ source('entra', 'delegated_admin_relationships') }}
