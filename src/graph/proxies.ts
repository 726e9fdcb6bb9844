// Which proxy the way to a URL leads through, by the variables that curl knows too. Pure.
// https://curl.se/docs/manpage.html#ENVIRONMENT
import { BlockList, isIP } from 'node:net'
import { UsageError } from '../errors.ts'

/** URLs of proxies, credentials included; null: none. `noProxy` is what NO_PROXY says. */
export interface Proxies {
  readonly http: string | null
  readonly https: string | null
  readonly noProxy: string
}

export const noProxies: Proxies = { http: null, https: null, noProxy: '' }

type Variables = Readonly<Record<string, string | undefined>>

/** Lower case wins over upper case, and a variable of one scheme over ALL_PROXY. Throws a `UsageError` without the credentials. */
export function proxiesFrom(env: Variables): Proxies {
  return {
    http: proxyOf(env, ['http_proxy', 'HTTP_PROXY', 'all_proxy', 'ALL_PROXY']),
    https: proxyOf(env, ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY']),
    noProxy: (env.no_proxy ?? '').trim() || (env.NO_PROXY ?? '').trim(),
  }
}

/** The proxy of an http or https URL, or null: straight on. */
export function proxyFor(url: URL, { http, https, noProxy }: Proxies): URL | null {
  const proxy = url.protocol === 'https:' ? https : url.protocol === 'http:' ? http : null
  return proxy === null || isStraight(url, noProxy) ? null : new URL(proxy)
}

/** A proxy's URL without its credentials, for people. */
export const shownProxy = (proxy: URL): string => `${proxy.protocol}//${proxy.host}`

/** The value of Proxy-Authorization, or null when the proxy's URL names no user. https://www.rfc-editor.org/rfc/rfc7617 */
export function proxyAuthorization({ username, password }: URL): string | null {
  if (username === '' && password === '') return null
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return `Basic ${Buffer.from(pair, 'utf8').toString('base64')}`
}

function proxyOf(env: Variables, names: readonly string[]): string | null {
  const name = names.find(one => (env[one] ?? '').trim() !== '')
  return name === undefined ? null : parseProxy((env[name] ?? '').trim(), name)
}

/** `text` may hold a password, so no error quotes it. */
function parseProxy(text: string, name: string): string {
  const full = /^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `http://${text}`
  if (!URL.canParse(full)) {
    throw new UsageError(`${name} is no URL of a proxy; give one such as http://user:password@host:8080.`)
  }
  const url = new URL(full)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new UsageError(`${name} names a ${url.protocol.slice(0, -1)} proxy; only http and https are known.`)
  }
  if (`${url.pathname}${url.search}${url.hash}`.includes('@') || !isDecodable(url)) {
    throw new UsageError(`${name} has a user or password with special characters; percent-encode them.`)
  }
  url.pathname = ''
  url.search = ''
  url.hash = ''
  return url.href
}

function isDecodable(url: URL): boolean {
  try {
    proxyAuthorization(url)
    return true
  } catch {
    return false
  }
}

/** Addresses of a machine's own link, where clouds serve the metadata and identities of the machine itself. */
const METADATA = new BlockList()
METADATA.addSubnet('169.254.0.0', 16, 'ipv4')
METADATA.addSubnet('fe80::', 10, 'ipv6')
METADATA.addAddress('fd00:ec2::254', 'ipv6')

function isStraight(url: URL, noProxy: string): boolean {
  const host = bare(url.hostname)
  const port = url.port || (url.protocol === 'https:' ? '443' : '80')
  if (isIP(host) !== 0 && METADATA.check(host, familyOf(host))) return true
  return noProxy.split(/[\s,]+/).some(entry => entry !== '' && covers(entry, host, port))
}

/** Whether an entry of NO_PROXY means this host and port: `*`, an address, a subnet, or a name with all names below it. */
function covers(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true
  const subnet = /^\[?([\da-f.:]+)\]?\/(\d{1,3})$/i.exec(entry)
  if (subnet !== null) return isWithin(host, subnet[1] ?? '', Number(subnet[2]))
  const { name, only } = splitPort(entry)
  if (only !== null && only !== port) return false
  if (isIP(name) !== 0) return isWithin(host, name, isIP(name) === 4 ? 32 : 128)
  const domain = bare(name.replace(/^\*?\./, ''))
  return domain !== '' && (host === domain || (isIP(host) === 0 && host.endsWith(`.${domain}`)))
}

/** Colons of an IPv6 address without brackets begin no port. */
function splitPort(entry: string): { name: string; only: string | null } {
  if (isIP(entry) === 6) return { name: entry, only: null }
  const [, name = entry, only = null] = /^(.*?)(?::(\d+))?$/.exec(entry) ?? []
  return { name: name.replace(/^\[(.*)\]$/, '$1'), only }
}

function isWithin(host: string, address: string, prefix: number): boolean {
  const bits = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1
  if (isIP(host) === 0 || prefix > bits) return false
  const subnet = new BlockList()
  subnet.addSubnet(address, prefix, familyOf(address))
  return subnet.check(host, familyOf(host))
}

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 4 ? 'ipv4' : 'ipv6')

/** A host name without brackets and the dot of the root, in lower case. */
const bare = (host: string): string => host.toLowerCase().replace(/^\[|\]$|\.$/g, '')
