import type { Authority } from './authority.ts'
import { checkCertificateAssertion } from './certificate-assertion.ts'
import { checkFederatedAssertion } from './federated-assertion.ts'
import { type Jwt, readJwt } from './jwt.ts'
import { invalidClient, invalidRequest, missing, Refusal } from './refusal.ts'

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
/** How far clocks may differ, in seconds. */
const SKEW = 300

/** Refuses a client that is not the registered application. */
export function checkClient({ identity }: Authority, clientId: string | null): void {
  if (clientId === null || clientId === '') throw missing('client_id')
  if (clientId.toLowerCase() === identity.clientId) return
  throw new Refusal(
    400,
    'unauthorized_client',
    700016,
    `Application with identifier '${clientId}' was not found in the directory '${identity.tenantId}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.`,
  )
}

/** For a person's grants: a public client shows no credential, any other has to. */
export function checkPersonsClient(authority: Authority, form: URLSearchParams): void {
  if (!authority.registration.publicClient) checkCredential(authority, form)
  else if (form.has('client_secret') || form.has('client_assertion')) {
    throw invalidClient(
      700025,
      "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.",
    )
  }
}

/** Refuses a request without the application's secret, or an assertion that stands for it. */
export function checkCredential(authority: Authority, form: URLSearchParams): void {
  const [secret, assertion] = [form.get('client_secret'), form.get('client_assertion')]
  if (assertion) checkAssertion(authority, assertion, form.get('client_assertion_type'))
  else if (secret) checkSecret(authority, secret)
  else {
    throw invalidClient(
      7000218,
      "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
    )
  }
}

function checkSecret({ identity, registration }: Authority, secret: string): void {
  const { clientId } = identity
  if (secret !== registration.clientSecret) {
    throw invalidClient(
      7000215,
      `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${clientId}'.`,
    )
  }
  if (!registration.secretExpired) return
  throw invalidClient(
    7000222,
    `The provided client secret keys for app '${clientId}' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds.`,
  )
}

function checkAssertion(authority: Authority, text: string, type: string | null): void {
  if (!type) throw missing('client_assertion_type')
  if (type !== ASSERTION_TYPE) {
    throw invalidRequest(90023, `Unsupported 'client_assertion_type' value '${type}'.`)
  }
  const jwt = readJwt(text)
  if (!jwt) throw malformed('it is not a JWT')
  checkTimes(jwt)
  // The application signs as itself; whoever signs with a URL for a name is another issuer.
  if (/^https?:/.test(String(jwt.claims.iss))) checkFederatedAssertion(authority, jwt)
  else {
    checkCertificateAssertion(authority, jwt)
    checkReplay(authority, jwt)
  }
}

const malformed = (why: string): Refusal =>
  invalidRequest(50027, `JWT token is invalid or malformed: ${why}.`)

function checkTimes({ claims }: Jwt): void {
  const { exp, nbf = 0 } = claims
  if (typeof exp !== 'number' || typeof nbf !== 'number') throw malformed("no number in 'exp' or 'nbf'")
  const now = Date.now() / 1000
  if (now < exp + SKEW && now > nbf - SKEW) return
  const iso = (seconds: number): string => new Date(seconds * 1000).toISOString()
  throw invalidClient(
    700024,
    `Client assertion is not within its valid time range. Current time: ${iso(now)}, assertion valid from ${iso(nbf)}, expiry time of assertion ${iso(exp)}. Review the documentation at https://learn.microsoft.com/entra/identity-platform/certificate-credentials .`,
  )
}

function checkReplay({ assertions, refuseReplays }: Authority, { claims }: Jwt): void {
  const id = claims.jti
  if (typeof id !== 'string' || id === '') throw malformed("no 'jti'")
  const now = Date.now() / 1000
  for (const [seen, end] of assertions) if (end + SKEW <= now) assertions.delete(seen)
  if (refuseReplays && assertions.has(id)) {
    throw invalidClient(700027, `Client assertion has been used before. [Reason - 'jti' ${id} was seen.]`)
  }
  assertions.set(id, Number(claims.exp))
}
