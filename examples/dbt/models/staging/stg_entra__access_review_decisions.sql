-- One row per person or access reviewed in an occurrence, with the decision. Made from the catalogue of tables by `npm run docs`.
select
    {{ adapter.quote('definitionId') }} as {{ adapter.quote('definition_id') }},
    {{ adapter.quote('instanceId') }} as {{ adapter.quote('instance_id') }},
    {{ adapter.quote('id') }} as {{ adapter.quote('id') }},
    {{ adapter.quote('accessReviewId') }} as {{ adapter.quote('access_review_id') }},
    {{ adapter.quote('appliedBy') }} as {{ adapter.quote('applied_by') }},
    {{ adapter.quote('appliedDateTime') }} as {{ adapter.quote('applied_date_time') }},
    {{ adapter.quote('applyResult') }} as {{ adapter.quote('apply_result') }},
    {{ adapter.quote('decision') }} as {{ adapter.quote('decision') }},
    {{ adapter.quote('justification') }} as {{ adapter.quote('justification') }},
    {{ adapter.quote('principal') }} as {{ adapter.quote('principal') }},
    {{ adapter.quote('principalLink') }} as {{ adapter.quote('principal_link') }},
    {{ adapter.quote('recommendation') }} as {{ adapter.quote('recommendation') }},
    {{ adapter.quote('resource') }} as {{ adapter.quote('resource') }},
    {{ adapter.quote('resourceLink') }} as {{ adapter.quote('resource_link') }},
    {{ adapter.quote('reviewedBy') }} as {{ adapter.quote('reviewed_by') }},
    {{ adapter.quote('reviewedDateTime') }} as {{ adapter.quote('reviewed_date_time') }},
    {{ adapter.quote('_tenant_id') }} as {{ adapter.quote('_tenant_id') }},
    {{ adapter.quote('_changed_at') }} as {{ adapter.quote('_changed_at') }}
from {{ source('entra', 'access_review_decisions') }}
