-- One row per identity provider of guests; `_odata_type` says which kind. Made from the catalogue of tables by `npm run docs`.
select
    {{ adapter.quote('id') }} as {{ adapter.quote('id') }},
    {{ adapter.quote('_odata_type') }} as {{ adapter.quote('_odata_type') }},
    {{ adapter.quote('clientAuthentication') }} as {{ adapter.quote('client_authentication') }},
    {{ adapter.quote('clientId') }} as {{ adapter.quote('client_id') }},
    {{ adapter.quote('developerId') }} as {{ adapter.quote('developer_id') }},
    {{ adapter.quote('displayName') }} as {{ adapter.quote('display_name') }},
    {{ adapter.quote('identityProviderType') }} as {{ adapter.quote('identity_provider_type') }},
    {{ adapter.quote('inboundClaimMapping') }} as {{ adapter.quote('inbound_claim_mapping') }},
    {{ adapter.quote('issuer') }} as {{ adapter.quote('issuer') }},
    {{ adapter.quote('issuerUri') }} as {{ adapter.quote('issuer_uri') }},
    {{ adapter.quote('keyId') }} as {{ adapter.quote('key_id') }},
    {{ adapter.quote('metadataExchangeUri') }} as {{ adapter.quote('metadata_exchange_uri') }},
    {{ adapter.quote('passiveSignInUri') }} as {{ adapter.quote('passive_sign_in_uri') }},
    {{ adapter.quote('preferredAuthenticationProtocol') }} as {{ adapter.quote('preferred_authentication_protocol') }},
    {{ adapter.quote('responseType') }} as {{ adapter.quote('response_type') }},
    {{ adapter.quote('scope') }} as {{ adapter.quote('scope') }},
    {{ adapter.quote('serviceId') }} as {{ adapter.quote('service_id') }},
    {{ adapter.quote('signingCertificate') }} as {{ adapter.quote('signing_certificate') }},
    {{ adapter.quote('wellKnownEndpoint') }} as {{ adapter.quote('well_known_endpoint') }},
    {{ adapter.quote('_tenant_id') }} as {{ adapter.quote('_tenant_id') }},
    {{ adapter.quote('_changed_at') }} as {{ adapter.quote('_changed_at') }}
from {{ source('entra', 'identity_providers') }}
