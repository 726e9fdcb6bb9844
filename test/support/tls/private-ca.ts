// A certificate authority of one's own, as companies have them; made anew in each process, so that nothing expires.
import { generateKeyPairSync } from 'node:crypto'
import forge from 'node-forge'

/** PEM. */
export interface KeyPair {
  readonly cert: string
  readonly key: string
}

export interface Leaf {
  readonly names: readonly string[]
  readonly addresses?: readonly string[]
  /** Days from now. */
  readonly from?: number
  readonly until?: number
}

export interface PrivateCa {
  /** The root's certificate, PEM. */
  readonly pem: string
  /** The root's key, PEM. */
  readonly key: string
  issue(leaf: Leaf): KeyPair
}

const DAY = 86_400_000
let serial = 1

export function createPrivateCa(name: string): PrivateCa {
  const keys = newKeys()
  const root = [{ name: 'commonName', value: name }]
  const certificate = unsigned(keys, root, root, -1, 30)
  certificate.setExtensions([
    { name: 'basicConstraints', cA: true, critical: true },
    { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
  ])
  certificate.sign(keys.privateKey, forge.md.sha256.create())
  const issue = ({ names, addresses = [], from = -1, until = 30 }: Leaf): KeyPair => {
    const own = newKeys()
    const leaf = unsigned(own, [{ name: 'commonName', value: names[0] ?? 'leaf' }], root, from, until)
    const altNames = [...names.map(value => ({ type: 2, value })), ...addresses.map(ip => ({ type: 7, ip }))]
    leaf.setExtensions([
      { name: 'basicConstraints', cA: false },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames },
    ])
    leaf.sign(keys.privateKey, forge.md.sha256.create())
    return { cert: forge.pki.certificateToPem(leaf), key: own.pem }
  }
  return { pem: forge.pki.certificateToPem(certificate), key: keys.pem, issue }
}

interface Keys extends forge.pki.rsa.KeyPair {
  readonly pem: string
}

/** Node makes keys much faster than node-forge. */
function newKeys(): Keys {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  })
  return {
    pem: privateKey,
    privateKey: forge.pki.privateKeyFromPem(privateKey),
    publicKey: forge.pki.publicKeyFromPem(publicKey),
  }
}

function unsigned(
  keys: Keys,
  subject: forge.pki.CertificateField[],
  issuer: forge.pki.CertificateField[],
  from: number,
  until: number,
): forge.pki.Certificate {
  const certificate = forge.pki.createCertificate()
  certificate.publicKey = keys.publicKey
  certificate.serialNumber = (++serial).toString(16).padStart(4, '0')
  certificate.validity.notBefore = new Date(Date.now() + from * DAY)
  certificate.validity.notAfter = new Date(Date.now() + until * DAY)
  certificate.setSubject(subject)
  certificate.setIssuer(issuer)
  return certificate
}
