-- One row per user that a lifecycle workflow worked on. Made from the catalogue of tables by `npm run docs`.
select
    {{ adapter.quote('workflowId') }} as {{ adapter.quote('workflow_id') }},
    {{ adapter.quote('id') }} as {{ adapter.quote('id') }},
    {{ adapter.quote('completedDateTime') }} as {{ adapter.quote('completed_date_time') }},
    {{ adapter.quote('failedTasksCount') }} as {{ adapter.quote('failed_tasks_count') }},
    {{ adapter.quote('processingStatus') }} as {{ adapter.quote('processing_status') }},
    {{ adapter.quote('scheduledDateTime') }} as {{ adapter.quote('scheduled_date_time') }},
    {{ adapter.quote('startedDateTime') }} as {{ adapter.quote('started_date_time') }},
    {{ adapter.quote('subject') }} as {{ adapter.quote('subject') }},
    {{ adapter.quote('totalTasksCount') }} as {{ adapter.quote('total_tasks_count') }},
    {{ adapter.quote('totalUnprocessedTasksCount') }} as {{ adapter.quote('total_unprocessed_tasks_count') }},
    {{ adapter.quote('workflowExecutionType') }} as {{ adapter.quote('workflow_execution_type') }},
    {{ adapter.quote('workflowVersion') }} as {{ adapter.quote('workflow_version') }},
    {{ adapter.quote('_tenant_id') }} as {{ adapter.quote('_tenant_id') }},
    {{ adapter.quote('_changed_at') }} as {{ adapter.quote('_changed_at') }}
from {{ source('entra', 'lifecycle_user_processing_results') }}
