-- One row per object that a provisioning job created, changed or removed elsewhere. Made from the catalogue of tables by `npm run docs`.
select
    {{ adapter.quote('id') }} as {{ adapter.quote('id') }},
    {{ adapter.quote('activityDateTime') }} as {{ adapter.quote('activity_date_time') }},
    {{ adapter.quote('changeId') }} as {{ adapter.quote('change_id') }},
    {{ adapter.quote('cycleId') }} as {{ adapter.quote('cycle_id') }},
    {{ adapter.quote('durationInMilliseconds') }} as {{ adapter.quote('duration_in_milliseconds') }},
    {{ adapter.quote('initiatedBy') }} as {{ adapter.quote('initiated_by') }},
    {{ adapter.quote('jobId') }} as {{ adapter.quote('job_id') }},
    {{ adapter.quote('modifiedProperties') }} as {{ adapter.quote('modified_properties') }},
    {{ adapter.quote('provisioningAction') }} as {{ adapter.quote('provisioning_action') }},
    {{ adapter.quote('provisioningStatusInfo') }} as {{ adapter.quote('provisioning_status_info') }},
    {{ adapter.quote('provisioningSteps') }} as {{ adapter.quote('provisioning_steps') }},
    {{ adapter.quote('servicePrincipal') }} as {{ adapter.quote('service_principal') }},
    {{ adapter.quote('sourceIdentity') }} as {{ adapter.quote('source_identity') }},
    {{ adapter.quote('sourceSystem') }} as {{ adapter.quote('source_system') }},
    {{ adapter.quote('targetIdentity') }} as {{ adapter.quote('target_identity') }},
    {{ adapter.quote('targetSystem') }} as {{ adapter.quote('target_system') }},
    {{ adapter.quote('tenantId') }} as {{ adapter.quote('tenant_id') }},
    {{ adapter.quote('_tenant_id') }} as {{ adapter.quote('_tenant_id') }},
    {{ adapter.quote('_changed_at') }} as {{ adapter.quote('_changed_at') }}
from {{ source('entra', 'provisioning_logs') }}
