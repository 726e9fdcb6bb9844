-- One row: whether users may ask for admin consent, and who is asked. Made from the catalogue of tables by `npm run docs`.
select
    {{ adapter.quote('id') }} as {{ adapter.quote('id') }},
    {{ adapter.quote('isEnabled') }} as {{ adapter.quote('is_enabled') }},
    {{ adapter.quote('notifyReviewers') }} as {{ adapter.quote('notify_reviewers') }},
    {{ adapter.quote('remindersEnabled') }} as {{ adapter.quote('reminders_enabled') }},
    {{ adapter.quote('requestDurationInDays') }} as {{ adapter.quote('request_duration_in_days') }},
    {{ adapter.quote('reviewers') }} as {{ adapter.quote('reviewers') }},
    {{ adapter.quote('version') }} as {{ adapter.quote('version') }},
    {{ adapter.quote('_tenant_id') }} as {{ adapter.quote('_tenant_id') }},
    {{ adapter.quote('_changed_at') }} as {{ adapter.quote('_changed_at') }}
from {{ source('entra', 'admin_consent_request_policy') }}
