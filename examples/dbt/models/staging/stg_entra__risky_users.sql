-- One row per user who is or was at risk. Made from the catalogue of tables by `npm run docs`.
select
    {{ adapter.quote('id') }} as {{ adapter.quote('id') }},
    {{ adapter.quote('isDeleted') }} as {{ adapter.quote('is_deleted') }},
    {{ adapter.quote('isProcessing') }} as {{ adapter.quote('is_processing') }},
    {{ adapter.quote('riskDetail') }} as {{ adapter.quote('risk_detail') }},
    {{ adapter.quote('riskLastUpdatedDateTime') }} as {{ adapter.quote('risk_last_updated_date_time') }},
    {{ adapter.quote('riskLevel') }} as {{ adapter.quote('risk_level') }},
    {{ adapter.quote('riskState') }} as {{ adapter.quote('risk_state') }},
    {{ adapter.quote('userDisplayName') }} as {{ adapter.quote('user_display_name') }},
    {{ adapter.quote('userPrincipalName') }} as {{ adapter.quote('user_principal_name') }},
    {{ adapter.quote('_tenant_id') }} as {{ adapter.quote('_tenant_id') }},
    {{ adapter.quote('_changed_at') }} as {{ adapter.quote('_changed_at') }}
from {{ source('entra', 'risky_users') }}
