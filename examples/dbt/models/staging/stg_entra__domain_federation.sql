-- One row per federated domain with its identity provider. Made from the catalogue of tables by `npm run docs`.
select
    {{ adapter.quote('domainId') }} as {{ adapter.quote('domain_id') }},
    {{ adapter.quote('id') }} as {{ adapter.quote('id') }},
    {{ adapter.quote('activeSignInUri') }} as {{ adapter.quote('active_sign_in_uri') }},
    {{ adapter.quote('displayName') }} as {{ adapter.quote('display_name') }},
    {{ adapter.quote('federatedIdpMfaBehavior') }} as {{ adapter.quote('federated_idp_mfa_behavior') }},
    {{ adapter.quote('isSignedAuthenticationRequestRequired') }} as {{ adapter.quote('is_signed_authentication_request_required') }},
    {{ adapter.quote('issuerUri') }} as {{ adapter.quote('issuer_uri') }},
    {{ adapter.quote('metadataExchangeUri') }} as {{ adapter.quote('metadata_exchange_uri') }},
    {{ adapter.quote('nextSigningCertificate') }} as {{ adapter.quote('next_signing_certificate') }},
    {{ adapter.quote('passiveSignInUri') }} as {{ adapter.quote('passive_sign_in_uri') }},
    {{ adapter.quote('passwordResetUri') }} as {{ adapter.quote('password_reset_uri') }},
    {{ adapter.quote('preferredAuthenticationProtocol') }} as {{ adapter.quote('preferred_authentication_protocol') }},
    {{ adapter.quote('promptLoginBehavior') }} as {{ adapter.quote('prompt_login_behavior') }},
    {{ adapter.quote('signingCertificate') }} as {{ adapter.quote('signing_certificate') }},
    {{ adapter.quote('signingCertificateUpdateStatus') }} as {{ adapter.quote('signing_certificate_update_status') }},
    {{ adapter.quote('signOutUri') }} as {{ adapter.quote('sign_out_uri') }},
    {{ adapter.quote('_tenant_id') }} as {{ adapter.quote('_tenant_id') }},
    {{ adapter.quote('_changed_at') }} as {{ adapter.quote('_changed_at') }}
from {{ source('entra', 'domain_federation') }}
