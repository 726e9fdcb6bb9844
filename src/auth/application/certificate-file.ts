// A client certificate with its private key in one file, PEM or PFX, told apart by what is in it.
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { SignInError, type SignInFailure } from '../../graph/sign-in-error.ts'

export interface ClientCertificate {
  /** PKCS #8, PEM, not encrypted. */
  readonly privateKey: string
  /** SHA-256 of the certificate in hexadecimal. */
  readonly thumbprint: string
  /** The certificate of the key first, then the others of the file, PEM. */
  readonly chain: string
}

interface Contents {
  readonly certificates: readonly X509Certificate[]
  readonly keys: readonly KeyObject[]
}

const PATH = 'AZURE_CLIENT_CERTIFICATE_PATH'
const PASSWORD = 'AZURE_CLIENT_CERTIFICATE_PASSWORD'
/** Bits; no shorter one may sign PS256. */
const SHORTEST_KEY = 2048

/** `now` is in milliseconds since 1970. Throws a `SignInError` that names the file and what to set, never what is in the file. */
export async function readCertificate(
  path: string,
  password: string | null,
  now: number,
): Promise<ClientCertificate> {
  const bytes = await read(path)
  const text = bytes.toString('latin1')
  const { certificates, keys } = text.includes('-----BEGIN ')
    ? readPem(path, text, password)
    : await readBinary(path, bytes, password)
  const { certificate, key } = pairOf(path, certificates, keys)
  checkKey(path, key)
  checkValidity(path, certificate, now)
  const others = certificates.filter(other => other.fingerprint256 !== certificate.fingerprint256)
  return {
    privateKey: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
    thumbprint: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
    chain: [certificate, ...others].map(each => each.toString()).join(''),
  }
}

async function read(path: string): Promise<Buffer> {
  try {
    return await readFile(path)
  } catch (cause) {
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
    const what = missing ? 'does not exist' : `cannot be read (${codeOf(cause)})`
    throw failed(path, what, `set ${PATH} to a PEM or PFX file that this user may read`, { cause })
  }
}

function readPem(path: string, text: string, password: string | null): Contents {
  const blocks = [...text.matchAll(/-----BEGIN ([A-Z0-9 ]+)-----.+?-----END \1-----/gs)]
  const labelled = (label: RegExp) =>
    blocks.filter(block => label.test(block[1] ?? '')).map(block => block[0])
  return {
    certificates: labelled(/^(X509 )?CERTIFICATE$/).map(block => parseCertificate(path, block)),
    keys: labelled(/PRIVATE KEY$/).map(block => parseKey(path, block, password)),
  }
}

function parseCertificate(path: string, source: string | Buffer): X509Certificate {
  try {
    return new X509Certificate(source)
  } catch (cause) {
    throw failed(path, 'has a certificate that is damaged', `set ${PATH} to another file`, { cause })
  }
}

function parseKey(path: string, block: string, password: string | null): KeyObject {
  const encrypted = /^-----BEGIN ENCRYPTED|^Proc-Type: 4,ENCRYPTED/m.test(block)
  if (encrypted && password === null) throw locked(path, password)
  try {
    return createPrivateKey({
      key: block,
      format: 'pem',
      ...(encrypted && password !== null ? { passphrase: password } : {}),
    })
  } catch (cause) {
    // What OpenSSL says of a key is of no use to people, and is left out.
    if (encrypted && /unsupported/i.test(codeOf(cause))) throw unsupported(path)
    if (encrypted) throw locked(path, password)
    throw failed(path, 'has a private key that is damaged', `set ${PATH} to another file`)
  }
}

async function readBinary(path: string, bytes: Buffer, password: string | null): Promise<Contents> {
  const { PfxError, readPfx } = await import('./pfx.ts')
  try {
    const { certificates, privateKeys } = readPfx(bytes, password)
    return {
      certificates: certificates.map(der => parseCertificate(path, der)),
      keys: privateKeys.map(der => createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })),
    }
  } catch (error) {
    if (error instanceof SignInError) throw error
    if (!(error instanceof PfxError)) throw unsupported(path)
    if (error.reason === 'locked') throw locked(path, password)
    if (error.reason === 'unsupported') throw unsupported(path)
    throw isCertificate(bytes)
      ? withoutKey(path)
      : failed(path, 'is neither PEM nor PFX', `set ${PATH} to a file of one of these kinds`)
  }
}

function isCertificate(bytes: Buffer): boolean {
  try {
    return new X509Certificate(bytes).subject !== undefined
  } catch {
    return false
  }
}

/** Whatever their order in the file. */
function pairOf(
  path: string,
  certificates: readonly X509Certificate[],
  keys: readonly KeyObject[],
): { certificate: X509Certificate; key: KeyObject } {
  if (certificates.length === 0) {
    throw failed(
      path,
      'holds no certificate',
      `put the certificate into it beside the private key, or set ${PATH} to another file`,
    )
  }
  if (keys.length === 0) throw withoutKey(path)
  for (const key of keys) {
    const certificate = certificates.find(each => each.checkPrivateKey(key))
    if (certificate !== undefined) return { certificate, key }
  }
  throw failed(
    path,
    'holds a private key that belongs to none of its certificates',
    `put the two that belong together into it, or set ${PATH} to another file`,
  )
}

function checkKey(path: string, key: KeyObject): void {
  const type = key.asymmetricKeyType ?? 'unknown'
  const length = key.asymmetricKeyDetails?.modulusLength ?? 0
  if (type === 'rsa' && length >= SHORTEST_KEY) return
  const what = type === 'rsa' ? `an RSA key of ${length} bits` : `a key of type ${type}`
  throw failed(
    path,
    `has ${what}, and Microsoft Entra takes RSA keys of ${SHORTEST_KEY} bits or more`,
    `create another certificate and set ${PATH} to it`,
  )
}

function checkValidity(path: string, { validFrom, validTo }: X509Certificate, now: number): void {
  const [from, to] = [new Date(validFrom), new Date(validTo)]
  const another = `set ${PATH} to one that is valid now, or the clock of this machine if it is off`
  if (now < from.getTime()) throw failed(path, `is valid only from ${from.toISOString()}`, another)
  if (now <= to.getTime()) return
  const endedAt = to.toISOString()
  throw failed(path, `expired at ${endedAt}`, another, { failure: 'expired', endedAt })
}

function failed(
  path: string,
  what: string,
  remedy: string,
  facts: { failure?: SignInFailure; endedAt?: string; cause?: unknown } = {},
): SignInError {
  return new SignInError(`The client certificate ${path} ${what}; ${remedy}.`, {
    failure: 'missing',
    ...facts,
  })
}

const withoutKey = (path: string): SignInError =>
  failed(
    path,
    'holds no private key',
    `put the key into it beside the certificate, or set ${PATH} to another file`,
  )

const locked = (path: string, password: string | null): SignInError =>
  password === null
    ? failed(path, 'is protected by a password', `set ${PASSWORD}`)
    : failed(path, 'does not open with the password given', `set ${PASSWORD} to the right one`)

const unsupported = (path: string): SignInError =>
  failed(
    path,
    'is protected in a way that cannot be read here',
    `write it anew with \`openssl pkcs12 -export\`, or set ${PATH} to a PEM file`,
  )

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason'
