-- One row per contact of the organisation. Made from the catalogue of tables by `npm run docs`.
select
    {{ adapter.quote('id') }} as {{ adapter.quote('id') }},
    {{ adapter.quote('addresses') }} as {{ adapter.quote('addresses') }},
    {{ adapter.quote('companyName') }} as {{ adapter.quote('company_name') }},
    {{ adapter.quote('deletedDateTime') }} as {{ adapter.quote('deleted_date_time') }},
    {{ adapter.quote('department') }} as {{ adapter.quote('department') }},
    {{ adapter.quote('displayName') }} as {{ adapter.quote('display_name') }},
    {{ adapter.quote('givenName') }} as {{ adapter.quote('given_name') }},
    {{ adapter.quote('jobTitle') }} as {{ adapter.quote('job_title') }},
    {{ adapter.quote('mail') }} as {{ adapter.quote('mail') }},
    {{ adapter.quote('mailNickname') }} as {{ adapter.quote('mail_nickname') }},
    {{ adapter.quote('onPremisesLastSyncDateTime') }} as {{ adapter.quote('on_premises_last_sync_date_time') }},
    {{ adapter.quote('onPremisesProvisioningErrors') }} as {{ adapter.quote('on_premises_provisioning_errors') }},
    {{ adapter.quote('onPremisesSyncEnabled') }} as {{ adapter.quote('on_premises_sync_enabled') }},
    {{ adapter.quote('phones') }} as {{ adapter.quote('phones') }},
    {{ adapter.quote('proxyAddresses') }} as {{ adapter.quote('proxy_addresses') }},
    {{ adapter.quote('serviceProvisioningErrors') }} as {{ adapter.quote('service_provisioning_errors') }},
    {{ adapter.quote('surname') }} as {{ adapter.quote('surname') }},
    {{ adapter.quote('_tenant_id') }} as {{ adapter.quote('_tenant_id') }},
    {{ adapter.quote('_changed_at') }} as {{ adapter.quote('_changed_at') }}
from {{ source('entra', 'org_contacts') }}
