// What a PKCS #12 file (PFX) holds, in the encryption of today and of long ago. Its MAC is not asked: a wrong password already
// shows in what cannot be decrypted, and the certificate is held against the key afterwards.
// https://www.rfc-editor.org/rfc/rfc7292
import forge from 'node-forge'

type Node = forge.asn1.Asn1

export interface PfxContents {
  /** DER. */
  readonly certificates: readonly Buffer[]
  /** PKCS #8, DER, not encrypted. */
  readonly privateKeys: readonly Buffer[]
}

/** `foreign`: this is no PKCS #12; `locked`: the password does not open it; `unsupported`: nor would any other. */
export class PfxError extends Error {
  override readonly name = 'PfxError'
  readonly reason: 'foreign' | 'locked' | 'unsupported'
  constructor(reason: 'foreign' | 'locked' | 'unsupported', options?: ErrorOptions) {
    super(`the PKCS #12 is ${reason}`, options)
    this.reason = reason
  }
}

const DATA = '1.2.840.113549.1.7.1'
const ENCRYPTED_DATA = '1.2.840.113549.1.7.6'
const PBES2 = '1.2.840.113549.1.5.13'
const BAG = '1.2.840.113549.1.12.10.1'
const X509 = '1.2.840.113549.1.9.22.1'

/** `password` null: there is none. Throws a `PfxError`. */
export function readPfx(bytes: Buffer, password: string | null): PfxContents {
  const safes = list(parse(octets(content(authSafe(bytes)))))
  if (password !== null) return contentsOf(safes, password)
  try {
    return contentsOf(safes, '')
  } catch (error) {
    // Some write an empty password, some none at all, and the old encryption tells them apart.
    if (error instanceof PfxError && error.reason === 'locked') return contentsOf(safes, null)
    throw error
  }
}

function authSafe(bytes: Buffer): Node {
  const [version, safe] = list(parse(bytes.toString('latin1')))
  if (version?.type !== forge.asn1.Type.INTEGER || safe === undefined) throw new PfxError('foreign')
  // Safes that are signed with a key in place of a password have another type here.
  if (oid(list(safe)[0]) !== DATA) throw new PfxError('unsupported')
  return safe
}

function contentsOf(safes: readonly Node[], password: string | null): PfxContents {
  const bags = safes.flatMap(safe => bagsOf(list(safeContents(safe, password))))
  return {
    certificates: bags.flatMap(bag => certificateIn(bag)),
    privateKeys: bags.flatMap(bag => privateKeyIn(bag, password)),
  }
}

function safeContents(safe: Node, password: string | null): Node {
  const type = oid(list(safe)[0])
  if (type === DATA) return parse(octets(content(safe)))
  if (type !== ENCRYPTED_DATA) throw new PfxError('unsupported')
  const [, algorithm, encrypted] = list(list(content(safe))[1])
  return decrypt(algorithm, octets(encrypted), password)
}

interface Bag {
  readonly type: string
  readonly value: Node
}

function bagsOf(bags: readonly Node[]): readonly Bag[] {
  return bags.flatMap(bag => {
    const type = oid(list(bag)[0])
    return type === `${BAG}.6` ? bagsOf(list(content(bag))) : [{ type, value: content(bag) }]
  })
}

function certificateIn({ type, value }: Bag): Buffer[] {
  if (type !== `${BAG}.3` || oid(list(value)[0]) !== X509) return []
  return [Buffer.from(octets(content(value)), 'latin1')]
}

function privateKeyIn({ type, value }: Bag, password: string | null): Buffer[] {
  if (type === `${BAG}.1`) return [der(value)]
  if (type !== `${BAG}.2`) return []
  const [algorithm, encrypted] = list(value)
  return [der(decrypt(algorithm, octets(encrypted), password))]
}

/** Everything encrypted in here is built as an encrypted private key is: an algorithm, and octets. */
function decrypt(algorithm: Node | undefined, encrypted: string, password: string | null): Node {
  if (algorithm === undefined) throw new PfxError('foreign')
  const { Class, Type, create } = forge.asn1
  const wrapped = create(Class.UNIVERSAL, Type.SEQUENCE, true, [
    algorithm,
    create(Class.UNIVERSAL, Type.OCTETSTRING, false, encrypted),
  ])
  // The old encryption takes characters, the new one their UTF-8; null is a password for the old one, though its type says nothing of it.
  const secret = oid(list(algorithm)[0]) === PBES2 ? Buffer.from(password ?? '').toString('latin1') : password
  let opened: Node | null
  try {
    opened = forge.pki.decryptPrivateKeyInfo(wrapped, secret as string)
  } catch (cause) {
    const unsupported = cause instanceof Error && 'oid' in cause
    throw new PfxError(unsupported ? 'unsupported' : 'locked', { cause })
  }
  if (opened === null) throw new PfxError('locked')
  return opened
}

function parse(bytes: string): Node {
  try {
    return forge.asn1.fromDer(bytes, false)
  } catch (cause) {
    throw new PfxError('foreign', { cause })
  }
}

function list(node: Node | undefined): readonly Node[] {
  if (node === undefined || !Array.isArray(node.value)) throw new PfxError('foreign')
  return node.value
}

/** What follows the type of a content or of a bag. */
function content(node: Node): Node {
  const [inner] = list(list(node)[1])
  if (inner === undefined) throw new PfxError('foreign')
  return inner
}

/** Octets may come in pieces. */
function octets(node: Node | undefined): string {
  if (node === undefined) throw new PfxError('foreign')
  return Array.isArray(node.value) ? node.value.map(octets).join('') : node.value
}

function oid(node: Node | undefined): string {
  if (node?.type !== forge.asn1.Type.OID || Array.isArray(node.value)) throw new PfxError('foreign')
  return forge.asn1.derToOid(node.value)
}

const der = (node: Node): Buffer => Buffer.from(forge.asn1.toDer(node).getBytes(), 'latin1')
