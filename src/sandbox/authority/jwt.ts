import {
  constants,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
  sign,
  verify,
  type X509Certificate,
} from 'node:crypto'

/** A signed token, taken apart; nothing about it is proven. */
export interface Jwt {
  readonly header: Readonly<Record<string, unknown>>
  readonly claims: Readonly<Record<string, unknown>>
  readonly signed: Buffer
  readonly signature: Buffer
}

/** Undefined for what is no compact JWT with JSON objects in it. */
export function readJwt(text: string): Jwt | undefined {
  const [head = '', body = '', signature = '', more] = text.split('.')
  const [header, claims] = [parsePart(head), parsePart(body)]
  if (!header || !claims || signature === '' || more !== undefined) return undefined
  return {
    header,
    claims,
    signed: Buffer.from(`${head}.${body}`),
    signature: Buffer.from(signature, 'base64url'),
  }
}

function parsePart(part: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString())
    return typeof value === 'object' && value !== null ? { ...value } : undefined
  } catch {
    return undefined
  }
}

const PADDINGS: Readonly<Record<string, object>> = {
  RS256: { padding: constants.RSA_PKCS1_PADDING },
  PS256: { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST },
}

/** Whether the signature is the key's, by one of these algorithms. */
export function isSignedBy(jwt: Jwt, key: KeyObject, algorithms: readonly string[]): boolean {
  const name = String(jwt.header.alg)
  const padding = PADDINGS[name]
  if (!padding || !algorithms.includes(name) || key.asymmetricKeyType !== 'rsa') return false
  return verify('sha256', jwt.signed, { key, ...padding }, jwt.signature)
}

/** The values that `x5t` and `x5t#S256` have for a certificate. */
export function thumbprints(certificate: X509Certificate): { x5t: string; x5tS256: string } {
  const encode = (fingerprint: string): string =>
    Buffer.from(fingerprint.replaceAll(':', ''), 'hex').toString('base64url')
  return { x5t: encode(certificate.fingerprint), x5tS256: encode(certificate.fingerprint256) }
}

const KEY_ID = 'sandbox-id-tokens'

let pair: { publicKey: KeyObject; privateKey: KeyObject } | undefined

/** Made when first needed, since it takes time; all sandboxes of a process share it. */
function idTokenKeys(): { publicKey: KeyObject; privateKey: KeyObject } {
  pair ??= generateKeyPairSync('rsa', { modulusLength: 2048 })
  return pair
}

export const encodePart = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

export function signIdToken(claims: object): string {
  const text = `${encodePart({ typ: 'JWT', alg: 'RS256', kid: KEY_ID })}.${encodePart(claims)}`
  return `${text}.${sign('sha256', Buffer.from(text), idTokenKeys().privateKey).toString('base64url')}`
}

/** The key set that proves ID tokens. */
export function idTokenKeySet(): { keys: JsonWebKey[] } {
  return { keys: [{ ...idTokenKeys().publicKey.export({ format: 'jwk' }), use: 'sig', kid: KEY_ID }] }
}
