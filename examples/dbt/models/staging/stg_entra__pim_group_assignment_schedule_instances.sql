-- One row per membership or ownership of a role-assignable group that is in force through PIM. Made from the catalogue of tables by `npm run docs`.
select
    {{ adapter.quote('id') }} as {{ adapter.quote('id') }},
    {{ adapter.quote('accessId') }} as {{ adapter.quote('access_id') }},
    {{ adapter.quote('assignmentScheduleId') }} as {{ adapter.quote('assignment_schedule_id') }},
    {{ adapter.quote('assignmentType') }} as {{ adapter.quote('assignment_type') }},
    {{ adapter.quote('endDateTime') }} as {{ adapter.quote('end_date_time') }},
    {{ adapter.quote('groupId') }} as {{ adapter.quote('group_id') }},
    {{ adapter.quote('memberType') }} as {{ adapter.quote('member_type') }},
    {{ adapter.quote('principalId') }} as {{ adapter.quote('principal_id') }},
    {{ adapter.quote('startDateTime') }} as {{ adapter.quote('start_date_time') }},
    {{ adapter.quote('_tenant_id') }} as {{ adapter.quote('_tenant_id') }},
    {{ adapter.quote('_changed_at') }} as {{ adapter.quote('_changed_at') }}
from {{ source('entra', 'pim_group_assignment_schedule_instances') }}
