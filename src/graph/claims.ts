// What a token says of itself: the middle part of a JWT, read and never verified (only Graph can verify it).
import { z } from 'zod'
import type { TokenClaims } from './token-source.ts'

const text = z.string().optional().catch(undefined)

const Payload = z.object({
  tid: text,
  appid: text,
  roles: z.array(z.string()).optional().catch(undefined),
  scp: text,
  upn: text,
  preferred_username: text,
  exp: z.number().optional().catch(undefined),
})

export interface DecodedToken {
  readonly claims: TokenClaims
  /** Milliseconds since 1970; null when the token does not say. */
  readonly expiresAt: number | null
}

const unknownToken: DecodedToken = {
  claims: { tenantId: null, appId: null, username: null, roles: [], scopes: [] },
  expiresAt: null,
}

/** The claims of a JWT; all unknown for a token that is no JWT. Never throws. */
export function decodeToken(token: string): DecodedToken {
  const parsed = Payload.safeParse(readPayload(token))
  if (!parsed.success) return unknownToken
  const { tid, appid, roles, scp, exp, upn, preferred_username } = parsed.data
  const scopes = scp?.split(' ').filter(scope => scope !== '') ?? []
  return {
    claims: {
      tenantId: tid ?? null,
      appId: appid ?? null,
      username: upn ?? preferred_username ?? null,
      roles: roles ?? [],
      scopes,
    },
    expiresAt: exp === undefined ? null : exp * 1000,
  }
}

function readPayload(token: string): unknown {
  const parts = token.split('.')
  if (parts.length !== 3) return undefined
  try {
    return JSON.parse(Buffer.from(parts[1] ?? '', 'base64url').toString('utf8'))
  } catch {
    return undefined
  }
}
