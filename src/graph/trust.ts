// Whose certificates are trusted besides those of Node's own store, and what to say of the others.
import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import * as tls from 'node:tls'
import { UsageError } from '../errors.ts'
import { NetworkError } from './errors.ts'

/**
 * The certificates of a file, PEM. `source` names the option or variable that names the file. Throws a `UsageError` when it
 * cannot be read, has no certificate, a broken one, or a private key.
 */
export function readCaFile(path: string, source: string): string {
  const text = readText(path, source)
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) {
    throw new UsageError(`${source} holds a private key: '${path}'; give a file of certificates only.`)
  }
  const begun = text.split('-----BEGIN CERTIFICATE-----').length - 1
  if (begun === 0) {
    throw new UsageError(`${source} holds no certificate in PEM (-----BEGIN CERTIFICATE-----): '${path}'.`)
  }
  const whole = text.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? []
  const broken = whole.findIndex(certificate => !isCertificate(certificate))
  if (whole.length < begun || broken !== -1) {
    const which = broken === -1 ? '' : ` (number ${broken + 1})`
    throw new UsageError(`${source} holds a broken certificate${which}: '${path}'.`)
  }
  return `${whole.join('\n')}\n`
}

function readText(path: string, source: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new UsageError(`${source} cannot be read: '${path}' (${codeOf(error)}).`)
  }
}

function isCertificate(pem: string): boolean {
  try {
    new X509Certificate(pem)
    return true
  } catch {
    return false
  }
}

/**
 * Trusts `ca` (PEM) besides what Node trusts by default, NODE_EXTRA_CA_CERTS included: a list of one's own replaces all of that.
 * Costs milliseconds, so it is made once for all connections.
 */
export function trusting(ca: readonly string[], extraCaFile: string | null): tls.SecureContext {
  return tls.createSecureContext({ ca: [...defaultCertificates(extraCaFile), ...ca] })
}

/** What Node trusts by default, PEM. */
export function defaultCertificates(extraCaFile: string | null): readonly string[] {
  // Since 22.15 Node says itself what that is, which may be the system's store.
  const { getCACertificates }: typeof tls & { getCACertificates?: (type: 'default') => string[] } = tls
  const own = getCACertificates?.('default') ?? tls.rootCertificates
  return extraCaFile === null ? own : [...own, ...readExtra(extraCaFile)]
}

/** Node warns of an extra file that it cannot use, and goes on without. */
function readExtra(path: string): readonly string[] {
  try {
    return [readCaFile(path, 'NODE_EXTRA_CA_CERTS')]
  } catch (error) {
    if (error instanceof UsageError) return []
    throw error
  }
}

/** What Node calls certificates that it does not accept. https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const UNTRUSTED =
  /^(CERT_|CRL_|SELF_SIGNED_CERT|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_|ERR_TLS_CERT_|INVALID_CA$|INVALID_PURPOSE$|PATH_LENGTH_EXCEEDED$|HOSTNAME_MISMATCH$)/

/** The error of a certificate that was refused, with the mend; null for any other error. `host` is whose certificate it is. */
export function untrusted(host: string, error: unknown): NetworkError | null {
  const code = codeOf(error)
  if (!UNTRUSTED.test(code)) return null
  const message = `the TLS certificate of ${host} is not trusted here (${code}); ${mendOf(code)}`
  return new NetworkError(code, message, null, { cause: error })
}

function mendOf(code: string): string {
  if (code === 'CERT_HAS_EXPIRED') return "it has expired, or this machine's clock is wrong"
  if (code === 'CERT_NOT_YET_VALID') return "it is not valid yet, or this machine's clock is wrong"
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return 'it was issued for other names'
  return 'give the certificate authority of your network with --ca-file or NODE_EXTRA_CA_CERTS'
}

/** The system's, Node's or undici's code of an error; UNKNOWN without one. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN'
