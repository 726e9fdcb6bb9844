-- One row per provisioning job of a service principal, with its state. Made from the catalogue of tables by `npm run docs`.
select
    {{ adapter.quote('servicePrincipalId') }} as {{ adapter.quote('service_principal_id') }},
    {{ adapter.quote('id') }} as {{ adapter.quote('id') }},
    {{ adapter.quote('schedule') }} as {{ adapter.quote('schedule') }},
    {{ adapter.quote('status') }} as {{ adapter.quote('status') }},
    {{ adapter.quote('synchronizationJobSettings') }} as {{ adapter.quote('synchronization_job_settings') }},
    {{ adapter.quote('templateId') }} as {{ adapter.quote('template_id') }},
    {{ adapter.quote('_tenant_id') }} as {{ adapter.quote('_tenant_id') }},
    {{ adapter.quote('_changed_at') }} as {{ adapter.quote('_changed_at') }}
from {{ source('entra', 'synchronization_jobs') }}
