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

/** `now` is in milliseconds since 1970; `name` is where the token comes from, for sentences. A leading `Bearer ` is accepted. Throws a `SignInError` for what is no token. */
export function staticToken(text: string, now: () => number, name = VARIABLE): TokenSource {
  const token = text.trim().replace(/^bearer\s+/i, '')
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new SignInError(
      `${name} is no token: it has spaces or other characters that a token cannot have.`,
      {
        failure: 'rejected',
      },
    )
  }
  const { expiresAt } = decodeToken(token)
  const current: AccessToken = { token, expiresAt }

  return {
    way: 'token',
    description: `access token from ${name}`,
    endsAt: expiresAt,
    async get() {
      if (expiresAt !== null && expiresAt <= now()) throw ended(expiresAt, name)
      return current
    },
    async renew() {
      if (expiresAt !== null && expiresAt <= now()) throw ended(expiresAt, name)
      throw new SignInError(
        `Microsoft Graph rejected the token in ${name}, and a ready token cannot be renewed; set a new one.`,
        { failure: 'rejected' },
      )
    },
  }
}

function ended(expiresAt: number, name: string): SignInError {
  const endedAt = new Date(expiresAt).toISOString()
  return new SignInError(`The access token in ${name} ended at ${endedAt}; set a new one.`, {
    failure: 'expired',
    endedAt,
  })
}
