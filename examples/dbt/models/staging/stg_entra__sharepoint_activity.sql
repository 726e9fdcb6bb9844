-- One row per user with files and pages used in SharePoint. Made from the catalogue of tables by `npm run docs`.
select
    {{ adapter.quote('reportRefreshDate') }} as {{ adapter.quote('report_refresh_date') }},
    {{ adapter.quote('userPrincipalName') }} as {{ adapter.quote('user_principal_name') }},
    {{ adapter.quote('assignedProducts') }} as {{ adapter.quote('assigned_products') }},
    {{ adapter.quote('deletedDate') }} as {{ adapter.quote('deleted_date') }},
    {{ adapter.quote('isDeleted') }} as {{ adapter.quote('is_deleted') }},
    {{ adapter.quote('lastActivityDate') }} as {{ adapter.quote('last_activity_date') }},
    {{ adapter.quote('reportPeriod') }} as {{ adapter.quote('report_period') }},
    {{ adapter.quote('sharedExternallyFileCount') }} as {{ adapter.quote('shared_externally_file_count') }},
    {{ adapter.quote('sharedInternallyFileCount') }} as {{ adapter.quote('shared_internally_file_count') }},
    {{ adapter.quote('syncedFileCount') }} as {{ adapter.quote('synced_file_count') }},
    {{ adapter.quote('viewedOrEditedFileCount') }} as {{ adapter.quote('viewed_or_edited_file_count') }},
    {{ adapter.quote('visitedPageCount') }} as {{ adapter.quote('visited_page_count') }},
    {{ adapter.quote('_tenant_id') }} as {{ adapter.quote('_tenant_id') }},
    {{ adapter.quote('_changed_at') }} as {{ adapter.quote('_changed_at') }}
from {{ source('entra', 'sharepoint_activity') }}
