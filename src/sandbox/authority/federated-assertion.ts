// https://learn.microsoft.com/entra/workload-id/workload-identity-federation
import type { Authority } from './authority.ts'
import { isSignedBy, type Jwt } from './jwt.ts'
import { invalidClient, type Refusal } from './refusal.ts'

const ADVICE =
  'Check your federated identity credential Subject, Audience and Issuer against the presented assertion. https://learn.microsoft.com/entra/workload-id/workload-identity-federation'

const noMatch = (number: number, what: string): Refusal =>
  invalidClient(
    number,
    `No matching federated identity record found for presented assertion${what}. ${ADVICE}`,
  )

/** Refuses another issuer's token unless a federated credential names it, its subject and its audience. */
export function checkFederatedAssertion({ registration }: Authority, jwt: Jwt): void {
  const [issuer, subject, audience] = [jwt.claims.iss, jwt.claims.sub, jwt.claims.aud].map(String)
  const { federated } = registration
  if (federated.length === 0) throw noMatch(70021, '')
  const issued = federated.filter(one => one.issuer === issuer)
  if (issued.length === 0) throw noMatch(700211, ` issuer '${issuer}'`)
  const heard = issued.filter(one => one.audience === audience)
  if (heard.length === 0) throw noMatch(700212, ` audience '${audience}'`)
  const named = heard.filter(one => one.subject === subject)
  if (named.length === 0) {
    const sameLetters = heard.some(one => one.subject.toLowerCase() === subject?.toLowerCase())
    throw noMatch(sameLetters ? 7002138 : 700213, ` subject '${subject}'`)
  }
  const keys = named.filter(({ kid }) => kid === undefined || kid === jwt.header.kid)
  if (keys.length === 0) throw unproven('The key was not found')
  if (!keys.some(({ key }) => isSignedBy(jwt, key, ['RS256']))) {
    throw unproven('The provided signature value did not match the expected signature value')
  }
}

const unproven = (reason: string): Refusal =>
  invalidClient(700027, `Client assertion failed signature validation. [Reason - ${reason}.]`)
