// Client certificates of tests. The files in ./pfx were written by OpenSSL and are published on purpose, they protect nothing: an RSA
// certificate under an issuer with an elliptic curve, as OpenSSL 3 writes PKCS #12 (`modern`, `empty-password`) and as its
// predecessors did (`legacy`), and the issuer with its key.
import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import forge from 'node-forge'

const inPfx = (name: string): string => fileURLToPath(new URL(`./pfx/${name}`, import.meta.url))

export const pfxFixtures = {
  modern: inPfx('modern.pfx'),
  legacy: inPfx('legacy.pfx'),
  emptyPassword: inPfx('empty-password.pfx'),
  ellipticCurve: inPfx('ec.pfx'),
  ellipticCurvePem: inPfx('ec.pem'),
  /** Of `modern` and `legacy`. */
  password: 'pä ß€',
  passwordOfEllipticCurve: 'x',
  leaf: readFileSync(inPfx('leaf.pem'), 'utf8'),
  issuer: readFileSync(inPfx('issuer.pem'), 'utf8'),
  /** As `openssl x509 -fingerprint -sha256` says. */
  thumbprint: 'fa78b5db2d8dde4b2ff507426d2583ad58263b5b58ad7b7858677e446525dd13',
}

export interface TestCertificate {
  readonly privateKey: KeyObject
  /** PEM. */
  readonly certificate: string
}

const cache = new Map<string, TestCertificate>()

/** A certificate that signs itself; the same one each time for the same name. Times are milliseconds since 1970. */
export function testCertificate(
  name: string,
  { bits = 2048, from = Date.now() - 86_400_000, to = Date.now() + 86_400_000 } = {},
): TestCertificate {
  const known = cache.get(name)
  if (known !== undefined) return known
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: bits })
  const key = forge.pki.privateKeyFromPem(pem(privateKey, 'pkcs1'))
  const certificate = forge.pki.createCertificate()
  certificate.publicKey = forge.pki.setRsaPublicKey(key.n, key.e)
  certificate.serialNumber = '01'
  certificate.validity.notBefore = new Date(from)
  certificate.validity.notAfter = new Date(to)
  const names = [{ name: 'commonName', value: name }]
  certificate.setSubject(names)
  certificate.setIssuer(names)
  certificate.sign(key, forge.md.sha256.create())
  const made = { privateKey, certificate: forge.pki.certificateToPem(certificate) }
  cache.set(name, made)
  return made
}

/** With a passphrase, PKCS #1 is encrypted in OpenSSL's own old way. */
export function pem(key: KeyObject, type: 'pkcs1' | 'pkcs8', passphrase?: string): string {
  const protection = passphrase === undefined ? {} : { cipher: 'aes-256-cbc', passphrase }
  return key.export({ type, format: 'pem', ...protection }).toString()
}
