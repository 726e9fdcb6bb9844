-- One row per request for an access package. Made from the catalogue of tables by `npm run docs`.
select
    {{ adapter.quote('id') }} as {{ adapter.quote('id') }},
    {{ adapter.quote('accessPackage') }} as {{ adapter.quote('access_package') }},
    {{ adapter.quote('answers') }} as {{ adapter.quote('answers') }},
    {{ adapter.quote('assignment') }} as {{ adapter.quote('assignment') }},
    {{ adapter.quote('completedDateTime') }} as {{ adapter.quote('completed_date_time') }},
    {{ adapter.quote('createdDateTime') }} as {{ adapter.quote('created_date_time') }},
    {{ adapter.quote('customExtensionCalloutInstances') }} as {{ adapter.quote('custom_extension_callout_instances') }},
    {{ adapter.quote('justification') }} as {{ adapter.quote('justification') }},
    {{ adapter.quote('requestor') }} as {{ adapter.quote('requestor') }},
    {{ adapter.quote('requestType') }} as {{ adapter.quote('request_type') }},
    {{ adapter.quote('schedule') }} as {{ adapter.quote('schedule') }},
    {{ adapter.quote('state') }} as {{ adapter.quote('state') }},
    {{ adapter.quote('status') }} as {{ adapter.quote('status') }},
    {{ adapter.quote('_tenant_id') }} as {{ adapter.quote('_tenant_id') }},
    {{ adapter.quote('_changed_at') }} as {{ adapter.quote('_changed_at') }}
from {{ source('entra', 'access_package_assignment_requests') }}
