import type { KeyObject, X509Certificate } from 'node:crypto'
import type { Identity } from '../server/tokens.ts'
import type { SignInPlan } from '../sign-in-api.ts'

/** A delegated permission, and how the client wrote it. */
interface AskedPermission {
  readonly name: string
  readonly written: string
}

/** What a person's client asks for. */
export interface Asked {
  readonly openId: readonly string[]
  readonly permissions: readonly AskedPermission[]
  /** The resource whose `.default` is asked for: all that is consented. */
  readonly defaultOf: string | undefined
}

/** The application as the tenant knows it. */
export interface Registration {
  readonly clientSecret: string
  readonly secretExpired: boolean
  readonly certificates: readonly X509Certificate[]
  readonly federated: readonly FederatedKey[]
  readonly publicClient: boolean
}

export interface FederatedKey {
  readonly issuer: string
  readonly subject: string
  readonly audience: string
  readonly key: KeyObject
  /** Undefined: any key id is right. */
  readonly kid: string | undefined
}

/** An authorization code, until it is redeemed and after. */
export interface CodeGrant {
  readonly asked: Asked
  readonly redirectUri: string
  readonly challenge: string
  readonly nonce: string | undefined
  /** Milliseconds since 1970. */
  readonly expires: number
  readonly satisfies: number
  redeemed: boolean
}

export interface DeviceGrant {
  readonly asked: Asked
  readonly expires: number
  polls: number
  lastPoll: number
  redeemed: boolean
}

export interface RefreshGrant {
  readonly asked: Asked
  /** The latest revocation that the sign-in came after, see `Identity`. */
  readonly satisfies: number
  readonly issued: number
  ended: 'revoked' | 'inactive' | undefined
}

/** The sign-in service: who may sign in, and what it has handed out. Times are real ones. */
export interface Authority {
  readonly identity: Identity
  readonly registration: Registration
  readonly url: () => string
  readonly domains: readonly string[]
  readonly plan: SignInPlan
  /** Delegated permissions that exist. */
  readonly knownScopes: readonly string[]
  readonly consentRequired: boolean
  readonly refuseReplays: boolean
  readonly codes: Map<string, CodeGrant>
  readonly devices: Map<string, DeviceGrant>
  readonly refreshTokens: Map<string, RefreshGrant>
  /** Ids of client assertions seen, with the seconds at which each ends. */
  readonly assertions: Map<string, number>
}

/** A request to one of its endpoints, read. */
export interface Request {
  readonly method: string
  /** The first segment of the path. */
  readonly tenant: string
  readonly query: URLSearchParams
  readonly form: URLSearchParams
}
