-- One row per conditional access policy. Made from the catalogue of tables by `npm run docs`.
select
    {{ adapter.quote('id') }} as {{ adapter.quote('id') }},
    {{ adapter.quote('conditions') }} as {{ adapter.quote('conditions') }},
    {{ adapter.quote('createdDateTime') }} as {{ adapter.quote('created_date_time') }},
    {{ adapter.quote('deletedDateTime') }} as {{ adapter.quote('deleted_date_time') }},
    {{ adapter.quote('description') }} as {{ adapter.quote('description') }},
    {{ adapter.quote('displayName') }} as {{ adapter.quote('display_name') }},
    {{ adapter.quote('grantControls') }} as {{ adapter.quote('grant_controls') }},
    {{ adapter.quote('modifiedDateTime') }} as {{ adapter.quote('modified_date_time') }},
    {{ adapter.quote('sessionControls') }} as {{ adapter.quote('session_controls') }},
    {{ adapter.quote('state') }} as {{ adapter.quote('state') }},
    {{ adapter.quote('templateId') }} as {{ adapter.quote('template_id') }},
    {{ adapter.quote('_tenant_id') }} as {{ adapter.quote('_tenant_id') }},
    {{ adapter.quote('_changed_at') }} as {{ adapter.quote('_changed_at') }}
from {{ source('entra', 'conditional_access_policies') }}
