// https://learn.microsoft.com/entra/identity-platform/claims-challenge
import { invalidRequest } from './refusal.ts'

/** What the `claims` parameter asks of an access token. */
export interface ClaimsRequest {
  /** `cp1`: the client understands claims challenges. */
  readonly capabilities: readonly string[]
  /** Seconds since 1970 that the token must not be older than; 0 without one. */
  readonly notBefore: number
}

export function readClaims(text: string | null): ClaimsRequest {
  const accessToken = member(parse(text ?? '{}'), 'access_token')
  const capabilities = member(member(accessToken, 'xms_cc'), 'values')
  const notBefore = Number(member(member(accessToken, 'nbf'), 'value') ?? 0)
  if (!Number.isFinite(notBefore)) throw invalid()
  return { capabilities: [capabilities ?? []].flat().map(String), notBefore }
}

function parse(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  } catch {
    throw invalid()
  }
  throw invalid()
}

const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined

const invalid = () => invalidRequest(90100, `The 'claims' parameter is empty or not valid.`)
