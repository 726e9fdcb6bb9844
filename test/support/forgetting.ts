// What a lake tells of a person, looked for in every byte of it: values read back with hyparquet, footers with their statistics, JSON.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { asyncBufferFromFile, parquetMetadataAsync } from 'hyparquet'
import { type ForgetOptions, forget } from '../../src/extract/forget/forget.ts'
import type { Receipt } from '../../src/extract/forget/receipt.ts'
import type { Lake } from '../../src/extract/lake.ts'
import type { Sandbox } from '../../src/sandbox/index.ts'
import type { GraphObject } from './expected-rows.ts'
import { readParquet } from './parquet-rows.ts'

export const forgetIn = (
  lake: Lake,
  ids: readonly string[],
  some: Partial<ForgetOptions> = {},
): Promise<Receipt> =>
  forget(lake, {
    ids,
    maskKey: null,
    dryRun: false,
    memory: '1GB',
    version: '0.0.0-test',
    now: Date.now,
    ...some,
  })

/** Every file below a folder, by its path. */
export const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .sort()

export const bytesBelow = (folder: string): Map<string, string> =>
  new Map(filesBelow(folder).map(path => [path.slice(folder.length + 1), readFileSync(path, 'latin1')]))

/** What a file says, in lower case: its bytes and, of Parquet, its values and its footer. */
async function textOf(path: string): Promise<string> {
  const bytes = readFileSync(path, 'utf8')
  if (!path.endsWith('.parquet')) return bytes.toLowerCase()
  const footer = await parquetMetadataAsync(await asyncBufferFromFile(path))
  const plain = (_: string, value: unknown): unknown =>
    typeof value === 'bigint'
      ? String(value)
      : value instanceof Uint8Array
        ? Buffer.from(value).toString('utf8')
        : value
  return [bytes, JSON.stringify(footer, plain), ...(await readParquet(path)).map(row => JSON.stringify(row))]
    .join('\n')
    .toLowerCase()
}

/** The files that say one of these texts, each with it. */
export async function filesThatSay(folder: string, texts: readonly string[]): Promise<string[]> {
  const wanted = texts.map(text => text.toLowerCase())
  const found: string[] = []
  for (const path of filesBelow(folder)) {
    const text = await textOf(path)
    for (const each of wanted)
      if (text.includes(each)) found.push(`${path.slice(folder.length + 1)}: ${each}`)
  }
  return found
}

/** What nobody but this user has: ids, addresses, and a name if it is the only one. */
export function identifiersOf(sandbox: Sandbox, user: GraphObject): string[] {
  const users = [...sandbox.truth('users')] as GraphObject[]
  const texts = (value: unknown): string[] =>
    Array.isArray(value) ? value.flatMap(texts) : typeof value === 'string' ? [value] : []
  const names = ['id', 'userPrincipalName', 'mail', 'onPremisesImmutableId', 'onPremisesSecurityIdentifier']
  const sure = [...names, 'proxyAddresses', 'imAddresses', 'onPremisesDistinguishedName'].flatMap(name =>
    texts(user[name]),
  )
  const isOnly = users.filter(({ displayName }) => displayName === user.displayName).length === 1
  return [
    ...sure.map(text => text.replace(/^smtp:/i, '')),
    String(user.id).replaceAll('-', ''),
    ...(isOnly ? texts(user.displayName) : []),
  ]
}
