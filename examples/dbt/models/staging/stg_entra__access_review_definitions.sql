-- One row per access review, with its recurrence. Made from the catalogue of tables by `npm run docs`.
select
    {{ adapter.quote('id') }} as {{ adapter.quote('id') }},
    {{ adapter.quote('additionalNotificationRecipients') }} as {{ adapter.quote('additional_notification_recipients') }},
    {{ adapter.quote('createdBy') }} as {{ adapter.quote('created_by') }},
    {{ adapter.quote('createdDateTime') }} as {{ adapter.quote('created_date_time') }},
    {{ adapter.quote('descriptionForAdmins') }} as {{ adapter.quote('description_for_admins') }},
    {{ adapter.quote('descriptionForReviewers') }} as {{ adapter.quote('description_for_reviewers') }},
    {{ adapter.quote('displayName') }} as {{ adapter.quote('display_name') }},
    {{ adapter.quote('fallbackReviewers') }} as {{ adapter.quote('fallback_reviewers') }},
    {{ adapter.quote('instanceEnumerationScope') }} as {{ adapter.quote('instance_enumeration_scope') }},
    {{ adapter.quote('lastModifiedDateTime') }} as {{ adapter.quote('last_modified_date_time') }},
    {{ adapter.quote('reviewers') }} as {{ adapter.quote('reviewers') }},
    {{ adapter.quote('scope') }} as {{ adapter.quote('scope') }},
    {{ adapter.quote('settings') }} as {{ adapter.quote('settings') }},
    {{ adapter.quote('stageSettings') }} as {{ adapter.quote('stage_settings') }},
    {{ adapter.quote('status') }} as {{ adapter.quote('status') }},
    {{ adapter.quote('_tenant_id') }} as {{ adapter.quote('_tenant_id') }},
    {{ adapter.quote('_changed_at') }} as {{ adapter.quote('_changed_at') }}
from {{ source('entra', 'access_review_definitions') }}
