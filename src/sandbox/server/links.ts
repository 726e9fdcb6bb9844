import { createHmac, timingSafeEqual } from 'node:crypto'
import { badRequest } from './answer.ts'

/** Tokens of links: the parameter's name, and what the server wants to know again. */
export type LinkKind = '$skiptoken' | '$deltatoken'

const MAC_LENGTH = 27

/** Makes links whose every byte is signed, and opens them again. */
export class Links {
  readonly #origin: () => string
  readonly #secret: string
  readonly #refusesLong: boolean

  /** With `refusesLong`, next links of a listing with a long `$select` answer 400. */
  constructor(origin: () => string, secret: string, refusesLong: boolean) {
    this.#origin = origin
    this.#secret = secret
    this.#refusesLong = refusesLong
  }

  #sign(text: string): string {
    return createHmac('sha256', this.#secret).update(text).digest('base64url').slice(0, MAC_LENGTH)
  }

  /** An absolute link to a path such as `/v1.0/users/delta`; `options` stand before the token. */
  make(path: string, kind: LinkKind, payload: object, options = ''): string {
    const packed = Buffer.from(JSON.stringify(payload)).toString('base64')
    const token = packed.replace(/\+/g, '%2B').replace(/\//g, '%2F').replace(/=/g, '%3D')
    const unsigned = `${path}?${options}${kind}=${token}`
    return `${this.#origin()}${unsigned}.${this.#sign(unsigned)}`
  }

  /** The payload of a link this server made, from the raw path and query; 400 for any other. */
  open(raw: string, kind: LinkKind): unknown {
    const dot = raw.length - MAC_LENGTH - 1
    const unsigned = raw.slice(0, dot)
    const [given, expected] = [Buffer.from(raw.slice(dot + 1)), Buffer.from(this.#sign(unsigned))]
    if (raw[dot] !== '.' || given.length !== expected.length || !timingSafeEqual(given, expected)) {
      throw badRequest(`The ${kind} of the request is not one that was issued.`)
    }
    const token = unsigned.slice(unsigned.lastIndexOf(`${kind}=`) + kind.length + 1)
    const payload: { long?: true } = JSON.parse(Buffer.from(decodeURIComponent(token), 'base64').toString())
    if (this.#refusesLong && payload.long && kind === '$skiptoken')
      throw badRequest('The query specified in the URI is not valid.')
    return payload
  }
}
