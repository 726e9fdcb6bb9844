// What the sign-in service refuses, each as one sentence with what to do, without any secret in it.
// https://learn.microsoft.com/entra/identity-platform/reference-error-codes
import { z } from 'zod'
import { NetworkError } from '../graph/errors.ts'
import { withoutTokens } from '../graph/redact.ts'
import { SignInError } from '../graph/sign-in-error.ts'
import type { Way } from '../graph/token-source.ts'
import { knownRefusals } from './known-refusals.ts'
import type { NetworkProblem } from './msal-network.ts'

export interface Identity {
  readonly way: Way
  readonly authority: string
  /** Id, domain, or for persons `organizations`. */
  readonly tenantId: string
  readonly clientId: string
  /** How a person signs in, or did. */
  readonly how?: 'browser' | 'device-code'
  /** What must never show in an error. */
  readonly secrets: readonly string[]
}

const Refusal = z.object({
  error: z.string().optional().catch(undefined),
  error_description: z.string().optional().catch(undefined),
  error_codes: z.array(z.number()).optional().catch(undefined),
  correlation_id: z.string().optional().catch(undefined),
})

/** Whatever MSAL threw, and what the network saw of it, as a `SignInError`. */
export function explain(error: unknown, problem: NetworkProblem | null, identity: Identity): SignInError {
  if (error instanceof SignInError) return error
  if (problem !== null) return refusal(problem, identity)
  if (isNoAuthority(error)) {
    return new SignInError(
      `${identity.authority} does not answer as a sign-in service of Microsoft Entra; check --authority, and the proxy if there is one.`,
      { failure: 'refused' },
    )
  }
  const why = error instanceof Error ? error.message : String(error)
  return new SignInError(
    redact(`Signing in at ${identity.authority} failed: ${why.replace(/\.$/, '')}.`, identity),
    { failure: 'refused' },
  )
}

/** What the sign-in service answered, or that it did not. */
export function refusal(problem: NetworkProblem, identity: Identity): SignInError {
  if (problem.kind === 'unreachable') {
    const { cause } = problem
    const why = redact(cause instanceof Error ? cause.message : String(cause), identity)
    const check = isOfProxy(cause) ? 'HTTPS_PROXY and HTTP_PROXY' : 'the network and --authority'
    return new SignInError(`No answer from the sign-in service ${problem.origin} (${why}); check ${check}.`, {
      failure: 'unreachable',
      cause,
    })
  }
  if (problem.kind === 'foreign') {
    return new SignInError(
      `The sign-in service names another host, ${problem.origin}, and no credential is sent there; check --authority.`,
      { failure: 'refused' },
    )
  }
  return refusedAnswer(problem.status, problem.body, identity)
}

/** A refusal as the sign-in service words it: the body of its answer, or what it sent the browser back with. */
export function refusedAnswer(status: number, body: unknown, identity: Identity): SignInError {
  const parsed = Refusal.safeParse(body)
  const answer = parsed.success ? parsed.data : {}
  const code = aadstsCode(answer.error_codes?.[0], answer.error_description)
  // Only what the service wrote may hold a secret: a short one would be found in our own words too.
  const said = (text: string | undefined) => (text === undefined ? undefined : redact(text, identity))
  const correlationId = said(answer.correlation_id) ?? correlationIn(said(answer.error_description))
  const description = firstSentence(said(answer.error_description ?? answer.error))
  const what =
    (code === null ? undefined : knownRefusals[code])?.(identity) ??
    (description === null
      ? `The sign-in service ${identity.authority} answered with status ${status}; check --authority and try again`
      : `The sign-in service refused application ${identity.clientId}: ${description}`)
  const facts = [code, correlationId === null ? null : `correlation id ${correlationId}`].filter(
    fact => fact !== null,
  )
  const message = facts.length === 0 ? `${what}.` : `${what} (${facts.join(', ')}).`
  return new SignInError(message, {
    failure: status >= 500 || status === 429 ? 'unreachable' : 'refused',
    code,
    correlationId,
  })
}

const isOfProxy = (error: unknown): boolean =>
  error instanceof NetworkError && error.code.startsWith('PROXY_')

/** MSAL found no endpoints where it was told to look. */
const isNoAuthority = (error: unknown): boolean =>
  error instanceof Error && 'errorCode' in error && error.errorCode === 'endpoints_resolution_error'

function aadstsCode(number: number | undefined, description: string | undefined): string | null {
  if (number !== undefined) return `AADSTS${number}`
  return description?.match(/AADSTS\d+/)?.[0] ?? null
}

const correlationIn = (description: string | undefined): string | null =>
  description?.match(/Correlation ID: ([\w-]+)/)?.[1] ?? null

/** Entra's descriptions go on with trace ids and timestamps, which are kept as fields. */
function firstSentence(description: string | undefined): string | null {
  const line = description
    ?.replace(/^AADSTS\d+:\s*/, '')
    .split(/\s*(?:Trace ID:|[\r\n])/)[0]
    ?.trim()
  return line === undefined || line === '' ? null : line.replace(/\.$/, '')
}

/** Takes the secrets out of a text, as they are and as a form sends them, and whatever is a token or an assertion. */
export function redact(text: string, { secrets }: Pick<Identity, 'secrets'>): string {
  const forms = new Set(secrets.flatMap(secret => [secret, encodeURIComponent(secret)]))
  forms.delete('')
  return withoutTokens([...forms].reduce((rest, form) => rest.replaceAll(form, '[secret]'), text))
}
