-- One row per named location; `_odata_type` says whether by address or by country. Made from the catalogue of tables by `npm run docs`.
select
    {{ adapter.quote('id') }} as {{ adapter.quote('id') }},
    {{ adapter.quote('_odata_type') }} as {{ adapter.quote('_odata_type') }},
    {{ adapter.quote('countriesAndRegions') }} as {{ adapter.quote('countries_and_regions') }},
    {{ adapter.quote('countryLookupMethod') }} as {{ adapter.quote('country_lookup_method') }},
    {{ adapter.quote('createdDateTime') }} as {{ adapter.quote('created_date_time') }},
    {{ adapter.quote('deletedDateTime') }} as {{ adapter.quote('deleted_date_time') }},
    {{ adapter.quote('displayName') }} as {{ adapter.quote('display_name') }},
    {{ adapter.quote('includeUnknownCountriesAndRegions') }} as {{ adapter.quote('include_unknown_countries_and_regions') }},
    {{ adapter.quote('ipRanges') }} as {{ adapter.quote('ip_ranges') }},
    {{ adapter.quote('isTrusted') }} as {{ adapter.quote('is_trusted') }},
    {{ adapter.quote('modifiedDateTime') }} as {{ adapter.quote('modified_date_time') }},
    {{ adapter.quote('_tenant_id') }} as {{ adapter.quote('_tenant_id') }},
    {{ adapter.quote('_changed_at') }} as {{ adapter.quote('_changed_at') }}
from {{ source('entra', 'named_locations') }}
