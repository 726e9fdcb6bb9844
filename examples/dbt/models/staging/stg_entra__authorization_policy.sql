-- One row: what users and guests may do by default. Made from the catalogue of tables by `npm run docs`.
select
    {{ adapter.quote('id') }} as {{ adapter.quote('id') }},
    {{ adapter.quote('allowedToSignUpEmailBasedSubscriptions') }} as {{ adapter.quote('allowed_to_sign_up_email_based_subscriptions') }},
    {{ adapter.quote('allowedToUseSSPR') }} as {{ adapter.quote('allowed_to_use_sspr') }},
    {{ adapter.quote('allowEmailVerifiedUsersToJoinOrganization') }} as {{ adapter.quote('allow_email_verified_users_to_join_organization') }},
    {{ adapter.quote('allowInvitesFrom') }} as {{ adapter.quote('allow_invites_from') }},
    {{ adapter.quote('allowUserConsentForRiskyApps') }} as {{ adapter.quote('allow_user_consent_for_risky_apps') }},
    {{ adapter.quote('blockMsolPowerShell') }} as {{ adapter.quote('block_msol_power_shell') }},
    {{ adapter.quote('defaultUserRolePermissions') }} as {{ adapter.quote('default_user_role_permissions') }},
    {{ adapter.quote('deletedDateTime') }} as {{ adapter.quote('deleted_date_time') }},
    {{ adapter.quote('description') }} as {{ adapter.quote('description') }},
    {{ adapter.quote('displayName') }} as {{ adapter.quote('display_name') }},
    {{ adapter.quote('guestUserRoleId') }} as {{ adapter.quote('guest_user_role_id') }},
    {{ adapter.quote('_tenant_id') }} as {{ adapter.quote('_tenant_id') }},
    {{ adapter.quote('_changed_at') }} as {{ adapter.quote('_changed_at') }}
from {{ source('entra', 'authorization_policy') }}
