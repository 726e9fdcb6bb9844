import {
  constants,
  createHash,
  generateKeyPairSync,
  type KeyObject,
  randomUUID,
  sign,
  X509Certificate,
} from 'node:crypto'
import { request as httpsRequest } from 'node:https'
import type { INetworkModule, NetworkRequestOptions, NetworkResponse } from '@azure/msal-node'
import forge from 'node-forge'
import type { Sandbox } from '../../src/sandbox/index.ts'

export interface SignInAnswer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly body: Record<string, unknown>
  /** The first AADSTS number of a refusal. */
  readonly number: unknown
}

interface PostOptions {
  readonly tenant?: string
  readonly headers?: Record<string, string>
}

async function read(response: Response): Promise<SignInAnswer> {
  const text = await response.text()
  const body: Record<string, unknown> = text.startsWith('{') ? JSON.parse(text) : {}
  const number = Array.isArray(body.error_codes) ? body.error_codes[0] : undefined
  return { status: response.status, headers: response.headers, text, body, number }
}

/** A form to `token` or `devicecode`, with the application's id unless the form names another. */
export async function post(
  sandbox: Sandbox,
  endpoint: string,
  form: Record<string, string>,
  { tenant = sandbox.tenantId, headers = {} }: PostOptions = {},
): Promise<SignInAnswer> {
  const body = new URLSearchParams({ client_id: sandbox.clientId, ...form })
  const url = `${sandbox.authority}/${tenant}/oauth2/v2.0/${endpoint}`
  return read(await fetch(url, { method: 'POST', body, headers }))
}

export async function open(sandbox: Sandbox, path: string): Promise<SignInAnswer> {
  return read(await fetch(`${sandbox.authority}${path}`, { redirect: 'manual' }))
}

/** A token for the application by its secret, or whatever the form says instead. */
export const postSecret = (
  sandbox: Sandbox,
  form: Record<string, string> = {},
  options: PostOptions = {},
): Promise<SignInAnswer> =>
  post(
    sandbox,
    'token',
    {
      grant_type: 'client_credentials',
      client_secret: sandbox.clientSecret,
      scope: `${sandbox.url}/.default`,
      ...form,
    },
    options,
  )

/** The claims of a token, unproven. */
export function claimsOf(token: unknown): Record<string, unknown> {
  const [, claims = ''] = String(token).split('.')
  return JSON.parse(Buffer.from(claims, 'base64url').toString())
}

export interface Signer {
  readonly key: KeyObject
  readonly keyPem: string
  readonly certificate: string
  /** Hex. */
  readonly sha256: string
  readonly x5t: string
  readonly x5tS256: string
}

/** A new RSA key with a certificate of its own, good for a day or over since a day. */
export function newSigner({ expired = false } = {}): Signer {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const keyPem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()
  const made = forge.pki.createCertificate()
  made.publicKey = forge.pki.publicKeyFromPem(publicKey.export({ format: 'pem', type: 'spki' }).toString())
  made.serialNumber = '01'
  const day = 86_400_000
  made.validity.notBefore = new Date(Date.now() - 2 * day)
  made.validity.notAfter = new Date(Date.now() + (expired ? -day : day))
  made.setSubject([{ name: 'commonName', value: 'entra-extract test' }])
  made.setIssuer([{ name: 'commonName', value: 'entra-extract test' }])
  made.sign(forge.pki.privateKeyFromPem(keyPem), forge.md.sha256.create())
  const certificate = forge.pki.certificateToPem(made).replaceAll('\r', '')
  const { raw } = new X509Certificate(certificate)
  const digest = (name: string) => createHash(name).update(raw)
  return {
    key: privateKey,
    keyPem,
    certificate,
    sha256: digest('sha256').digest('hex'),
    x5t: digest('sha1').digest('base64url'),
    x5tS256: digest('sha256').digest('base64url'),
  }
}

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** A signed token; `alg` of the header chooses between RS256 and PS256. */
export function signJwt(key: KeyObject, header: Record<string, unknown>, claims: object): string {
  const text = `${part({ typ: 'JWT', ...header })}.${part(claims)}`
  const padding =
    header.alg === 'PS256'
      ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
      : { padding: constants.RSA_PKCS1_PADDING }
  return `${text}.${sign('sha256', Buffer.from(text), { key, ...padding }).toString('base64url')}`
}

export const seconds = (fromNow: number): number => Math.floor(Date.now() / 1000) + fromNow

/** What the application says of itself in an assertion. */
export const ownClaims = (sandbox: Sandbox): Record<string, unknown> => ({
  aud: `${sandbox.authority}/${sandbox.tenantId}/oauth2/v2.0/token`,
  iss: sandbox.clientId,
  sub: sandbox.clientId,
  jti: randomUUID(),
  nbf: seconds(0),
  exp: seconds(600),
})

/** Node's own https, which trusts one certificate, as MSAL's network. */
export function networkTrusting(ca: string): INetworkModule {
  return {
    sendGetRequestAsync: (url, options) => exchange('GET', ca, url, options),
    sendPostRequestAsync: (url, options) => exchange('POST', ca, url, options),
  }
}

export function exchange<T>(
  method: string,
  ca: string,
  url: string,
  options: NetworkRequestOptions = {},
): Promise<NetworkResponse<T>> {
  return new Promise((resolve, reject) => {
    const sent = httpsRequest(url, { method, ca, headers: options.headers ?? {} }, response => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString()
        const body = text.startsWith('{') ? JSON.parse(text) : text
        resolve({ headers: {}, status: response.statusCode ?? 0, body })
      })
    })
    sent.on('error', reject)
    sent.end(options.body ?? '')
  })
}

const decodeHtml = (text: string): string =>
  text.replace(/&(amp|lt|gt|quot|#39);/g, entity => {
    const letters: Record<string, string> = {
      '&amp;': '&',
      '&lt;': '<',
      '&gt;': '>',
      '&quot;': '"',
      '&#39;': "'",
    }
    return letters[entity] ?? entity
  })

/** The only form of a page, as a browser would send it. */
export function formOf(html: string): { action: string; values: Record<string, string> } {
  const action = /<form method="post" action="([^"]*)"/.exec(html)?.[1]
  if (action === undefined) throw new Error(`no form in ${html}`)
  const inputs = [...html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)]
  const values = inputs.map(([, name = '', value = '']) => [decodeHtml(name), decodeHtml(value)])
  return { action: decodeHtml(action), values: Object.fromEntries(values) }
}
