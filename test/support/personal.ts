// What a lake must not tell of the sandbox's people, and the key that tests mask with.
import { createSecretKey } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { parseMask } from '../../src/api/mask-rules.ts'
import type { Masking } from '../../src/extract/mask/plan.ts'
import type { Pii } from '../../src/extract/mask/presets.ts'
import type { Sandbox } from '../../src/sandbox/index.ts'
import { type Row, readParquet } from './parquet-rows.ts'

export const SECRET = '0123456789abcdef0123456789abcdef'
export const KEY = createSecretKey(SECRET, 'utf8')

/** What a run is told to mask. */
export const masking = (pii: Pii, rules = '', key: Masking['key'] = KEY): { readonly masking: Masking } => ({
  masking: { rules: parseMask(rules, '--mask'), pii, key },
})

/** Properties of the tenant's objects that name a person, or lead to one; ids apart. */
const PERSONAL: Readonly<Record<string, readonly string[]>> = {
  users: [
    ...['userPrincipalName', 'mail', 'displayName', 'mobilePhone', 'businessPhones', 'otherMails'],
    ...['proxyAddresses', 'employeeId', 'onPremisesSamAccountName', 'onPremisesDistinguishedName'],
    ...['streetAddress', 'onPremisesUserPrincipalName', 'identities'],
  ],
  deleted_users: ['userPrincipalName', 'mail', 'displayName', 'mobilePhone', 'businessPhones'],
  org_contacts: ['mail', 'displayName', 'phones'],
  devices: ['displayName'],
  sign_ins: ['ipAddress', 'userDisplayName', 'userPrincipalName'],
  sign_ins_non_interactive: ['ipAddress'],
  risk_detections: ['ipAddress'],
}
const IDS = ['users', 'deleted_users', 'org_contacts', 'devices']

/** Texts of at least six characters that are, or are within, a value. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return value.length >= 6 ? [value] : []
  if (typeof value !== 'object' || value === null) return []
  if (Array.isArray(value)) return value.flatMap(textsIn)
  const { issuer, signInType, type, language, region, ...rest } = value as Row
  return Object.values(rest).flatMap(textsIn)
}

/** Made up by the sandbox for groups as well. */
const FILLER = /^on premises [a-z ]+ \d+$/

export function personalTexts(sandbox: Sandbox, withIds: boolean): Set<string> {
  const found = new Set<string>()
  for (const [kind, properties] of Object.entries(PERSONAL))
    for (const object of sandbox.truth(kind))
      for (const property of properties)
        for (const text of textsIn((object as Row)[property])) found.add(text.toLowerCase())
  for (const text of found) if (FILLER.test(text)) found.delete(text)
  if (withIds)
    for (const kind of IDS) for (const { id } of sandbox.truth(kind)) found.add(String(id).toLowerCase())
  return found
}

/** Everything that a lake says: the texts of its other files, and the rows of its Parquet. */
async function wordsOf(lake: string): Promise<Map<string, string>> {
  const words = new Map<string, string>()
  for (const name of readdirSync(lake, { recursive: true, encoding: 'utf8' })) {
    const path = join(lake, name)
    if (name.endsWith('.parquet')) words.set(name, JSON.stringify(await readParquet(path)).toLowerCase())
    else if (/\.(json|ndjson)$/.test(name)) words.set(name, readFileSync(path, 'utf8').toLowerCase())
  }
  return words
}

/** The networks of the tenant's own offices are no person's; an address that is its own network cannot be told from it. */
const isPolicy = (name: string, text: string): boolean =>
  /^[\d.]+$/.test(text) && (name.startsWith('named_locations/') || text.endsWith('.0'))

export async function expectNobody(lake: string, personal: ReadonlySet<string>): Promise<void> {
  expect(personal.size).toBeGreaterThan(100)
  const told: string[] = []
  for (const [name, words] of await wordsOf(lake))
    for (const text of personal)
      if (words.includes(text) && !isPolicy(name, text)) told.push(`${name}: ${text}`)
  expect(told.slice(0, 20)).toEqual([])
}
