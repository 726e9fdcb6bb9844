// The persons who have signed in, and where that is kept. Only this shape is known to the ways of signing in.
import { z } from 'zod'

export const HOWS = ['browser', 'device-code'] as const
export type How = (typeof HOWS)[number]

const SignInSchema = z.object({
  authority: z.string().min(1),
  tenantId: z.string().min(1),
  clientId: z.string().min(1),
  username: z.string(),
  how: z.enum(HOWS),
  signedInAt: z.iso.datetime(),
  cache: z.string().min(1),
})

export interface SignIn {
  /** The origin that signed in (`https://login.microsoftonline.com`). */
  readonly authority: string
  readonly tenantId: string
  readonly clientId: string
  readonly username: string
  readonly how: How
  /** When, ISO 8601 in UTC. */
  readonly signedInAt: string
  /** What MSAL needs to go on: account and refresh token, as it serialises them. */
  readonly cache: string
}

export interface SignInStore {
  /** Where it is, in words for people: `the keychain`, `file ./cache.json`, `memory`. */
  readonly place: string
  /** Whether it outlives this process. */
  readonly lasting: boolean
  /** Why it is not lasting, as a sentence without its full stop; null when it is. */
  readonly reason: string | null
  /** The latest first. `say` hears what had to be left out. Throws a `SignInError` or `UsageError` for what cannot be read. */
  load(say: (sentence: string) => void): Promise<readonly SignIn[]>
  /** Throws what `update` would throw, before anything depends on it. */
  tryOut(): Promise<void>
  /**
   * Keeps what `change` makes of what is kept now, and gives that back; no other process changes it in between. `say` as for `load`.
   * Throws a `SignInError` or `UsageError` when it cannot be read or kept.
   */
  update(
    change: (now: readonly SignIn[]) => readonly SignIn[],
    say: (sentence: string) => void,
  ): Promise<readonly SignIn[]>
}

const Kept = z.object({ version: z.literal(1), signIns: z.array(SignInSchema) })

export const serialiseSignIns = (signIns: readonly SignIn[]): string =>
  JSON.stringify({ version: 1, signIns })

/** Null: this is not what `serialiseSignIns` wrote. */
export function parseSignIns(text: string): readonly SignIn[] | null {
  try {
    const parsed = Kept.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data.signIns : null
  } catch {
    return null
  }
}

/** Whether one stands in for the other: the same person, by the same application, in the same tenant. */
export function isSamePerson(a: SignIn, b: SignIn): boolean {
  return (
    a.authority === b.authority &&
    a.tenantId === b.tenantId &&
    a.clientId === b.clientId &&
    a.username === b.username
  )
}

/** With a new sign-in in front, in place of the one that the same person had. */
export const withSignIn = (signIns: readonly SignIn[], latest: SignIn): readonly SignIn[] => [
  latest,
  ...signIns.filter(each => !isSamePerson(each, latest)),
]

/** With a renewed one in its old place. A sign-in that was forgotten or made anew in between stays as it is. */
export const withRenewed = (signIns: readonly SignIn[], renewed: SignIn): readonly SignIn[] =>
  signIns.map(each =>
    isSamePerson(each, renewed) && each.signedInAt === renewed.signedInAt ? renewed : each,
  )
