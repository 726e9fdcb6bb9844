-- One row per expiration policy of Microsoft 365 groups. Made from the catalogue of tables by `npm run docs`.
select
    {{ adapter.quote('id') }} as {{ adapter.quote('id') }},
    {{ adapter.quote('alternateNotificationEmails') }} as {{ adapter.quote('alternate_notification_emails') }},
    {{ adapter.quote('groupLifetimeInDays') }} as {{ adapter.quote('group_lifetime_in_days') }},
    {{ adapter.quote('managedGroupTypes') }} as {{ adapter.quote('managed_group_types') }},
    {{ adapter.quote('_tenant_id') }} as {{ adapter.quote('_tenant_id') }},
    {{ adapter.quote('_changed_at') }} as {{ adapter.quote('_changed_at') }}
from {{ source('entra', 'group_lifecycle_policies') }}
