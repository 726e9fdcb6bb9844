// What AWS, S3 and the network say when they refuse, as one sentence each. Nothing that a server wrote is quoted but its code,
// for some servers echo what they were sent.
// https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList
import { wayOf } from './s3-network.ts'
import { StoreError } from './store.ts'

/** What was asked of which bucket. */
export interface Asked {
  readonly bucket: string
  /** The host of a service that is not Amazon's; null: Amazon's. */
  readonly host: string | null
  readonly kmsKey: string | null
  /** The permission that the request needs: `s3:PutObject`. */
  readonly permission: string
}

/** The credentials could not be had; the cause says why. */
export class SignInFailed extends Error {
  override readonly name = 'SignInFailed'
  /** The profile that was chosen; null: none. */
  readonly profile: string | null
  constructor(profile: string | null, cause: unknown) {
    super('no credentials', { cause })
    this.profile = profile
  }
}

interface Refusal {
  readonly code: string
  readonly status: number | null
  readonly asked: Asked
  readonly error: unknown
}

type Rule = readonly [RegExp, (refusal: Refusal) => string]

/** The error in our words; one that is in our words already is left as it is. */
export function told(error: unknown, asked: Asked): StoreError {
  if (error instanceof StoreError) return error
  if (error instanceof SignInFailed) return signInTold(error, asked)
  const refusal = { code: codeOf(error), status: statusOf(error), asked, error }
  return storeError(sentenceOf(refusal), refusal)
}

function sentenceOf(refusal: Refusal): string {
  const region = regionOf(refusal.error)
  if (region !== null) return regionSentence(refusal, region)
  if (isKms(refusal)) return kmsSentence(refusal)
  const [, sentence] = RULES.find(([codes]) => codes.test(refusal.code)) ?? []
  if (sentence !== undefined) return sentence(refusal)
  return networkSentence(refusal.error, refusal.code) ?? statusSentence(refusal)
}

const bucketOf = ({ asked: { bucket, host } }: Refusal): string =>
  `bucket '${bucket}'${host === null ? '' : ` at ${host}`}`

const RULES: readonly Rule[] = [
  [/^NoSuchBucket$/, refusal => `There is no ${bucketOf(refusal)}; make it, or correct its name.`],
  [/^(InvalidBucketName)$/, refusal => `S3 allows no ${bucketOf(refusal)}; correct its name.`],
  [
    /^(AccessDenied|AccessDeniedException|Forbidden|AllAccessDisabled|AccountProblem|MethodNotAllowed)$/,
    refusal => forbiddenSentence(refusal),
  ],
  [
    /^(InvalidAccessKeyId|SignatureDoesNotMatch|InvalidClientTokenId|UnrecognizedClientException|NotSignedUp)$/,
    ({ code }) =>
      `The AWS access key is not known, or its secret does not belong to it (${code}); correct AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or the profile.`,
  ],
  [
    /^(ExpiredToken|ExpiredTokenException|InvalidToken|TokenRefreshRequired)$/,
    ({ code }) => expiredSentence(code),
  ],
  [
    /^(RequestTimeTooSkewed|RequestExpired|RequestInTheFuture)$/,
    ({ code }) => `The clock of this machine is not that of S3 (${code}); set it right.`,
  ],
  [
    /^(SlowDown|Throttling.*|ThrottledException|TooManyRequests.*|RequestLimitExceeded|BandwidthLimitExceeded|ServiceUnavailable|ServerBusy|InternalError|OperationAborted|RequestTimeout)$/,
    refusal => busySentence(refusal),
  ],
  [
    /^(PermanentRedirect|TemporaryRedirect|AuthorizationHeaderMalformed|IllegalLocationConstraintException)$/,
    refusal => regionSentence(refusal, null),
  ],
  [
    /^NotImplemented$/,
    refusal =>
      `The service of ${bucketOf(refusal)} does not know the request that ${refusal.asked.permission} is for.`,
  ],
]

function forbiddenSentence(refusal: Refusal): string {
  const { bucket, permission } = refusal.asked
  const also =
    permission === 's3:GetObject' ? ', and s3:ListBucket, without which what is missing is refused too' : ''
  return `These credentials may not use ${bucketOf(refusal)} (${refusal.code}): allow them ${permission}${also} on arn:aws:s3:::${bucket} and what is in it.`
}

const expiredSentence = (code: string): string =>
  `The AWS credentials have expired (${code}); sign in again (aws sso login), or renew the session token or the web identity token.`

const busySentence = (refusal: Refusal): string =>
  `S3 was too busy or out of order for ${refusal.asked.permission} in ${bucketOf(refusal)} (${refusal.code}), after all retries too; run again later.`

const regionSentence = (refusal: Refusal, region: string | null): string =>
  `The ${bucketOf(refusal)} is in ${region === null ? 'another region' : `the region ${region}`} (${refusal.code}); set AWS_REGION to it.`

/** Refusals for the sake of a key come as AccessDenied too, and then only the text says so. */
const isKms = ({ code, status, error }: Refusal): boolean =>
  /^kms/i.test(code) || (status === 403 && /\bkms:[A-Z]/.test(textOf(error, 'message')))

function kmsSentence({ code, asked: { kmsKey, bucket } }: Refusal): string {
  const key = kmsKey === null ? `The KMS key of bucket '${bucket}'` : `The KMS key '${kmsKey}'`
  return `${key} is refused (${code}): allow these credentials kms:GenerateDataKey and kms:Decrypt with it, and see that it is enabled and in the bucket's region.`
}

function statusSentence(refusal: Refusal): string {
  const { status, code, asked } = refusal
  if (status === 407) return 'The proxy wants to know who you are (407); put user and password into its URL.'
  if (status === 403 || status === 401) return forbiddenSentence(refusal)
  if (status === 429 || (status !== null && status >= 500)) return busySentence(refusal)
  if (status === 301 || status === 307) return regionSentence(refusal, null)
  const answer = status === null ? code : `${code}, status ${status}`
  return `S3 did not do ${asked.permission} in ${bucketOf(refusal)} (${answer}${requestOf(refusal.error)}).`
}

const NETWORK =
  /^(E[A-Z_]+|TimeoutError|AbortError|ERR_[A-Z_]+|CERT_.*|SELF_SIGNED_.*|DEPTH_ZERO_.*|UNABLE_TO_.*|HOSTNAME_MISMATCH|INVALID_CA)$/
const CERTIFICATE = /^(CERT_|SELF_SIGNED_|DEPTH_ZERO_|UNABLE_TO_|ERR_TLS_CERT_|HOSTNAME_MISMATCH|INVALID_CA)/

/** Null: the network is not at fault. */
function networkSentence(error: unknown, code: string): string | null {
  const way = wayOf(error)
  if (way === null || !NETWORK.test(code)) return null
  const through = way.proxy === null ? '' : ` through the proxy ${way.proxy}`
  return CERTIFICATE.test(code)
    ? `The TLS certificate of ${way.host} is not trusted here (${code}); give the certificate authority of your network with --ca-file or NODE_EXTRA_CA_CERTS.`
    : `${way.host} cannot be reached${through} (${code}); see that its name is right, and that the network or a proxy leads there.`
}

function signInTold({ cause, profile }: SignInFailed, asked: Asked): StoreError {
  const refusal = { code: codeOf(cause), status: statusOf(cause), asked, error: cause }
  return storeError(signInSentence(refusal, profile), refusal)
}

function signInSentence({ code, status, error }: Refusal, profile: string | null): string {
  const message = textOf(error, 'message')
  if (/^Expired/.test(code) || /\bexpired\b/i.test(message)) return expiredSentence(code)
  if (/\bsso\b/i.test(message))
    return 'The sign-in of the AWS profile is over, or never was; run aws sso login.'
  if (status !== null)
    return `AWS STS gives no credentials of the role (${code}): see that AWS_ROLE_ARN is right, and that the role trusts this identity.`
  const unreachable = networkSentence(error, code)
  if (unreachable !== null) return unreachable
  return profile === null
    ? 'No AWS credentials were found; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, choose a profile with AWS_PROFILE (aws sso login), or run with a web identity or the role of an instance or container.'
    : `The AWS profile '${profile}' gives no credentials; see that AWS_PROFILE names one of ~/.aws/config or ~/.aws/credentials, and that it is whole.`
}

/** The raw error stays outside: it holds the request, and with it signatures and session tokens. */
function storeError(sentence: string, { code, status }: Refusal): StoreError {
  const cause = new Error(status === null ? code : `${code} (${status})`)
  return new StoreError(sentence, code, cause)
}

/** What the vendor or the system calls it, if that looks like a word. */
export function codeOf(error: unknown): string {
  const word = [textOf(error, 'code'), textOf(error, 'Code'), textOf(error, 'name')].find(text => text !== '')
  return word !== undefined && /^[A-Za-z][A-Za-z0-9_.]{1,63}$/.test(word) && !/\d{3}/.test(word)
    ? word
    : 'UnknownError'
}

export function statusOf(error: unknown): number | null {
  const status = fieldOf(fieldOf(error, '$metadata'), 'httpStatusCode')
  const raw = status ?? fieldOf(fieldOf(error, '$response'), 'statusCode')
  return typeof raw === 'number' ? raw : null
}

/** The region that the bucket is in, where an answer says that it is another one than that of the request. */
export function regionOf(error: unknown): string | null {
  const status = statusOf(error)
  if (status !== 301 && status !== 307 && status !== 400) return null
  const header = textOf(fieldOf(fieldOf(error, '$response'), 'headers'), 'x-amz-bucket-region')
  const region = header === '' ? textOf(error, 'Region') : header
  return /^[a-z]{2,}(-[a-z]+)*-\d$/.test(region) ? region : null
}

function requestOf(error: unknown): string {
  const id = textOf(fieldOf(error, '$metadata'), 'requestId')
  return /^[A-Z0-9]{16}$/.test(id) ? `, request ${id}` : ''
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && name in value
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined
}

function textOf(value: unknown, name: string): string {
  const text = fieldOf(value, name)
  return typeof text === 'string' ? text : ''
}
