-- One row per occurrence of an access review. Made from the catalogue of tables by `npm run docs`.
select
    {{ adapter.quote('definitionId') }} as {{ adapter.quote('definition_id') }},
    {{ adapter.quote('id') }} as {{ adapter.quote('id') }},
    {{ adapter.quote('endDateTime') }} as {{ adapter.quote('end_date_time') }},
    {{ adapter.quote('fallbackReviewers') }} as {{ adapter.quote('fallback_reviewers') }},
    {{ adapter.quote('reviewers') }} as {{ adapter.quote('reviewers') }},
    {{ adapter.quote('scope') }} as {{ adapter.quote('scope') }},
    {{ adapter.quote('startDateTime') }} as {{ adapter.quote('start_date_time') }},
    {{ adapter.quote('status') }} as {{ adapter.quote('status') }},
    {{ adapter.quote('_tenant_id') }} as {{ adapter.quote('_tenant_id') }},
    {{ adapter.quote('_changed_at') }} as {{ adapter.quote('_changed_at') }}
from {{ source('entra', 'access_review_instances') }}
