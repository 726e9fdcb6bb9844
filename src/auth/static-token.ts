// A ready access token that somebody else got. It cannot be renewed.
import { decodeToken } from '../graph/claims.ts'
import { SignInError } from '../graph/sign-in-error.ts'
import type { AccessToken, TokenSource } from '../graph/token-source.ts'
import type { SignInDeps, SignInSettings } from './settings.ts'

const VARIABLE = 'ENTRA_EXTRACT_ACCESS_TOKEN'

/** Null: no token is given. */
export function readyToken({ accessToken }: SignInSettings, { now }: SignInDeps): TokenSource | null {
  return accessToken === null ? null : staticToken(accessToken, now)
}

/** `now` is in milliseconds since 1970. A leading `Bearer ` is accepted. Throws a `SignInError` for what is no token. */
export function staticToken(text: string, now: () => number): TokenSource {
  const token = text.trim().replace(/^bearer\s+/i, '')
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new SignInError(
      `${VARIABLE} is no token: it has spaces or other characters that a token cannot have.`,
      {
        failure: 'rejected',
      },
    )
  }
  const { expiresAt } = decodeToken(token)
  const current: AccessToken = { token, expiresAt }

  return {
    way: 'token',
    description: `access token from ${VARIABLE}`,
    endsAt: expiresAt,
    async get() {
      if (expiresAt !== null && expiresAt <= now()) throw ended(expiresAt)
      return current
    },
    async renew() {
      if (expiresAt !== null && expiresAt <= now()) throw ended(expiresAt)
      throw new SignInError(
        `Microsoft Graph rejected the token in ${VARIABLE}, and a ready token cannot be renewed; set a new one.`,
        { failure: 'rejected' },
      )
    },
  }
}

function ended(expiresAt: number): SignInError {
  const endedAt = new Date(expiresAt).toISOString()
  return new SignInError(`The access token in ${VARIABLE} ended at ${endedAt}; set a new one.`, {
    failure: 'expired',
    endedAt,
  })
}
