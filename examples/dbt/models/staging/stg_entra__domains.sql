-- One row per domain; `id` is its name. Made from the catalogue of tables by `npm run docs`.
select
    {{ adapter.quote('id') }} as {{ adapter.quote('id') }},
    {{ adapter.quote('authenticationType') }} as {{ adapter.quote('authentication_type') }},
    {{ adapter.quote('availabilityStatus') }} as {{ adapter.quote('availability_status') }},
    {{ adapter.quote('isAdminManaged') }} as {{ adapter.quote('is_admin_managed') }},
    {{ adapter.quote('isDefault') }} as {{ adapter.quote('is_default') }},
    {{ adapter.quote('isInitial') }} as {{ adapter.quote('is_initial') }},
    {{ adapter.quote('isRoot') }} as {{ adapter.quote('is_root') }},
    {{ adapter.quote('isVerified') }} as {{ adapter.quote('is_verified') }},
    {{ adapter.quote('manufacturer') }} as {{ adapter.quote('manufacturer') }},
    {{ adapter.quote('model') }} as {{ adapter.quote('model') }},
    {{ adapter.quote('passwordNotificationWindowInDays') }} as {{ adapter.quote('password_notification_window_in_days') }},
    {{ adapter.quote('passwordValidityPeriodInDays') }} as {{ adapter.quote('password_validity_period_in_days') }},
    {{ adapter.quote('state') }} as {{ adapter.quote('state') }},
    {{ adapter.quote('supportedServices') }} as {{ adapter.quote('supported_services') }},
    {{ adapter.quote('_tenant_id') }} as {{ adapter.quote('_tenant_id') }},
    {{ adapter.quote('_changed_at') }} as {{ adapter.quote('_changed_at') }}
from {{ source('entra', 'domains') }}
