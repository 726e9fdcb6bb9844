-- One row per property that an audited change set, with old and new value as JSON texts. Made from the catalogue of tables by `npm run docs`.
select
    {{ adapter.quote('auditId') }} as {{ adapter.quote('audit_id') }},
    {{ adapter.quote('targetIndex') }} as {{ adapter.quote('target_index') }},
    {{ adapter.quote('propertyIndex') }} as {{ adapter.quote('property_index') }},
    {{ adapter.quote('activityDateTime') }} as {{ adapter.quote('activity_date_time') }},
    {{ adapter.quote('displayName') }} as {{ adapter.quote('display_name') }},
    {{ adapter.quote('newValue') }} as {{ adapter.quote('new_value') }},
    {{ adapter.quote('oldValue') }} as {{ adapter.quote('old_value') }},
    {{ adapter.quote('targetDisplayName') }} as {{ adapter.quote('target_display_name') }},
    {{ adapter.quote('targetId') }} as {{ adapter.quote('target_id') }},
    {{ adapter.quote('targetType') }} as {{ adapter.quote('target_type') }},
    {{ adapter.quote('_tenant_id') }} as {{ adapter.quote('_tenant_id') }},
    {{ adapter.quote('_changed_at') }} as {{ adapter.quote('_changed_at') }}
from {{ source('entra', 'directory_audit_changes') }}
