// JSON text that is changed in places and otherwise says what it said: numbers keep every digit.
import { randomUUID } from 'node:crypto'
import { outsideStrings } from './misfit.ts'

/** How a number travels through JSON.parse: as marked text. */
const MARK = `${randomUUID()}:`
const NUMBER = /-?\d[\d.eE+-]*/g
const MARKED = new RegExp(`"${MARK}([^"]+)"`, 'g')

/** Whether a string of parsed text stands for a number. */
export const isMarkedNumber = (text: string): boolean => text.startsWith(MARK)

/** Text that a JSON object, list or string could be. */
const LOOKS_LIKE_JSON = /^\s*(?:\{[\s\S]*\}|\[[\s\S]*\]|"[\s\S]*")\s*$/

/**
 * The text after `change` of what it says, in which numbers are marked text; itself when `change` returns what it was given. Null: it is
 * no JSON object, list or string.
 */
export function changeJson(text: string, change: (value: unknown) => unknown): string | null {
  if (!LOOKS_LIKE_JSON.test(text)) return null
  const value = parsed(text)
  if (value === undefined) return null
  const changed = change(value)
  return changed === value ? text : JSON.stringify(changed).replaceAll(MARKED, '$1')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(outsideStrings(text, part => part.replace(NUMBER, `"${MARK}$&"`)))
  } catch {
    return undefined
  }
}
