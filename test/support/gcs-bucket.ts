// What a bucket of Google Cloud Storage holds and refuses, as its JSON interface documents it. Checksums are the SDK's own.
// https://cloud.google.com/storage/docs/json_api/v1/objects
import { createHash } from 'node:crypto'
import { CRC32C } from '@google-cloud/storage'

export interface GcsObject {
  readonly name: string
  readonly bytes: Buffer
  readonly generation: string
  readonly contentType: string
  readonly crc32c: string
  readonly md5Hash: string
  readonly kmsKeyName: string | null
  readonly metadata: Readonly<Record<string, string>>
}

export type GcsContents = Map<string, GcsObject>

/** An error as the service writes it. */
export class GcsRefusal extends Error {
  readonly status: number
  readonly reason: string
  constructor(status: number, reason: string, message: string) {
    super(message)
    this.status = status
    this.reason = reason
  }
}

export interface Resource {
  readonly name?: string
  readonly contentType?: string
  readonly crc32c?: string
  readonly md5Hash?: string
  readonly metadata?: Readonly<Record<string, string>>
}

export interface Conditions {
  readonly ifGenerationMatch: string | null
  readonly kmsKeyName: string | null
}

const CRC_OF_NOTHING = 'AAAAAA=='

export function crcOf(bytes: Buffer): string {
  if (bytes.length === 0) return CRC_OF_NOTHING
  const sum = new CRC32C()
  sum.update(bytes)
  return sum.toString()
}

const md5Of = (bytes: Buffer): string => createHash('md5').update(bytes).digest('base64')

let generations = 1_700_000_000_000_000

export class GcsBucket {
  readonly contents: GcsContents = new Map()
  readonly name: string

  constructor(name: string) {
    this.name = name
  }

  find(name: string, generation: string | null): GcsObject {
    const found = this.contents.get(name)
    if (found === undefined || (generation !== null && found.generation !== generation))
      throw new GcsRefusal(404, 'notFound', `No such object: ${this.name}/${name}`)
    return found
  }

  checkCondition(name: string, ifGenerationMatch: string | null): void {
    if (ifGenerationMatch === null) return
    if ((this.contents.get(name)?.generation ?? '0') !== ifGenerationMatch)
      throw new GcsRefusal(
        412,
        'conditionNotMet',
        'At least one of the pre-conditions you specified did not hold.',
      )
  }

  insert(resource: Resource, bytes: Buffer, { ifGenerationMatch, kmsKeyName }: Conditions): GcsObject {
    const { name = '', crc32c = crcOf(bytes), md5Hash = md5Of(bytes) } = resource
    if (name === '' || Buffer.byteLength(name) > 1024 || /[\r\n]/.test(name))
      throw new GcsRefusal(400, 'invalid', 'Invalid object name.')
    if (crc32c !== crcOf(bytes)) throw mismatch('CRC32C', crc32c, crcOf(bytes))
    if (md5Hash !== md5Of(bytes)) throw mismatch('MD5 hash', md5Hash, md5Of(bytes))
    this.checkCondition(name, ifGenerationMatch)
    return this.store({ name, bytes, crc32c, md5Hash, kmsKeyName, ...typed(resource) })
  }

  copy(from: GcsObject, name: string, resource: Resource, conditions: Conditions): GcsObject {
    this.checkCondition(name, conditions.ifGenerationMatch)
    const { bytes, crc32c, md5Hash, metadata } = from
    const told =
      resource.contentType === undefined ? { contentType: from.contentType, metadata } : typed(resource)
    return this.store({ name, bytes, crc32c, md5Hash, kmsKeyName: conditions.kmsKeyName, ...told })
  }

  private store(object: Omit<GcsObject, 'generation'>): GcsObject {
    const stored = { ...object, generation: String(++generations) }
    this.contents.set(object.name, stored)
    return stored
  }

  remove(name: string, generation: string | null, ifGenerationMatch: string | null): void {
    this.find(name, generation)
    this.checkCondition(name, ifGenerationMatch)
    this.contents.delete(name)
  }

  /** One page of names in the order of their UTF-8, folders among them. */
  list(query: URLSearchParams, pageSize: number, hides: (name: string) => boolean): object {
    const [prefix, delimiter] = [query.get('prefix') ?? '', query.get('delimiter') ?? '']
    const after = Buffer.from(query.get('pageToken') ?? '', 'base64').toString()
    const entries = new Map<string, GcsObject | null>()
    for (const [name, object] of this.contents) {
      if (!name.startsWith(prefix) || hides(name)) continue
      const cut = delimiter === '' ? -1 : name.indexOf(delimiter, prefix.length)
      entries.set(cut === -1 ? name : name.slice(0, cut + 1), cut === -1 ? object : null)
    }
    const names = [...entries.keys()].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    const rest =
      after === '' ? names : names.filter(name => Buffer.compare(Buffer.from(name), Buffer.from(after)) > 0)
    const page = rest.slice(0, pageSize)
    const items = page.flatMap(name => entries.get(name) ?? []).map(object => this.resourceOf(object))
    const prefixes = page.filter(name => entries.get(name) === null)
    const last = page.at(-1) ?? ''
    return {
      kind: 'storage#objects',
      ...(items.length === 0 ? {} : { items }),
      ...(prefixes.length === 0 ? {} : { prefixes }),
      ...(rest.length > pageSize ? { nextPageToken: Buffer.from(last).toString('base64') } : {}),
    }
  }

  resourceOf({ bytes, kmsKeyName, ...object }: GcsObject): object {
    return {
      kind: 'storage#object',
      id: `${this.name}/${object.name}/${object.generation}`,
      bucket: this.name,
      ...object,
      metageneration: '1',
      size: String(bytes.length),
      ...(kmsKeyName === null ? {} : { kmsKeyName: `${kmsKeyName}/cryptoKeyVersions/1` }),
    }
  }
}

const typed = ({ contentType = 'application/octet-stream', metadata = {} }: Resource) => ({
  contentType,
  metadata,
})

const mismatch = (what: string, provided: string, calculated: string): GcsRefusal =>
  new GcsRefusal(
    400,
    'invalid',
    `Provided ${what} "${provided}" doesn't match calculated ${what} "${calculated}".`,
  )
