-- One row: what holds for every tenant that has no entry of its own. Made from the catalogue of tables by `npm run docs`.
select
    {{ adapter.quote('id') }} as {{ adapter.quote('id') }},
    {{ adapter.quote('appServiceConnectInbound') }} as {{ adapter.quote('app_service_connect_inbound') }},
    {{ adapter.quote('automaticUserConsentSettings') }} as {{ adapter.quote('automatic_user_consent_settings') }},
    {{ adapter.quote('b2bCollaborationInbound') }} as {{ adapter.quote('b2b_collaboration_inbound') }},
    {{ adapter.quote('b2bCollaborationOutbound') }} as {{ adapter.quote('b2b_collaboration_outbound') }},
    {{ adapter.quote('b2bDirectConnectInbound') }} as {{ adapter.quote('b2b_direct_connect_inbound') }},
    {{ adapter.quote('b2bDirectConnectOutbound') }} as {{ adapter.quote('b2b_direct_connect_outbound') }},
    {{ adapter.quote('inboundTrust') }} as {{ adapter.quote('inbound_trust') }},
    {{ adapter.quote('invitationRedemptionIdentityProviderConfiguration') }} as {{ adapter.quote('invitation_redemption_identity_provider_configuration') }},
    {{ adapter.quote('isServiceDefault') }} as {{ adapter.quote('is_service_default') }},
    {{ adapter.quote('m365CollaborationInbound') }} as {{ adapter.quote('m365_collaboration_inbound') }},
    {{ adapter.quote('m365CollaborationOutbound') }} as {{ adapter.quote('m365_collaboration_outbound') }},
    {{ adapter.quote('tenantRestrictions') }} as {{ adapter.quote('tenant_restrictions') }},
    {{ adapter.quote('_tenant_id') }} as {{ adapter.quote('_tenant_id') }},
    {{ adapter.quote('_changed_at') }} as {{ adapter.quote('_changed_at') }}
from {{ source('entra', 'cross_tenant_access_default') }}
