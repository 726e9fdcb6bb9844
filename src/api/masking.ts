// What a run is told to mask, with the key that hashing needs.
import { createSecretKey, type KeyObject } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { UsageError } from '../errors.ts'
import type { Masking } from '../extract/mask/plan.ts'
import type { Pii } from '../extract/mask/presets.ts'
import type { MaskRule } from '../extract/mask/rules.ts'
import type { GivenFile } from './connection.ts'
import type { Env } from './world.ts'

export const PRESETS: readonly Pii[] = ['full', 'pseudonymous', 'none']

export interface MaskValues {
  readonly mask: readonly MaskRule[]
  /** Null: not given, which is not the same as `full`: that stores unmasked what was masked before. */
  readonly pii: Pii | null
  readonly maskKeyFile: GivenFile | null
}

const KEY_VARIABLE = 'ENTRA_EXTRACT_MASK_KEY'
/** 16 bytes in hex. */
const SHORTEST_KEY = 32

/** What a run is to mask; empty: nothing was said of it. Throws a UsageError for a key that is missing, unreadable or too short. */
export function maskingIn({ mask, pii, maskKeyFile }: MaskValues, env: Env): { readonly masking?: Masking } {
  if (mask.length === 0 && pii === null) return {}
  if (mask.length === 0 && pii === 'full') return { masking: { rules: mask, pii, key: null } }
  const key = maskKeyFile === null ? variableKey(env) : fileKey(maskKeyFile)
  return { masking: { rules: mask, pii: pii ?? 'full', key } }
}

function variableKey(env: Env): KeyObject | null {
  const text = env[KEY_VARIABLE]?.trim() ?? ''
  return text === '' ? null : keyOf(text, KEY_VARIABLE)
}

/** A line break at the end is no part of the key, so that a file and a variable may hold the same one. */
function fileKey({ path, source }: GivenFile): KeyObject {
  const place = `${source}: ${path}`
  try {
    return keyOf(readFileSync(path, 'utf8').trim(), place)
  } catch (error) {
    if (error instanceof UsageError) throw error
    const code = error instanceof Error && 'code' in error ? error.code : 'unknown error'
    throw new UsageError(`${place} cannot be read (${code}).`)
  }
}

/** The key's own text is in no error. */
function keyOf(text: string, place: string): KeyObject {
  if (text.length >= SHORTEST_KEY) return createSecretKey(text, 'utf8')
  throw new UsageError(
    `${place} has fewer than ${SHORTEST_KEY} characters, which a key needs: make one with \`openssl rand -hex 32\`.`,
  )
}
