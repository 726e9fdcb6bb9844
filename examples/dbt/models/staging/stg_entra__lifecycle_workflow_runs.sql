-- One row per run of a lifecycle workflow. Made from the catalogue of tables by `npm run docs`.
select
    {{ adapter.quote('workflowId') }} as {{ adapter.quote('workflow_id') }},
    {{ adapter.quote('id') }} as {{ adapter.quote('id') }},
    {{ adapter.quote('activatedOnScope') }} as {{ adapter.quote('activated_on_scope') }},
    {{ adapter.quote('completedDateTime') }} as {{ adapter.quote('completed_date_time') }},
    {{ adapter.quote('failedTasksCount') }} as {{ adapter.quote('failed_tasks_count') }},
    {{ adapter.quote('failedUsersCount') }} as {{ adapter.quote('failed_users_count') }},
    {{ adapter.quote('lastUpdatedDateTime') }} as {{ adapter.quote('last_updated_date_time') }},
    {{ adapter.quote('processingStatus') }} as {{ adapter.quote('processing_status') }},
    {{ adapter.quote('scheduledDateTime') }} as {{ adapter.quote('scheduled_date_time') }},
    {{ adapter.quote('startedDateTime') }} as {{ adapter.quote('started_date_time') }},
    {{ adapter.quote('successfulUsersCount') }} as {{ adapter.quote('successful_users_count') }},
    {{ adapter.quote('totalTasksCount') }} as {{ adapter.quote('total_tasks_count') }},
    {{ adapter.quote('totalUnprocessedTasksCount') }} as {{ adapter.quote('total_unprocessed_tasks_count') }},
    {{ adapter.quote('totalUsersCount') }} as {{ adapter.quote('total_users_count') }},
    {{ adapter.quote('workflowExecutionType') }} as {{ adapter.quote('workflow_execution_type') }},
    {{ adapter.quote('_tenant_id') }} as {{ adapter.quote('_tenant_id') }},
    {{ adapter.quote('_changed_at') }} as {{ adapter.quote('_changed_at') }}
from {{ source('entra', 'lifecycle_workflow_runs') }}
