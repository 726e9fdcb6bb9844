import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rootCertificates } from 'node:tls'
import { afterAll, describe, expect, it } from 'vitest'
import { UsageError } from '../../src/errors.ts'
import { defaultCertificates, readCaFile, untrusted } from '../../src/graph/trust.ts'
import { createPrivateCa } from '../support/tls/private-ca.ts'

const ca = createPrivateCa('root of trust tests')
const other = createPrivateCa('other root of trust tests')
const folder = mkdtempSync(join(tmpdir(), 'entra-trust-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function file(name: string, text: string | Buffer): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

const lines = (pem: string): string => pem.replaceAll('\r', '').trim()

describe('a file of certificate authorities', () => {
  it('gives its certificates, without what stands between them', () => {
    const path = file('two.pem', `# ours\r\n${ca.pem}\nsubject: other\n${other.pem}# end`)
    expect(lines(readCaFile(path, '--ca-file'))).toBe(`${lines(ca.pem)}\n${lines(other.pem)}`)
  })

  const cut = ca.pem.slice(0, ca.pem.length / 2)
  const noise = '-----BEGIN CERTIFICATE-----\nbm90aGluZw==\n-----END CERTIFICATE-----\n'
  it.each<[string, string | Buffer, RegExp]>([
    ['empty.pem', '', /holds no certificate in PEM/],
    ['binary.der', Buffer.from([0x30, 0x82, 0x01, 0x0a, 0xff]), /holds no certificate in PEM/],
    ['page.html', '<html>Sign in to the portal</html>', /holds no certificate in PEM/],
    ['cut.pem', cut, /holds a broken certificate: /],
    ['cut-first.pem', cut + ca.pem, /holds a broken certificate/],
    ['noise.pem', ca.pem + noise, /holds a broken certificate \(number 2\)/],
    ['key.pem', ca.pem + ca.key, /holds a private key/],
    ['only-key.pem', '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----', /holds a private key/],
    ['secret.pem', '-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA', /holds a private key/],
  ])('%s is refused by name', (name, text, reason) => {
    const path = file(name, text)
    expect(() => readCaFile(path, '--ca-file')).toThrow(UsageError)
    expect(() => readCaFile(path, '--ca-file')).toThrow(reason)
    expect(() => readCaFile(path, '--ca-file')).toThrow(`'${path}'`)
  })

  it('has to be there, and to be a file', () => {
    const missing = join(folder, 'missing.pem')
    expect(() => readCaFile(missing, '--ca-file')).toThrow(`--ca-file cannot be read: '${missing}' (ENOENT).`)
    expect(() => readCaFile(folder, 'ENTRA_EXTRACT_CA_FILE')).toThrow(UsageError)
    expect(() => readCaFile(folder, 'ENTRA_EXTRACT_CA_FILE')).toThrow(/^ENTRA_EXTRACT_CA_FILE .*EISDIR/)
  })
})

describe('what is trusted besides', () => {
  it('is all that comes with Node', () => {
    expect(rootCertificates.length).toBeGreaterThan(50)
    expect(defaultCertificates(null)).toEqual(expect.arrayContaining([...rootCertificates]))
  })
})

describe('a certificate that is refused', () => {
  const failed = (code: string): Error => Object.assign(new Error('no'), { code })

  it.each([
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'CERT_UNTRUSTED',
  ])('for %s comes with the way to trust its authority', code => {
    expect(untrusted('graph.corp.test', failed(code))).toMatchObject({
      code,
      message: `the TLS certificate of graph.corp.test is not trusted here (${code}); give the certificate authority of your network with --ca-file or NODE_EXTRA_CA_CERTS`,
    })
  })

  it.each([
    ['CERT_HAS_EXPIRED', 'it has expired'],
    ['CERT_NOT_YET_VALID', 'it is not valid yet'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'it was issued for other names'],
  ])('for %s says what no authority mends', (code, reason) => {
    const message = untrusted('graph.corp.test', failed(code))?.message
    expect(message).toContain(`is not trusted here (${code}); ${reason}`)
    expect(message).not.toContain('--ca-file')
  })

  it.each(['ECONNRESET', 'ERR_SSL_WRONG_VERSION_NUMBER', 'UND_ERR_SOCKET'])(
    'is something else than %s',
    code => {
      expect(untrusted('graph.corp.test', failed(code))).toBeNull()
    },
  )
})
