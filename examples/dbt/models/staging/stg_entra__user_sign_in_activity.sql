-- One row per user with the times of the last sign-ins; NULL for those who never signed in. Made from the catalogue of tables by `npm run docs`.
select
    {{ adapter.quote('userId') }} as {{ adapter.quote('user_id') }},
    {{ adapter.quote('signInActivity') }} as {{ adapter.quote('sign_in_activity') }},
    {{ adapter.quote('_tenant_id') }} as {{ adapter.quote('_tenant_id') }},
    {{ adapter.quote('_changed_at') }} as {{ adapter.quote('_changed_at') }}
from {{ source('entra', 'user_sign_in_activity') }}
