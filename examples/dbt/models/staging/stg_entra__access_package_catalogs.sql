-- One row per catalogue of access packages. Made from the catalogue of tables by `npm run docs`.
select
    {{ adapter.quote('id') }} as {{ adapter.quote('id') }},
    {{ adapter.quote('catalogType') }} as {{ adapter.quote('catalog_type') }},
    {{ adapter.quote('createdDateTime') }} as {{ adapter.quote('created_date_time') }},
    {{ adapter.quote('description') }} as {{ adapter.quote('description') }},
    {{ adapter.quote('displayName') }} as {{ adapter.quote('display_name') }},
    {{ adapter.quote('isExternallyVisible') }} as {{ adapter.quote('is_externally_visible') }},
    {{ adapter.quote('modifiedDateTime') }} as {{ adapter.quote('modified_date_time') }},
    {{ adapter.quote('state') }} as {{ adapter.quote('state') }},
    {{ adapter.quote('_tenant_id') }} as {{ adapter.quote('_tenant_id') }},
    {{ adapter.quote('_changed_at') }} as {{ adapter.quote('_changed_at') }}
from {{ source('entra', 'access_package_catalogs') }}
