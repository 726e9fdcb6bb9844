// https://learn.microsoft.com/entra/identity-platform/certificate-credentials
import type { X509Certificate } from 'node:crypto'
import type { Authority } from './authority.ts'
import { isSignedBy, type Jwt, thumbprints } from './jwt.ts'
import { invalidClient, type Refusal } from './refusal.ts'
import { isOwnTenant } from './tenants.ts'

/** Refuses an assertion that the application itself did not sign for this sign-in service. */
export function checkCertificateAssertion(authority: Authority, jwt: Jwt): void {
  const { clientId } = authority.identity
  const { iss, sub, aud } = jwt.claims
  if (iss !== clientId || sub !== clientId) {
    throw invalidClient(
      700021,
      `Client assertion application identifier doesn't match 'client_id' parameter. Review the documentation at https://learn.microsoft.com/entra/identity-platform/certificate-credentials .`,
    )
  }
  const certificate = registered(authority, jwt)
  if (!isSignedBy(jwt, certificate.publicKey, ['RS256', 'PS256'])) {
    throw unproven('The provided signature value did not match the expected signature value.')
  }
  if (!isAudience(authority, String(aud))) {
    throw invalidClient(
      700023,
      'Client assertion audience claim does not match Realm issuer. Review the documentation at https://learn.microsoft.com/entra/identity-platform/certificate-credentials .',
    )
  }
}

function unproven(reason: string): Refusal {
  return invalidClient(700027, `Client assertion failed signature validation. [Reason - ${reason}]`)
}

/** The registered certificate that the header names; a chain has to hold it too. */
function registered({ registration, identity }: Authority, { header }: Jwt): X509Certificate {
  const { x5t, 'x5t#S256': x5tS256, x5c } = header
  const certificate = registration.certificates.find(one => {
    const known = thumbprints(one)
    return x5tS256 === undefined ? x5t === known.x5t : x5tS256 === known.x5tS256
  })
  if (!certificate) {
    throw invalidClient(
      700027,
      `The certificate with identifier used to sign the client assertion is not registered on application. [Reason - The key was not found., Thumbprint of key used by client: '${String(x5tS256 ?? x5t ?? '')}', Configured keys of app Id '${identity.clientId}': ${registration.certificates.length}]`,
    )
  }
  const chain = x5c === undefined ? undefined : [x5c].flat()
  if (chain && !chain.includes(certificate.raw.toString('base64'))) {
    throw unproven('The certificate chain does not hold the registered certificate.')
  }
  if (Date.parse(certificate.validTo) <= Date.now()) throw unproven('The key used is expired.')
  return certificate
}

const AUDIENCE = /^\/([^/]+)\/(?:v2\.0|oauth2\/token|oauth2\/v2\.0\/token)$/

/** Over plain http the https form counts too, since MSAL knows authorities by https only. */
function isAudience(authority: Authority, audience: string): boolean {
  if (!URL.canParse(audience)) return false
  const { origin, pathname } = new URL(audience)
  const own = new URL(authority.url()).origin
  const tenant = AUDIENCE.exec(pathname)?.[1]
  return [own, own.replace(/^http:/, 'https:')].includes(origin) && isOwnTenant(authority, tenant ?? '')
}
