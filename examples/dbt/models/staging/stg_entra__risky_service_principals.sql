-- One row per service principal that is or was at risk. Made from the catalogue of tables by `npm run docs`.
select
    {{ adapter.quote('id') }} as {{ adapter.quote('id') }},
    {{ adapter.quote('appId') }} as {{ adapter.quote('app_id') }},
    {{ adapter.quote('displayName') }} as {{ adapter.quote('display_name') }},
    {{ adapter.quote('isEnabled') }} as {{ adapter.quote('is_enabled') }},
    {{ adapter.quote('isProcessing') }} as {{ adapter.quote('is_processing') }},
    {{ adapter.quote('riskDetail') }} as {{ adapter.quote('risk_detail') }},
    {{ adapter.quote('riskLastUpdatedDateTime') }} as {{ adapter.quote('risk_last_updated_date_time') }},
    {{ adapter.quote('riskLevel') }} as {{ adapter.quote('risk_level') }},
    {{ adapter.quote('riskState') }} as {{ adapter.quote('risk_state') }},
    {{ adapter.quote('servicePrincipalType') }} as {{ adapter.quote('service_principal_type') }},
    {{ adapter.quote('_tenant_id') }} as {{ adapter.quote('_tenant_id') }},
    {{ adapter.quote('_changed_at') }} as {{ adapter.quote('_changed_at') }}
from {{ source('entra', 'risky_service_principals') }}
