// The refusals that people meet, each as a sentence without its full stop, and what mends it.
// https://learn.microsoft.com/entra/identity-platform/reference-error-codes
import type { Way } from '../graph/token-source.ts'

/** Who was refused: parts of `Identity`. */
export interface Refused {
  readonly way: Way
  readonly authority: string
  readonly tenantId: string
  readonly clientId: string
  readonly how?: 'browser' | 'device-code'
}

type Sentence = (refused: Refused) => string

/** What to set for another credential of the same way. */
const credential = ({ way }: Refused): string =>
  way === 'certificate' ? 'AZURE_CLIENT_CERTIFICATE_PATH' : 'AZURE_CLIENT_SECRET'

const loginAgain = ({ tenantId }: Refused): string =>
  `sign in again with \`entra-extract auth login${tenantId === 'organizations' ? '' : ` --tenant ${tenantId}`}\``

const blocked: Sentence = refused =>
  refused.way === 'person'
    ? `Conditional access of tenant ${refused.tenantId} blocks this sign-in; ask an administrator which policy it is, or sign in from a device and place that it allows`
    : `Conditional access for workload identities of tenant ${refused.tenantId} blocks application ${refused.clientId}; ask an administrator which policy it is, or run it from an address that it allows`

const useBrowser =
  'sign in with the browser: `entra-extract auth login` on a machine that has one, or ask an administrator'

/** Codes are blocked more often than browsers, which tell more of the device. */
const blockedByPolicy: Sentence = refused =>
  refused.how === 'device-code'
    ? `Conditional access of tenant ${refused.tenantId} does not allow codes; ${useBrowser} which policy it is`
    : blocked(refused)

const blockedByDefaults: Sentence = ({ how, tenantId }) =>
  how === 'device-code'
    ? `The security defaults of tenant ${tenantId} do not allow codes; ${useBrowser} for a policy that does`
    : `The security defaults of tenant ${tenantId} block this sign-in; ask an administrator for a policy that allows it`

const consent: Sentence = ({ way, clientId, tenantId, authority }) =>
  way === 'person'
    ? `Nobody has consented to these permissions of application ${clientId} in tenant ${tenantId}; have an administrator open the link of \`entra-extract permissions --as delegated\`, or ask for fewer tables with \`entra-extract auth login users groups\``
    : `Application ${clientId} lacks the consent of tenant ${tenantId}; have an administrator open ${authority}/${tenantId}/adminconsent?client_id=${clientId}`

const blockedForRisk: Sentence = ({ tenantId }) =>
  `This account is blocked for its risk in tenant ${tenantId}; have an administrator look at Identity Protection`

const secondFactor: Sentence = refused =>
  `This account has to prove itself with a second factor; ${loginAgain(refused)} and follow the browser`

const expiredSession: Sentence = refused => `The sign-in of this person has ended; ${loginAgain(refused)}`

const assertionNeedsFederation: Sentence = ({ clientId }) =>
  `Application ${clientId} has no federated credential that matches the issuer, subject and audience of this workload's token; add one to the app registration, exactly as the workload's platform names them`

const otherAudience: Sentence = ({ clientId }) =>
  `The audience of this workload's token is not the one in the federated credential of application ${clientId}; make both api://AzureADTokenExchange, or what the cloud has in its place`

const absentApplication: Sentence = ({ clientId, tenantId, way }) =>
  way === 'person'
    ? `Application ${clientId} does not exist in tenant ${tenantId}; check --client-id and --tenant, or have an administrator consent to it`
    : `Application ${clientId} does not exist in tenant ${tenantId}; check AZURE_CLIENT_ID and AZURE_TENANT_ID, or let an administrator consent to the application`

const unknownTenant: Sentence = ({ tenantId }) =>
  `Tenant ${tenantId} does not exist in this cloud; check --tenant or AZURE_TENANT_ID, and --cloud`

export const knownRefusals: Readonly<Record<string, Sentence>> = {
  // The credential of an application.
  AADSTS7000215: ({ clientId }) =>
    `The client secret of application ${clientId} is wrong; set AZURE_CLIENT_SECRET to the secret's value, not its ID`,
  AADSTS7000222: refused =>
    `The client ${refused.way === 'certificate' ? 'certificate' : 'secret'} of application ${refused.clientId} has expired; create a new one in the app registration and set ${credential(refused)}`,
  AADSTS7000218: ({ clientId, way }) =>
    way === 'person'
      ? `Application ${clientId} does not let persons sign in from the command line; switch "Allow public client flows" on in its app registration, or leave AZURE_CLIENT_ID out for this sign-in`
      : `The sign-in service wants a secret or certificate of application ${clientId}; set AZURE_CLIENT_SECRET or AZURE_CLIENT_CERTIFICATE_PATH`,
  AADSTS700025: ({ clientId }) =>
    `Application ${clientId} is a public client, which has no secret; create a secret or certificate in an app registration that is none, or sign in as a person with \`entra-extract auth login\``,
  AADSTS7000112: ({ clientId, tenantId }) =>
    `Application ${clientId} is disabled in tenant ${tenantId}; have an administrator switch it on under Enterprise applications`,
  AADSTS700023: ({ clientId }) =>
    `The proof of identity of application ${clientId} is meant for another service; check --authority and --cloud`,
  AADSTS700027: ({ clientId, way }) =>
    way === 'federation'
      ? `The signature of this workload's token does not verify against the keys of its issuer; check the issuer in the federated credential of application ${clientId}`
      : `The certificate in AZURE_CLIENT_CERTIFICATE_PATH is not one of application ${clientId}, or has expired; upload this certificate to the app registration, or set the path of one that is there`,
  AADSTS700024: () =>
    `The proof of identity is not valid at this time; set the clock of this machine, which may be off, or get a new identity token`,
  AADSTS700021: ({ clientId }) =>
    `The proof of identity is of another application than ${clientId}; check AZURE_CLIENT_ID`,
  AADSTS70021: assertionNeedsFederation,
  AADSTS700211: assertionNeedsFederation,
  AADSTS700212: otherAudience,
  AADSTS700213: assertionNeedsFederation,
  AADSTS7002121: otherAudience,
  AADSTS7002138: ({ clientId }) =>
    `The subject of this workload's token differs only in upper and lower case from the federated credential of application ${clientId}; write it there exactly as the platform does`,
  // Tenants and applications that are not there.
  AADSTS90002: unknownTenant,
  AADSTS900023: ({ tenantId }) =>
    `'${tenantId}' is neither a tenant's id nor a domain name; set AZURE_TENANT_ID to one of them`,
  AADSTS900021: unknownTenant,
  AADSTS700016: absentApplication,
  AADSTS7000229: absentApplication,
  AADSTS700038: ({ clientId }) =>
    `'${clientId}' is no application id; set AZURE_CLIENT_ID to the application (client) id of the app registration`,
  AADSTS50020: ({ tenantId, clientId }) =>
    `This account is of another directory than tenant ${tenantId}; sign in with an account of that tenant, or have it invited there as a guest (application ${clientId})`,
  AADSTS50034: ({ tenantId }) =>
    `This account does not exist in tenant ${tenantId}; check its name and --tenant`,
  AADSTS50194: ({ clientId }) =>
    `Application ${clientId} is of one tenant only; name that tenant with --tenant`,
  AADSTS900439: ({ clientId }) =>
    `Application ${clientId} cannot be used in this cloud; check --cloud and AZURE_CLIENT_ID`,
  AADSTS90038: ({ tenantId }) => `Tenant ${tenantId} is in another cloud; check --cloud`,
  AADSTS500011: ({ tenantId }) =>
    `Tenant ${tenantId} does not know the Microsoft Graph that was asked for; check --graph-url and --cloud`,
  // Consent and access.
  AADSTS65001: consent,
  AADSTS90094: consent,
  AADSTS900941: consent,
  AADSTS650053: ({ clientId }) =>
    `This cloud's Microsoft Graph does not know a permission that application ${clientId} was to ask for; check --cloud, or ask for fewer tables`,
  AADSTS65004: ({ clientId }) =>
    `Consent to application ${clientId} was declined; sign in again and accept, or ask for fewer tables with \`entra-extract auth login users groups\``,
  AADSTS50105: ({ clientId, tenantId }) =>
    `This account is not assigned to application ${clientId}, and tenant ${tenantId} demands that; have an administrator assign it under Enterprise applications`,
  AADSTS53003: blockedByPolicy,
  AADSTS53000: blocked,
  AADSTS53001: blocked,
  AADSTS530034: blockedForRisk,
  AADSTS530035: blockedByDefaults,
  AADSTS530036: blockedByPolicy,
  AADSTS50158: secondFactor,
  AADSTS50199: () =>
    `The sign-in waits for a confirmation in the browser; sign in again and say there that it is you`,
  AADSTS53011: blockedForRisk,
  AADSTS50072: secondFactor,
  AADSTS50074: secondFactor,
  AADSTS50076: secondFactor,
  AADSTS50079: secondFactor,
  AADSTS50057: () => `This account is disabled; have an administrator enable it, or use another one`,
  AADSTS50053: () =>
    `This account is locked after too many wrong passwords, or the sign-in comes from an address with a bad name; wait, and try again`,
  AADSTS50055: () => `The password of this account has expired; change it in the browser, and sign in again`,
  AADSTS50126: () => `The name or password is wrong; sign in again`,
  // Sign-ins that have ended, and device codes.
  AADSTS700082: expiredSession,
  AADSTS70008: expiredSession,
  AADSTS700084: expiredSession,
  AADSTS70043: expiredSession,
  AADSTS50173: expiredSession,
  AADSTS50078: expiredSession,
  AADSTS50133: expiredSession,
  AADSTS70020: () => `The device code was not used in time; run the same command again for a new one`,
  AADSTS70017: () => `The sign-in was declined; run the same command again, and accept it`,
  AADSTS54005: () => `The code of this sign-in was used already; run the same command again`,
  AADSTS70018: () => `The device code is wrong or was used already; run the same command again for a new one`,
  AADSTS70000: expiredSession,
  AADSTS50011: ({ clientId }) =>
    `Application ${clientId} has no redirect address http://localhost; add it to the app registration as "Mobile and desktop applications", or use --device-code`,
  AADSTS90033: () => `The sign-in service is not available for the moment; try again in some minutes`,
  AADSTS90055: () => `The sign-in service is too busy; try again in some minutes`,
}
