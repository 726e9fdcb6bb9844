// What Graph wants the next token to prove, when it takes back one before its end.
// https://learn.microsoft.com/entra/identity-platform/claims-challenge

/** The claims of a `WWW-Authenticate` header as JSON text; null when it asks for none, or cannot be read. */
export function claimsChallenge(header: string | undefined): string | null {
  if (header === undefined || !/\berror="?insufficient_claims/i.test(header)) return null
  const encoded = /\bclaims="([\w+/=-]+)"/i.exec(header)?.[1]
  if (encoded === undefined) return null
  const text = Buffer.from(encoded, 'base64').toString('utf8')
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? text : null
  } catch {
    return null
  }
}
