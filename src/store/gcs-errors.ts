// What went wrong with Google Cloud Storage, in a sentence. Nothing that a server said is quoted but single words of known form.
import { absentError, RaceLostError, StoreError } from './store.ts'

export type Operation = 'read' | 'list' | 'write' | 'copy' | 'remove'

/** An answer that is no success. https://cloud.google.com/storage/docs/json_api/v1/status-codes */
export interface Refusal {
  readonly status: number
  /** The JSON error, plain text or nothing. */
  readonly text: string
}

/** What the sentences name. */
export interface Facts {
  readonly bucket: string
  /** `gs://bucket/prefix`. */
  readonly url: string
  readonly kmsKey: string | null
  readonly host: string
  /** The proxy on the way, without its credentials; null: none. */
  readonly proxy: string | null
}

const DOING: Readonly<Record<Operation, { readonly verb: string; readonly needs: string }>> = {
  read: { verb: 'read objects of', needs: 'storage.objects.get and storage.objects.list' },
  list: { verb: 'list', needs: 'storage.objects.list' },
  write: {
    verb: 'write to',
    needs: 'storage.objects.create and storage.objects.delete (to replace objects)',
  },
  copy: {
    verb: 'copy within',
    needs: 'storage.objects.get, storage.objects.create and storage.objects.delete (to replace objects)',
  },
  remove: { verb: 'remove objects from', needs: 'storage.objects.delete' },
}

const BUSY = new Set([408, 429, 500, 502, 503, 504])

export const isBusy = ({ status, text }: Refusal): boolean =>
  BUSY.has(status) || (status === 403 && /^(userR|r)ateLimitExceeded$/.test(reasonIn(text) ?? ''))

/** A RaceLostError, an ENOENT or a StoreError. */
export function refusalError(refusal: Refusal, operation: Operation, facts: Facts): Error {
  const { status, text } = refusal
  const code = reasonIn(text) ?? String(status)
  const said = (sentence: string) => new StoreError(sentence, code)
  if (isBusy(refusal))
    return said(`Google Cloud Storage has no time for the bucket '${facts.bucket}' now (${status} ${code}).`)
  if (/\bKMS\b/.test(text)) return said(kmsSentence(facts))
  if (status === 404 || status === 410) return absence(text, facts)
  if (status === 412 || status === 409) return new RaceLostError(`${facts.url} was changed by someone else`)
  if (status === 401)
    return said(
      `Google Cloud Storage does not accept the credentials any more (401 ${code}); renew them, or sign in again.`,
    )
  return said(otherSentence(refusal, operation, facts, code))
}

function absence(text: string, { bucket, url }: Facts): Error {
  if (!/bucket does not exist/i.test(text)) return absentError(`object in ${url}`)
  return new StoreError(
    `There is no bucket '${bucket}' in Google Cloud Storage; create it, or correct the address.`,
    'notFound',
  )
}

const kmsSentence = ({ kmsKey, bucket }: Facts): string =>
  `The key ${kmsKey ?? 'that is set as the default one'} cannot be used for the bucket '${bucket}'; it must be enabled, in the ` +
  "bucket's location, and the service agent of Cloud Storage needs roles/cloudkms.cryptoKeyEncrypterDecrypter on it."

function otherSentence({ status, text }: Refusal, operation: Operation, facts: Facts, code: string): string {
  const { verb, needs } = DOING[operation]
  const place = `the bucket '${facts.bucket}'`
  const answer = `(${status} ${code})`
  if (/requester pays/i.test(text))
    return `${place} lets its requesters pay, which is not supported ${answer}.`.replace(/^t/, 'T')
  if (/^(retentionPolicyNotMet|objectUnderActiveHold)$/.test(code))
    return `A retention policy or a hold forbids to ${verb} ${place} ${answer}; a lake needs a bucket without one.`
  if (/vpcServiceControls|organization'?s policy/i.test(text))
    return `A service perimeter (VPC Service Controls) forbids to ${verb} ${place} from here ${answer}.`
  if (status === 403)
    return (
      `Google Cloud Storage does not let this account ${verb} ${place} ${answer}; it needs ${permissionIn(text) ?? needs}, ` +
      'as the role Storage Object User (roles/storage.objectUser) has them.'
    )
  return `Google Cloud Storage refused to ${verb} ${place} ${answer}.`
}

/** The permission by name, when the service says which one it is. */
const permissionIn = (text: string): string | null => /\bstorage\.objects\.[a-z]+\b/i.exec(text)?.[0] ?? null

/** The service's word for it; null: it has none. */
export function reasonIn(text: string): string | null {
  const found = /"reason":\s*"([A-Za-z]{1,40})"/.exec(text)?.[1]
  return found ?? null
}

/** A system's or a client's code; null: it has none. */
export function codeIn(error: unknown): string | null {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return /^[A-Z][A-Z0-9_]{2,50}$/.test(code) ? code : null
}

/** Codes of connections that may hold the next time. */
export const isPassing = (code: string | null): boolean =>
  code !== null &&
  /^(ECONN|ETIMEDOUT|EPIPE|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ENETDOWN|EBROKEN|EPROXY$|HPE_|ERR_STREAM_PREMATURE_CLOSE)/.test(
    code,
  )

const UNTRUSTED =
  /^(CERT_|SELF_SIGNED_CERT|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_|ERR_TLS_CERT_|INVALID_CA$|HOSTNAME_MISMATCH$)/

/** The StoreError of a connection; null: the error is none of the network. */
export function networkError(error: unknown, { host, proxy }: Facts): StoreError | null {
  const code = codeIn(error)
  if (code?.startsWith('EPROXY')) return new StoreError(proxySentence(code, host, proxy), code)
  const through = proxy === null ? '' : ` through the proxy ${proxy}`
  if (code === 'EBROKEN')
    return new StoreError(
      `What ${host} sends${through} is damaged or none of Google Cloud Storage; check the endpoint and the proxy settings.`,
      code,
    )
  if (code !== null && UNTRUSTED.test(code)) {
    const mend = /EXPIRED|NOT_YET_VALID/.test(code)
      ? "it is out of its time, or this machine's clock is wrong"
      : 'give the certificate authority of your network with --ca-file'
    return new StoreError(`The TLS certificate of ${host}${through} is not trusted (${code}); ${mend}.`, code)
  }
  if (code === null || !(isPassing(code) || /^(ENOTFOUND|EPROTO|ERR_SSL_|ERR_TLS_)/.test(code))) return null
  return new StoreError(
    `${host} cannot be reached${through} (${code}); check the network, the endpoint and the proxy settings.`,
    code,
  )
}

function proxySentence(code: string, host: string, proxy: string | null): string {
  const who = `The proxy ${proxy ?? ''}`
  if (code === 'EPROXYAUTH') return `${who} wants another user or password before it leads to ${host} (407).`
  if (code === 'EPROXYDENIED') return `${who} does not lead to ${host}; let it, or name the host in NO_PROXY.`
  return `${who} makes no connection to ${host}; check it and the proxy settings.`
}

const SOURCES =
  'run on Google Cloud with a service account, set GOOGLE_APPLICATION_CREDENTIALS to the file of a service account or of a workload ' +
  "identity federation, or run 'gcloud auth application-default login'"

/** The StoreError of a sign-in that failed. Messages of the sign-in may quote files and tokens, so none is passed on. */
export function signInError(error: unknown, facts: Facts): StoreError {
  const text = error instanceof Error ? error.message : ''
  if (/Could not load the default credentials/.test(text))
    return new StoreError(`No credentials for Google Cloud were found; ${SOURCES}.`, null)
  if (/reasonable timeframe|\biat and exp\b/.test(text))
    return new StoreError(
      "Google refuses the sign-in because this machine's clock is wrong; set it right.",
      'invalid_grant',
    )
  const refused =
    /invalid_grant|invalid_client|invalid_rapt|invalid_request|invalid_target|unauthorized_client|access_denied/
  const [grant] = refused.exec(`${text} ${bodyOf(error)}`) ?? []
  if (grant !== undefined)
    return new StoreError(
      `Google does not accept the credentials (${grant}): they are expired, revoked or for something else; renew them, or sign in again.`,
      grant,
    )
  const status = statusOf(error)
  if (status === 407)
    return new StoreError(proxySentence('EPROXYAUTH', hostOf(error), facts.proxy), 'EPROXYAUTH')
  const ofNetwork = status === null ? networkError(error, { ...facts, host: hostOf(error) }) : null
  if (ofNetwork !== null) return ofNetwork
  const [what, code] =
    status === null ? ['cannot be used', codeIn(error)] : [`got no token (${status})`, String(status)]
  return new StoreError(
    `The credentials for Google Cloud ${what}; see that they are whole and can be read, or give other ones: ${SOURCES}.`,
    code,
  )
}

/** The status by which a token was refused; null: there was no answer. */
export function statusOf(error: unknown): number | null {
  const response = fieldOf(error, 'response')
  const status = fieldOf(response, 'status')
  return typeof status === 'number' ? status : null
}

const bodyOf = (error: unknown): string => JSON.stringify(fieldOf(fieldOf(error, 'response'), 'data')) ?? ''

function hostOf(error: unknown): string {
  const url = String(fieldOf(fieldOf(error, 'config'), 'url') ?? '')
  return URL.canParse(url) ? new URL(url).host : "Google's sign-in"
}

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
