// Tokens that the calling program gets by itself, asked of it again whenever one ends or is rejected.
import { SignInError } from '../graph/sign-in-error.ts'
import type { AccessToken, TokenSource } from '../graph/token-source.ts'
import { renewing } from './renewing.ts'

/** `claims`: what Graph says the token has to prove, as JSON; null: nothing in particular. */
export type AskCaller = (claims: string | null) => Promise<AccessToken>

/** `name` is what the function is called in sentences, `now` is in milliseconds since 1970. */
export function callerToken(ask: AskCaller, name: string, now: () => number): TokenSource {
  const acquire = async (claims: string | null): Promise<AccessToken> => {
    const { token, expiresAt } = await answerOf(ask, claims, name)
    if (typeof token !== 'string' || !/^[\x21-\x7e]+$/.test(token)) throw noToken(name)
    return { token, expiresAt: typeof expiresAt === 'number' ? expiresAt : null }
  }
  return renewing({ way: 'token', description: `access tokens from ${name}`, who: name, acquire, now })
}

/** A failure ends nothing while the token before it is good. */
async function answerOf(ask: AskCaller, claims: string | null, name: string): Promise<Partial<AccessToken>> {
  try {
    return (await ask(claims)) ?? {}
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new SignInError(`Not signed in: ${name} gave no token (${why}).`, { failure: 'unreachable', cause })
  }
}

const noToken = (name: string): SignInError =>
  new SignInError(`Not signed in: ${name} gave no token; it has to resolve to { token, expiresAt }.`, {
    failure: 'rejected',
  })
