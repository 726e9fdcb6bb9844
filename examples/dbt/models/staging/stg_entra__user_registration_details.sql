-- One row per enabled user with the authentication methods registered and what they suffice for. Made from the catalogue of tables by `npm run docs`.
select
    {{ adapter.quote('id') }} as {{ adapter.quote('id') }},
    {{ adapter.quote('isAdmin') }} as {{ adapter.quote('is_admin') }},
    {{ adapter.quote('isMfaCapable') }} as {{ adapter.quote('is_mfa_capable') }},
    {{ adapter.quote('isMfaRegistered') }} as {{ adapter.quote('is_mfa_registered') }},
    {{ adapter.quote('isPasswordlessCapable') }} as {{ adapter.quote('is_passwordless_capable') }},
    {{ adapter.quote('isSsprCapable') }} as {{ adapter.quote('is_sspr_capable') }},
    {{ adapter.quote('isSsprEnabled') }} as {{ adapter.quote('is_sspr_enabled') }},
    {{ adapter.quote('isSsprRegistered') }} as {{ adapter.quote('is_sspr_registered') }},
    {{ adapter.quote('isSystemPreferredAuthenticationMethodEnabled') }} as {{ adapter.quote('is_system_preferred_authentication_method_enabled') }},
    {{ adapter.quote('lastUpdatedDateTime') }} as {{ adapter.quote('last_updated_date_time') }},
    {{ adapter.quote('methodsRegistered') }} as {{ adapter.quote('methods_registered') }},
    {{ adapter.quote('systemPreferredAuthenticationMethods') }} as {{ adapter.quote('system_preferred_authentication_methods') }},
    {{ adapter.quote('userDisplayName') }} as {{ adapter.quote('user_display_name') }},
    {{ adapter.quote('userPreferredMethodForSecondaryAuthentication') }} as {{ adapter.quote('user_preferred_method_for_secondary_authentication') }},
    {{ adapter.quote('userPrincipalName') }} as {{ adapter.quote('user_principal_name') }},
    {{ adapter.quote('userType') }} as {{ adapter.quote('user_type') }},
    {{ adapter.quote('_tenant_id') }} as {{ adapter.quote('_tenant_id') }},
    {{ adapter.quote('_changed_at') }} as {{ adapter.quote('_changed_at') }}
from {{ source('entra', 'user_registration_details') }}
