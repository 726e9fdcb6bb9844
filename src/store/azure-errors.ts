// What a person can do about an error of Azure Storage, in one sentence. Nothing that the service wrote is quoted but its code.
import type { Account } from './azure-access.ts'
import type { Wire } from './azure-http.ts'
import { type Failure, failureOf } from './azure-retry.ts'
import type { AzurePlace } from './place.ts'
import { StoreError } from './store.ts'

export type Operation = 'read' | 'list' | 'write' | 'delete'

export interface Context {
  readonly place: AzurePlace
  readonly access: Account['access']
  readonly wire: Pick<Wire, 'host' | 'proxy'>
}

/** Where nothing is; the container itself is there. */
export const isAbsent = (error: unknown): boolean => {
  const failure = failureOf(error)
  return failure?.status === 404 && !NO_CONTAINER.test(failure.code)
}

/** The error as a person may read it; one that is not of the service is handed back as it is. */
export function explained(error: unknown, operation: Operation, context: Context): unknown {
  const failure = failureOf(error)
  if (failure === null) return error
  const { status, code } = failure
  const [, sentence] = SENTENCES.find(([fits]) => fits(failure, context)) ?? [null, unforeseen]
  const id = failure.header('x-ms-request-id') ?? ''
  // The SDK's own error holds the request with its signature and its token.
  const cause = new Error(
    `${code || 'no code'}, status ${status ?? 'none'}${/^[0-9a-f-]{36}$/i.test(id) ? `, request ${id}` : ''}`,
  )
  return new StoreError(sentence(failure, operation, context), code || null, cause)
}

type Sentence = (failure: Failure, operation: Operation, context: Context) => string
type Fits = (failure: Failure, context: Context) => boolean

const NO_CONTAINER =
  /^(ContainerNotFound|FilesystemNotFound|ContainerBeingDeleted|ContainerDisabled|WorkspaceNotFound)$/

const coded =
  (codes: RegExp): Fits =>
  ({ code }) =>
    codes.test(code)

const status =
  (...all: number[]): Fits =>
  failure =>
    failure.status !== null && all.includes(failure.status)

const nameOf = ({ place }: Context): string => `the container ${place.container} of ${place.account}`

const DOING: Readonly<Record<Operation, string>> = {
  read: 'reading from',
  list: 'listing',
  write: 'writing to',
  delete: 'deleting from',
}

/** https://learn.microsoft.com/rest/api/storageservices/authorize-with-azure-active-directory#permissions-for-blob-service-operations */
const ACTION: Readonly<Record<Operation, string>> = {
  read: 'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read',
  list: 'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read',
  write: 'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write',
  delete: 'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/delete',
}

const LETTER: Readonly<Record<Operation, string>> = {
  read: 'r (read)',
  list: 'l (list)',
  write: 'c and w (create, write)',
  delete: 'd (delete)',
}

const TOLERATED_SKEW_MS = 10 * 60_000

/** How far this machine's clock is from the service's, in milliseconds. */
function skewOf({ header }: Failure): number {
  const theirs = Date.parse(header('date') ?? '')
  return Number.isNaN(theirs) ? 0 : Date.now() - theirs
}

function hasEnded({ access }: Context): boolean {
  const end = access.kind === 'sas' ? Date.parse(new URLSearchParams(access.sas).get('se') ?? '') : Number.NaN
  return end < Date.now()
}

const isRefused = ({ status }: Failure): boolean => status === 401 || status === 403

/** The first that fits is said. */
const SENTENCES: readonly (readonly [Fits, Sentence])[] = [
  [failure => failure.status === null || failure.code === 'PARSE_ERROR', unreached],
  [
    status(407),
    (_failure, _operation, { wire }) =>
      `The proxy ${wire.proxy} wants another user and password for the way to ${wire.host}; put them into its address.`,
  ],
  [
    coded(NO_CONTAINER),
    ({ code }, _operation, context) =>
      `There is no container ${context.place.container} in the storage account ${context.place.account} (${code}); create it, or correct the address.`,
  ],
  [
    coded(/^KeyVault|EncryptionScope|CustomerManagedKey|^KeyNotFound/),
    ({ code }, operation, context) =>
      `The encryption key or scope does not let ${DOING[operation]} ${nameOf(context)} go on (${code}); look at the scope, its key vault and the key's permissions.`,
  ],
  [
    failure => isRefused(failure) && Math.abs(skewOf(failure)) > TOLERATED_SKEW_MS,
    (failure, _operation, { wire }) =>
      `${wire.host} refused us, and this machine's clock is ${Math.round(Math.abs(skewOf(failure)) / 60_000)} minutes ${skewOf(failure) > 0 ? 'ahead' : 'behind'}; set the clock.`,
  ],
  [
    (failure, context) => isRefused(failure) && hasEnded(context),
    (_failure, _operation, context) =>
      `The shared access signature for ${nameOf(context)} has expired; make a new one.`,
  ],
  [
    coded(/^KeyBasedAuthenticationNotPermitted$/),
    (_failure, _operation, { place }) =>
      `The storage account ${place.account} does not permit keys; unset them, and a token of Microsoft Entra is used.`,
  ],
  [
    coded(/^(AuthorizationSourceIPMismatch|AuthorizationFailure|PublicAccessNotPermitted)$/),
    ({ code }, operation, context) =>
      `The storage account ${context.place.account} does not allow ${DOING[operation]} the container ${context.place.container} from here (${code}): look at its network rules, and at ${needed(operation, context)}.`,
  ],
  [coded(/^(AuthenticationFailed|InvalidAuthenticationInfo|NoAuthenticationInformation)$/), unknownToThem],
  [status(401), unknownToThem],
  [
    status(403),
    ({ code }, operation, context) =>
      `We are not allowed to go on ${DOING[operation]} ${nameOf(context)}${code === '' ? '' : ` (${code})`}: it needs ${needed(operation, context)}.`,
  ],
  [
    status(429, 500, 502, 503, 504, 408),
    ({ status, code }, operation, context) =>
      `Azure Storage stayed too busy for ${DOING[operation]} ${nameOf(context)}, however often it was asked (${code || status}); try again later.`,
  ],
  [
    coded(/^Lease/),
    ({ code }, operation, context) =>
      `Somebody else holds a lease that forbids ${DOING[operation]} ${nameOf(context)} (${code}); break it first.`,
  ],
  [
    coded(/Immutab/),
    ({ code }, operation, context) =>
      `A policy of immutability forbids ${DOING[operation]} ${nameOf(context)} (${code}); a lake needs a container without one.`,
  ],
]

function needed(operation: Operation, { access, place }: Context): string {
  if (access.kind === 'key') return 'the key of the account'
  if (access.kind === 'sas') return `a shared access signature with ${LETTER[operation]}`
  if (/\.fabric\./.test(place.host ?? '')) return 'the role Contributor in the workspace'
  return `the permission ${ACTION[operation]}, which the role Storage Blob Data Contributor has`
}

function unknownToThem(
  { code, status }: Failure,
  _operation: Operation,
  { access, wire, place }: Context,
): string {
  const told = code || status
  if (access.kind === 'key')
    return `${wire.host} does not know the key of the storage account (${told}); take the one that is shown for ${place.account}.`
  if (access.kind === 'sas')
    return `${wire.host} does not accept the shared access signature (${told}); make a new one for ${place.container}.`
  return `${wire.host} does not accept the token of Microsoft Entra (${told}): it has expired, or it is of another tenant than the storage account; sign in again.`
}

function unreached({ code }: Failure, _operation: Operation, { wire }: Context): string {
  const way = wire.proxy === null ? '' : ` through the proxy ${wire.proxy}`
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return `The host ${wire.host} is not known${way} (${code}); look at the name of the account, at DNS and at the proxy.`
  if (/CERT|SELF_SIGNED|UNABLE_TO|ERR_TLS|ERR_SSL|EPROTO/.test(code))
    return `The certificate of ${wire.host}${way} is not trusted (${code}); name the authority that issued it.`
  return `No whole answer came from ${wire.host}${way}${code === '' ? '' : ` (${code})`}; look at the network and its proxy.`
}

function unforeseen({ code, status }: Failure, operation: Operation, context: Context): string {
  return `Azure Storage refused ${DOING[operation]} ${nameOf(context)} (${[status, code].filter(Boolean).join(' ')}).`
}
