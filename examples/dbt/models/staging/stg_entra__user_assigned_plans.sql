-- One row per user, service plan and state of the plan. Made from the catalogue of tables by `npm run docs`.
select
    {{ adapter.quote('userId') }} as {{ adapter.quote('user_id') }},
    {{ adapter.quote('servicePlanId') }} as {{ adapter.quote('service_plan_id') }},
    {{ adapter.quote('capabilityStatus') }} as {{ adapter.quote('capability_status') }},
    {{ adapter.quote('assignedDateTime') }} as {{ adapter.quote('assigned_date_time') }},
    {{ adapter.quote('service') }} as {{ adapter.quote('service') }},
    {{ adapter.quote('_tenant_id') }} as {{ adapter.quote('_tenant_id') }},
    {{ adapter.quote('_changed_at') }} as {{ adapter.quote('_changed_at') }}
from {{ source('entra', 'user_assigned_plans') }}
