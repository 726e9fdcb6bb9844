// The config file: where it is looked for. What it may say is in schema.ts, loaded when there is a file.
import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { UsageError } from '../../errors.ts'
import { type Config, noConfig } from '../options.ts'

export { type Config, noConfig }

export const DEFAULT_CONFIG = 'entra-extract.config.json'

/**
 * The config file at `path`, or the default one in the folder `cwd` if it is there. Its own relative paths start from its
 * folder. Throws a `UsageError`.
 */
export async function readConfig(path: string | null, cwd: string): Promise<Config> {
  const file = path ?? DEFAULT_CONFIG
  const text = await readText(resolve(cwd, file), file)
  if (text === null && path === null) return noConfig
  if (text === null) throw new UsageError(`There is no config file ${file}.`)
  const { parseConfig } = await import('./schema.ts')
  return parseConfig(text, file, dirname(resolve(cwd, file)))
}

/** What the file at `path` says; null: there is none. `file`: what errors call it. Throws a `UsageError`. */
export async function readText(path: string, file: string): Promise<string | null> {
  const bytes = await readBytes(path, file)
  return bytes === null ? null : decode(bytes, file)
}

/** Null: there is no such file. */
async function readBytes(path: string, file: string): Promise<Buffer | null> {
  try {
    return await readFile(path)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null
    if (code === 'ENOENT') return null
    if (typeof code !== 'string') throw error
    throw new UsageError(
      code === 'EISDIR' ? `${file} is a folder, not a config file.` : `${file} cannot be read (${code}).`,
    )
  }
}

/** A byte order mark is taken away. */
function decode(bytes: Buffer, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new UsageError(`${file} is not UTF-8; save it in that encoding.`)
  }
}
