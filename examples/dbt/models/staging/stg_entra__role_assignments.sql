-- One row per role held now, permanently or activated, in the tenant or within a scope. Made from the catalogue of tables by `npm run docs`.
select
    {{ adapter.quote('id') }} as {{ adapter.quote('id') }},
    {{ adapter.quote('appScopeId') }} as {{ adapter.quote('app_scope_id') }},
    {{ adapter.quote('condition') }} as {{ adapter.quote('condition') }},
    {{ adapter.quote('directoryScopeId') }} as {{ adapter.quote('directory_scope_id') }},
    {{ adapter.quote('principalId') }} as {{ adapter.quote('principal_id') }},
    {{ adapter.quote('principalOrganizationId') }} as {{ adapter.quote('principal_organization_id') }},
    {{ adapter.quote('roleDefinitionId') }} as {{ adapter.quote('role_definition_id') }},
    {{ adapter.quote('_tenant_id') }} as {{ adapter.quote('_tenant_id') }},
    {{ adapter.quote('_changed_at') }} as {{ adapter.quote('_changed_at') }}
from {{ source('entra', 'role_assignments') }}
