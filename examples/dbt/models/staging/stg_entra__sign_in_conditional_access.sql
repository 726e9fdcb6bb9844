-- One row per interactive sign-in and conditional access policy that looked at it. Made from the catalogue of tables by `npm run docs`.
select
    {{ adapter.quote('signInId') }} as {{ adapter.quote('sign_in_id') }},
    {{ adapter.quote('id') }} as {{ adapter.quote('id') }},
    {{ adapter.quote('createdDateTime') }} as {{ adapter.quote('created_date_time') }},
    {{ adapter.quote('displayName') }} as {{ adapter.quote('display_name') }},
    {{ adapter.quote('enforcedGrantControls') }} as {{ adapter.quote('enforced_grant_controls') }},
    {{ adapter.quote('enforcedSessionControls') }} as {{ adapter.quote('enforced_session_controls') }},
    {{ adapter.quote('result') }} as {{ adapter.quote('result') }},
    {{ adapter.quote('_tenant_id') }} as {{ adapter.quote('_tenant_id') }},
    {{ adapter.quote('_changed_at') }} as {{ adapter.quote('_changed_at') }}
from {{ source('entra', 'sign_in_conditional_access') }}
