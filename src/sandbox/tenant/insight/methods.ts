import { hash, salt } from '../../random.ts'
import type { World } from '../world.ts'

/** A way to sign in that a user may have registered. */
export interface MethodKind {
  /** As registration details name it. */
  readonly name: string
  /** Its type, `#microsoft.graph.` left out. */
  readonly type: string
  /** The share of users that register it some day. */
  readonly share: number
  /** As what it is preferred for the second factor; undefined for what is none. */
  readonly preferred?: string
  readonly passwordless?: true
  /** How long it stays, in days (default: for ever, or 45 for one in 16). */
  readonly lasts?: number
}

const kind = (
  name: string,
  type: string,
  share: number,
  more: Pick<MethodKind, 'preferred' | 'passwordless' | 'lasts'> = {},
): MethodKind => ({ name, type: `${type}AuthenticationMethod`, share, ...more })

export const METHOD_KINDS: readonly MethodKind[] = [
  kind('microsoftAuthenticatorPush', 'microsoftAuthenticator', 0.7, { preferred: 'push' }),
  kind('mobilePhone', 'phone', 0.6, { preferred: 'sms' }),
  kind('alternateMobilePhone', 'phone', 0.06, { preferred: 'voiceAlternateMobile' }),
  kind('officePhone', 'phone', 0.1, { preferred: 'voiceOffice' }),
  kind('email', 'email', 0.3),
  kind('softwareOneTimePasscode', 'softwareOath', 0.15, { preferred: 'oath' }),
  kind('windowsHelloForBusiness', 'windowsHelloForBusiness', 0.35, { passwordless: true }),
  kind('passKeyDeviceBound', 'fido2', 0.14, { passwordless: true }),
  kind('macOsSecureEnclaveKey', 'platformCredential', 0.1, { passwordless: true }),
  kind('externalAuthMethod', 'external', 0.1),
  kind('temporaryAccessPass', 'temporaryAccessPass', 0.35, { lasts: 30 }),
]

export interface RegisteredMethod {
  readonly kind: MethodKind
  /** Milliseconds since 1970. */
  readonly at: number
}

export interface Registration {
  readonly methods: readonly RegisteredMethod[]
  /** When it last changed, milliseconds since 1970. */
  readonly updatedAt: number
  /** Follows from the user's id. */
  readonly key: number
}

const METHOD = salt('authenticationMethod')
const DAY = 86_400_000
/** People register from so many days before the tenant's start … */
const EARLIEST = 300
/** … until so many days after it. */
const LATEST = 60

/** What a user, old or new, has registered by `now`. */
export function registration(world: World, userId: string, now: number): Registration {
  const key = salt(userId)
  const methods: RegisteredMethod[] = []
  let updatedAt = world.start - (EARLIEST + (key % 400)) * DAY
  for (let place = 0; place < METHOD_KINDS.length; place++) {
    const kind = METHOD_KINDS[place]
    const bits = hash(world.seed, METHOD, key, place)
    if (!kind || (bits & 0xffff) / 0x1_0000 >= kind.share) continue
    const at =
      world.start + Math.floor(((bits >>> 16) / 0x1_0000) * (EARLIEST + LATEST) * DAY) - EARLIEST * DAY
    const ends = at + (kind.lasts ?? (bits % 16 === 0 ? 45 : Number.POSITIVE_INFINITY)) * DAY
    if (at > now) continue
    updatedAt = Math.max(updatedAt, ends <= now ? ends : at)
    if (ends > now) methods.push({ kind, at })
  }
  return { methods, updatedAt, key }
}
