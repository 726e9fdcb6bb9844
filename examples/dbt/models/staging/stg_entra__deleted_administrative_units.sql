-- One row per deleted administrative unit that may be restored. Made from the catalogue of tables by `npm run docs`.
select
    {{ adapter.quote('id') }} as {{ adapter.quote('id') }},
    {{ adapter.quote('deletedDateTime') }} as {{ adapter.quote('deleted_date_time') }},
    {{ adapter.quote('description') }} as {{ adapter.quote('description') }},
    {{ adapter.quote('displayName') }} as {{ adapter.quote('display_name') }},
    {{ adapter.quote('isMemberManagementRestricted') }} as {{ adapter.quote('is_member_management_restricted') }},
    {{ adapter.quote('membershipRule') }} as {{ adapter.quote('membership_rule') }},
    {{ adapter.quote('membershipRuleProcessingState') }} as {{ adapter.quote('membership_rule_processing_state') }},
    {{ adapter.quote('membershipType') }} as {{ adapter.quote('membership_type') }},
    {{ adapter.quote('visibility') }} as {{ adapter.quote('visibility') }},
    {{ adapter.quote('_tenant_id') }} as {{ adapter.quote('_tenant_id') }},
    {{ adapter.quote('_changed_at') }} as {{ adapter.quote('_changed_at') }}
from {{ source('entra', 'deleted_administrative_units') }}
