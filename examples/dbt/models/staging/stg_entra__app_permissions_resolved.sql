-- One row per permission granted to an application: application permissions, and each scope of every consent to delegated ones. Made from the catalogue of tables by `npm run docs`.
select
    {{ adapter.quote('grantKind') }} as {{ adapter.quote('grant_kind') }},
    {{ adapter.quote('grantId') }} as {{ adapter.quote('grant_id') }},
    {{ adapter.quote('permission') }} as {{ adapter.quote('permission') }},
    {{ adapter.quote('clientAppId') }} as {{ adapter.quote('client_app_id') }},
    {{ adapter.quote('clientDisplayName') }} as {{ adapter.quote('client_display_name') }},
    {{ adapter.quote('clientId') }} as {{ adapter.quote('client_id') }},
    {{ adapter.quote('consentType') }} as {{ adapter.quote('consent_type') }},
    {{ adapter.quote('createdDateTime') }} as {{ adapter.quote('created_date_time') }},
    {{ adapter.quote('permissionDisplayName') }} as {{ adapter.quote('permission_display_name') }},
    {{ adapter.quote('permissionId') }} as {{ adapter.quote('permission_id') }},
    {{ adapter.quote('principalId') }} as {{ adapter.quote('principal_id') }},
    {{ adapter.quote('resourceAppId') }} as {{ adapter.quote('resource_app_id') }},
    {{ adapter.quote('resourceDisplayName') }} as {{ adapter.quote('resource_display_name') }},
    {{ adapter.quote('resourceId') }} as {{ adapter.quote('resource_id') }},
    {{ adapter.quote('_tenant_id') }} as {{ adapter.quote('_tenant_id') }},
    {{ adapter.quote('_changed_at') }} as {{ adapter.quote('_changed_at') }}
from {{ source('entra', 'app_permissions_resolved') }}
