import type { ChaosControls } from './chaos/api.ts'
import type { SignInControls, SignInOptions } from './sign-in-api.ts'

/** A JSON object as Microsoft Graph writes it. */
export type GraphObject = Record<string, unknown>

/** What a tenant has bought; each tier has all that stands before it. */
export type Tier = 'free' | 'p1' | 'p2' | 'governance'

export type CloudName = 'global' | 'usgov' | 'usgov-dod' | 'china'

export interface SandboxOptions extends SignInOptions {
  /** Everything in the tenant follows from this number (default 42). */
  seed?: number
  /** Living users when the sandbox starts (default 1000). */
  users?: number
  /** ISO time of the tenant's clock at start (default: the real time); the clock stands still unless advanced. */
  now?: string
  /** 0 (the default) takes any free port. */
  port?: number
  /** `documented` (the default) enforces Graph's published limits in real time. */
  quotas?: 'documented' | 'off'
  /** Added to every answer (default 0). */
  latencyMs?: number
  /** Permissions in the tokens the sandbox issues, to applications and to persons (default: all that the served endpoints need). */
  grants?: string[]
  /** What needs more than this is refused (default `governance`). */
  licence?: Tier
  /** false: the same as the licence `free`. */
  premium?: boolean
  /** Whose Graph this is: what that cloud lacks is unknown here (default `global`). */
  cloud?: CloudName
  /** Usage reports hide names, and `/admin/reportSettings` says so (default false). */
  concealNames?: boolean
  /** `fails`: next links of a listing that began with a `$select` of more than 500 characters answer 400 (default `works`). */
  longSelect?: 'works' | 'fails'
  /** How far back logs reach (default 30, with the licence `free` 7). */
  retentionDays?: number
  /** Factor on the number of log events (default 1). */
  activity?: number
  /** No page of a list or log holds more rows, whatever `$top` asks for: Graph may send fewer (default: no bound). */
  mostRows?: number
  /** Overrides of page sizes, see `PageSizeName`. */
  pageSizes?: Partial<Record<PageSizeName, number>>
  /** Faults of every kind at random from the start on, reproducible by this number (default: none). */
  chaos?: number
}

/** Default page sizes of lists and logs, and the fixed ones of deltas and member slices. */
export type PageSizeName =
  | ObjectKind
  | `${ObjectKind}Delta`
  | 'memberSlice'
  | 'signIns'
  | 'directoryAudits'
  | 'provisioning'

export type EventKind =
  | 'sign_ins'
  | 'sign_ins_non_interactive'
  | 'sign_ins_service_principal'
  | 'sign_ins_managed_identity'
  | 'directory_audits'
  | 'provisioning_logs'

/** Directory objects that delta queries follow. */
export type ObjectKind =
  | 'users'
  | 'groups'
  | 'applications'
  | 'servicePrincipals'
  | 'devices'
  | 'administrativeUnits'
  | 'orgContacts'
  | 'oauth2PermissionGrants'
  | 'directoryRoles'

/** The name of a stream (`users`, `role_definitions`); an unknown one is an error. */
export type TruthKind = string

/** Half-open range of event times; without it, everything the tenant still keeps. */
export interface EventRange {
  from?: string
  to?: string
}

export interface Sandbox extends SignInControls {
  /** The Graph root, `http://127.0.0.1:<port>` unless `tls` or `host` say otherwise; `/v1.0/…` and `/beta/…` are below it. */
  readonly url: string
  /** The sign-in root; the token endpoint is `/{tenantId}/oauth2/v2.0/token` below it. */
  readonly authority: string
  readonly tenantId: string
  readonly clientId: string
  readonly clientSecret: string
  /** A bearer token for the Graph root; its times are real, not the tenant's. */
  token(options?: TokenOptions): string
  readonly now: Date
  /** Moves the tenant's clock and lets its life go on, a deterministic set of changes per day. */
  advance(by: { days?: number; hours?: number }): void
  /** What a perfect reader would hold now; a property that was never set is absent. */
  truth(kind: TruthKind, range?: EventRange): Iterable<GraphObject>
  readonly edit: TenantEditor
  /** The last 100,000 requests, oldest first; those inside a `$batch` are marked. */
  readonly requests: readonly RequestRecord[]
  readonly faults: FaultPlan
  readonly chaos: ChaosControls
  close(): Promise<void>
}

export interface TokenOptions {
  /** Application permissions. */
  roles?: string[]
  /** Delegated permissions: the token is a person's, and has no roles. */
  scopes?: string[]
  /** May be negative, for a token that has expired. */
  expiresInSeconds?: number
  /** `cp1` for a token that can be revoked at once. */
  capabilities?: readonly string[]
}

export interface RequestRecord {
  readonly method: string
  /** Raw path and query, byte for byte as received. */
  readonly path: string
  readonly family: QuotaFamily
  readonly headers: Readonly<Record<string, string>>
  /** 0 while unanswered or when the connection was destroyed. */
  status: number
  /** Real time, milliseconds since 1970. */
  readonly at: number
  readonly inBatch: boolean
}

export type QuotaFamily =
  | 'directory'
  | 'reports'
  | 'signInActivity'
  | 'protection'
  | 'usageReports'
  | 'batch'
  | 'auth'
  | 'none'

export type RemovedReason = 'changed' | 'deleted'

export interface MemberRef {
  id: string
  /** Without it, `#microsoft.graph.user`. */
  '@odata.type'?: string
}

/** Changes made by a test; each is in the change log, as if made in the portal. */
export interface TenantEditor {
  /** Creates a user (default: a believable one) and returns its id; a property given as undefined is never set. */
  addUser(properties?: GraphObject): string
  /** A value of null sets the property to null; undefined makes it absent again. */
  updateUser(id: string, properties: GraphObject): void
  /** `changed`: soft delete, restorable, memberships stay; `deleted`: gone for good, memberships too. */
  removeUser(id: string, reason: RemovedReason): void
  restoreUser(id: string): void
  /** Without a manager's id the user has none. */
  setManager(id: string, managerId?: string): void
  addGroup(properties?: GraphObject): string
  updateGroup(id: string, properties: GraphObject): void
  removeGroup(id: string, reason?: RemovedReason): void
  addMember(groupId: string, member: string | MemberRef): void
  removeMember(groupId: string, memberId: string): void
  addOwner(kind: 'groups' | 'applications', parentId: string, owner: string | MemberRef): void
  removeOwner(kind: 'groups' | 'applications', parentId: string, ownerId: string): void
  addApplication(properties?: GraphObject): string
  updateApplication(id: string, properties: GraphObject): void
  removeApplication(id: string, reason?: RemovedReason): void
  /** Adds an event that has arrived already; without an id or time it gets a new id and the present time. Returns its id. */
  addEvent(kind: EventKind, event?: GraphObject): string
  changeEvent(kind: EventKind, id: string, properties: GraphObject): void
  removeEvent(kind: EventKind, id: string): void
  /** Sends this text verbatim as the row whose `id` it holds, new or old, whatever `$select` says. */
  raw(kind: ObjectKind | EventKind, json: string): string
}

export interface FaultMatch {
  /** Tested against `METHOD /raw/path?query`; a string matches when it is contained. Inner requests of a batch too. */
  match: string | RegExp
  /** How often it strikes (default 1; Infinity for always). */
  times?: number
  /** Matches to let pass first (default 0). */
  after?: number
}

export type FaultAction =
  /** 429 or 503; `retryAfter` null leaves the header out. */
  | { throttle: { status?: 429 | 503; retryAfter: string | null } }
  | { fail: { status: number; code: string; message?: string; headers?: Record<string, string> } }
  /** An HTML page; without a status, 200. */
  | { html: true; status?: number }
  /** Half of the body, then the socket is destroyed; the length declared or chunked. */
  | { cut: 'length' | 'chunked' }
  /** Silence before the headers or in mid-body, for `ms` or for ever. */
  | { stall: { at: 'headers' | 'body'; ms?: number } }
  /** A body that is not what its headers say: no gzip, or of another length than the one declared. */
  | { garble: 'gzip' | 'longLength' | 'shortLength' }
  /** The socket is destroyed before any answer. */
  | { reset: true }
  /** The token in the link has expired. */
  | { expire: { status?: number; code?: string; location?: string } }
  /** Valid HTTP, JSON cut in half. */
  | { truncateJson: true }
  /** 200 without the `value` array. */
  | { noValue: true }
  /** The next link points to this origin. */
  | { foreignLink: string }
  /** The next link is the request's own link. */
  | { loop: true }
  /** 200 with an empty `value`; the links stay as they are. */
  | { emptyValue: true }
  | { replace: (original: Buffer) => Buffer | string }
  | { redirect: { location: string; status?: number } }
  /** The body in pieces of `bytes` every `ms`. */
  | { slowDrip: { bytes: number; ms: number } }

export type FaultSpec = FaultMatch & FaultAction

export interface FaultHandle {
  readonly id: number
  /** How often it has struck. */
  readonly hits: number
  remove(): void
}

export interface FaultPlan {
  add(fault: FaultSpec): FaultHandle
  clear(): void
}
