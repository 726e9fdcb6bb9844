// Texts that options take, whoever gives them. Each throws a `UsageError` that begins with `source`, which names the option. Pure.
import { parseRoot } from '../auth/clouds.ts'
import { UsageError } from '../errors.ts'

/** The root of Microsoft Graph: `/v1.0` and `/beta` are appended to it. */
export function parseGraphUrl(text: string, source: string): string {
  const root = parseRoot(text, source)
  const { origin } = new URL(root)
  if (root === origin) return root
  throw new UsageError(`${source} is the root of Microsoft Graph, without a path: ${origin}.`)
}

/** It becomes a part of addresses, as a client id does. */
export function parseTenant(text: string, source: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9.-]*$/.test(text)) return text
  throw new UsageError(`${source} is a tenant's id or domain name, not '${text}'.`)
}

export function parseClientId(text: string, source: string): string {
  if (/^[\w.-]+$/.test(text)) return text
  throw new UsageError(`${source} is the application (client) id of an app registration, not '${text}'.`)
}

/** The address of a bucket's service. It may be given with a signature, so no error quotes it. */
export function parseEndpoint(text: string, source: string): string {
  if (URL.canParse(text)) return parseRoot(text, source)
  throw new UsageError(`${source} is not a URL; give one such as https://minio.example:9000.`)
}

/** A name of an encryption or of a key. */
export function parseWord(given: string, source: string): string {
  if (/^[\w:./@-]+$/.test(given)) return given
  throw new UsageError(`${source} has characters that are in no such name.`)
}

/** What DuckDB may use. */
export function parseMemory(text: string, source: string): string {
  if (/^\d+(\.\d+)? ?([KMGT]i?B)$/i.test(text)) return text
  throw new UsageError(`${source} is a size such as 512MB or 1GB, not '${text}'.`)
}

const GUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i

/** Ids of users. Graph has nothing to say of a user that is none, and a table without rows would look complete. */
export function checkIds(ids: readonly string[], source: string): readonly string[] {
  const wrong = ids.find(id => !GUID.test(id))
  if (wrong === undefined) return ids
  throw new UsageError(`${source} takes the object ids of users, which are GUIDs, not '${wrong}'.`)
}
