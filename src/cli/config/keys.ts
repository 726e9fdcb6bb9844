// Which options a config file may hold, and what each of them is in JSON.
import { globalOptions } from '../connection.ts'
import { extractOptions } from '../extract-options.ts'
import type { JsonShape, OptionSpec, OptionSpecs } from '../options.ts'

/** They say what one call is for, or how it talks; in a file they would hold for every call of every command. */
export const COMMAND_LINE_ONLY: readonly string[] = ['config', 'full', 'dryRun', 'json', 'quiet', 'verbose']

export const configSpecs: OptionSpecs = Object.fromEntries(
  Object.entries({ ...globalOptions, ...extractOptions }).filter(([key]) => !COMMAND_LINE_ONLY.includes(key)),
)

export function shapeOf({ json, placeholder, repeatable }: OptionSpec<unknown>): JsonShape {
  if (json !== undefined) return json
  if (placeholder === null) return 'flag'
  if (repeatable !== true) return 'text'
  return placeholder.includes('=') ? 'columns' : 'list'
}

/** `<dir>` and `<pem file>` are paths. */
export const isPath = ({ path, placeholder }: OptionSpec<unknown>): boolean =>
  path ?? /\b(dir|file|path)\b/.test(placeholder ?? '')
