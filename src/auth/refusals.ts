// The refusals of the sign-in service, each as one sentence with what to do.
// https://learn.microsoft.com/entra/identity-platform/reference-error-codes
import { z } from 'zod'
import { SignInError } from '../graph/sign-in-error.ts'
import type { NetworkProblem } from './msal-network.ts'

export interface Identity {
  readonly tenantId: string
  readonly clientId: string
  readonly clientSecret: string
}

const Refusal = z.object({
  error: z.string().optional().catch(undefined),
  error_description: z.string().optional().catch(undefined),
  error_codes: z.array(z.number()).optional().catch(undefined),
  correlation_id: z.string().optional().catch(undefined),
})

const knownRefusals: Readonly<Record<string, (identity: Identity) => string>> = {
  AADSTS7000215: ({ clientId }) =>
    `The client secret of application ${clientId} is wrong; set AZURE_CLIENT_SECRET to the secret's value, not its ID`,
  AADSTS7000222: ({ clientId }) =>
    `The client secret of application ${clientId} has expired; create a new one in the app registration and set AZURE_CLIENT_SECRET`,
  AADSTS90002: ({ tenantId }) =>
    `Tenant ${tenantId} does not exist in this cloud; check AZURE_TENANT_ID and --cloud`,
  AADSTS700016: ({ clientId, tenantId }) =>
    `Application ${clientId} does not exist in tenant ${tenantId}; check AZURE_CLIENT_ID and AZURE_TENANT_ID, or let an administrator consent to the application`,
}

/** What the sign-in service answered, or that it did not, as an error without any secret in it. */
export function refusal(problem: NetworkProblem, identity: Identity): SignInError {
  if (problem.kind === 'unreachable') {
    const why = problem.cause instanceof Error ? problem.cause.message : String(problem.cause)
    return new SignInError(
      redact(
        `No answer from the sign-in service ${problem.origin} (${why}); check the network and --authority.`,
        identity,
      ),
      { failure: 'unreachable', cause: problem.cause },
    )
  }
  if (problem.kind === 'foreign') {
    return new SignInError(
      `The sign-in service names another host, ${problem.origin}, and no credential is sent there; check --authority.`,
      { failure: 'refused' },
    )
  }
  return refusedAnswer(problem.status, problem.body, problem.origin, identity)
}

function refusedAnswer(status: number, body: unknown, origin: string, identity: Identity): SignInError {
  const parsed = Refusal.safeParse(body)
  const answer = parsed.success ? parsed.data : {}
  const code = aadstsCode(answer.error_codes?.[0], answer.error_description)
  const correlationId = answer.correlation_id ?? null
  const known = code === null ? undefined : knownRefusals[code]
  const description = firstSentence(answer.error_description ?? answer.error)
  const what =
    known?.(identity) ??
    (description === null
      ? `The sign-in service ${origin} answered with status ${status}; check --authority and try again`
      : `The sign-in service refused application ${identity.clientId}: ${description}`)
  const facts = [code, correlationId === null ? null : `correlation id ${correlationId}`].filter(
    fact => fact !== null,
  )
  const message = facts.length === 0 ? `${what}.` : `${what} (${facts.join(', ')}).`
  return new SignInError(redact(message, identity), {
    failure: status >= 500 || status === 429 ? 'unreachable' : 'refused',
    code,
    correlationId,
  })
}

function aadstsCode(number: number | undefined, description: string | undefined): string | null {
  if (number !== undefined) return `AADSTS${number}`
  return description?.match(/AADSTS\d+/)?.[0] ?? null
}

/** Entra's descriptions go on with trace ids and timestamps, which are kept as fields. */
function firstSentence(description: string | undefined): string | null {
  const line = description
    ?.replace(/^AADSTS\d+:\s*/, '')
    .split(/\s*(?:Trace ID:|[\r\n])/)[0]
    ?.trim()
  return line === undefined || line === '' ? null : line.replace(/\.$/, '')
}

/** Takes the secret out of a text, as it is and as a form sends it. */
export function redact(text: string, { clientSecret }: Identity): string {
  const forms = [clientSecret, encodeURIComponent(clientSecret)].filter(form => form !== '')
  return forms.reduce((rest, form) => rest.replaceAll(form, '[secret]'), text)
}
