-- One row per person and access package, those that have expired too. Made from the catalogue of tables by `npm run docs`.
select
    {{ adapter.quote('id') }} as {{ adapter.quote('id') }},
    {{ adapter.quote('accessPackage') }} as {{ adapter.quote('access_package') }},
    {{ adapter.quote('assignmentPolicy') }} as {{ adapter.quote('assignment_policy') }},
    {{ adapter.quote('customExtensionCalloutInstances') }} as {{ adapter.quote('custom_extension_callout_instances') }},
    {{ adapter.quote('expiredDateTime') }} as {{ adapter.quote('expired_date_time') }},
    {{ adapter.quote('schedule') }} as {{ adapter.quote('schedule') }},
    {{ adapter.quote('state') }} as {{ adapter.quote('state') }},
    {{ adapter.quote('status') }} as {{ adapter.quote('status') }},
    {{ adapter.quote('target') }} as {{ adapter.quote('target') }},
    {{ adapter.quote('_tenant_id') }} as {{ adapter.quote('_tenant_id') }},
    {{ adapter.quote('_changed_at') }} as {{ adapter.quote('_changed_at') }}
from {{ source('entra', 'access_package_assignments') }}
