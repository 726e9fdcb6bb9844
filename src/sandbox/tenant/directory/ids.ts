import { guid } from '../../random.ts'
import { SALTS, type World } from '../world.ts'

/** The ids of a kind of things that have GUIDs of their own. */
export const guidOfKind =
  (kind: keyof typeof SALTS) =>
  (world: World, index: number): string =>
    guid(world.seed, SALTS[kind], index)

/** The sixteen bytes of a GUID, in the order of its text. */
const bytesOf = (text: string): Buffer => Buffer.from(text.replaceAll('-', ''), 'hex')

export function guidOf(bytes: Buffer): string {
  const hex = bytes.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

/** An id of two GUIDs in URL-safe base 64; ids like this may differ by case alone. */
export const doubleId = (first: string, second: string): string =>
  Buffer.concat([bytesOf(first), bytesOf(second)]).toString('base64url')
