// What masking makes of one value. Pure.
import { createHmac, type KeyObject } from 'node:crypto'
import { isIPv4, isIPv6 } from 'node:net'

/** Characters of a masked text: 128 bits. */
const LENGTH = 32

/** The same text for the same value, everywhere; addresses and GUIDs are the same in small letters and in capitals. */
export const hmac = (key: KeyObject, value: string): string =>
  createHmac('sha256', key).update(folded(value)).digest('hex').slice(0, LENGTH)

const ADDRESS = /^[^\s@]+@[^\s@]+$/
const GUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i

const folded = (value: string): string =>
  ADDRESS.test(value) || GUID.test(value) ? value.toLowerCase() : value

/** Tells keys apart, and nothing of them. */
export const checkOf = (key: KeyObject): string =>
  createHmac('sha256', key).update('entra-extract: which key is this?').digest('hex').slice(0, 16)

const TIME = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/
const ZONE = /(Z|[+-]\d\d:?\d\d)$/i

/**
 * Less of a value: the network of an IP address (/24, /48), the domain of an address, the day of a time, and of any other text its
 * first character.
 */
export function truncate(value: string): string {
  if (value === '') return value
  const network = networkOf(value)
  if (network !== null) return network
  const at = value.lastIndexOf('@')
  if (at >= 0) return value.slice(at)
  const day = TIME.test(value) ? Date.parse(ZONE.test(value) ? value : `${value}Z`) : Number.NaN
  if (!Number.isNaN(day)) return `${new Date(day).toISOString().slice(0, 10)}T00:00:00Z`
  const [first = '', ...rest] = value
  return rest.length === 0 ? '…' : `${first}…`
}

/** The network of an IP address, of which a port and a zone are no part; null: it is none. */
function networkOf(value: string): string | null {
  const host = /^\[(.*)\](:\d+)?$/.exec(value)?.[1] ?? /^([\d.]+):\d+$/.exec(value)?.[1] ?? value
  const [address = ''] = host.split('%')
  if (isIPv4(address)) return `${address.split('.').slice(0, 3).join('.')}.0`
  if (!isIPv6(address)) return null
  const mapped = /^::(?:ffff:)?(\d+\.\d+\.\d+)\.\d+$/i.exec(address)?.[1]
  if (mapped !== undefined) return `${mapped}.0`
  const groups = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::')[0]?.split(':') ?? []
  const [a = '0', b = '0', c = '0'] = groups.map(group => group || '0')
  return `${[a, b, c].join(':').replace(/(:0)+$/, '')}::`.replace(/^0::$/, '::')
}

const WORDS =
  /[^\s'"()<>,;]+@[^\s'"()<>,;]+|\b[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\b|\b\d{1,3}(?:\.\d{1,3}){3}\b/gi

/** A sentence of Graph's without the addresses and ids it names; `kept` is one that says nothing of anybody. */
export const withoutNames = (sentence: string, kept: string | null): string =>
  sentence.replace(WORDS, word => (word === kept ? word : '[masked]'))
