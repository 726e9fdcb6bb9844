-- One row per policy of who may have an access package, and how. Made from the catalogue of tables by `npm run docs`.
select
    {{ adapter.quote('id') }} as {{ adapter.quote('id') }},
    {{ adapter.quote('accessPackage') }} as {{ adapter.quote('access_package') }},
    {{ adapter.quote('allowedTargetScope') }} as {{ adapter.quote('allowed_target_scope') }},
    {{ adapter.quote('automaticRequestSettings') }} as {{ adapter.quote('automatic_request_settings') }},
    {{ adapter.quote('catalog') }} as {{ adapter.quote('catalog') }},
    {{ adapter.quote('createdDateTime') }} as {{ adapter.quote('created_date_time') }},
    {{ adapter.quote('description') }} as {{ adapter.quote('description') }},
    {{ adapter.quote('displayName') }} as {{ adapter.quote('display_name') }},
    {{ adapter.quote('expiration') }} as {{ adapter.quote('expiration') }},
    {{ adapter.quote('modifiedDateTime') }} as {{ adapter.quote('modified_date_time') }},
    {{ adapter.quote('notificationSettings') }} as {{ adapter.quote('notification_settings') }},
    {{ adapter.quote('requestApprovalSettings') }} as {{ adapter.quote('request_approval_settings') }},
    {{ adapter.quote('requestorSettings') }} as {{ adapter.quote('requestor_settings') }},
    {{ adapter.quote('reviewSettings') }} as {{ adapter.quote('review_settings') }},
    {{ adapter.quote('specificAllowedTargets') }} as {{ adapter.quote('specific_allowed_targets') }},
    {{ adapter.quote('_tenant_id') }} as {{ adapter.quote('_tenant_id') }},
    {{ adapter.quote('_changed_at') }} as {{ adapter.quote('_changed_at') }}
from {{ source('entra', 'access_package_assignment_policies') }}
