// The files that --tenants names: one, or those of a folder whose names fit a pattern.
import { readdir } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { UsageError } from '../../errors.ts'
import { readText } from '../config/config.ts'

export interface TenantsFile {
  /** As errors call it. */
  readonly name: string
  /** Absolute: what its paths are relative to. */
  readonly folder: string
  readonly text: string
}

/** By name. `pattern` may have `*` and `?` in its last part. Throws a `UsageError` where there is none. */
export async function readTenantsFiles(pattern: string, cwd: string): Promise<TenantsFile[]> {
  const names = /[*?]/.test(pattern) ? await matching(pattern, cwd) : [pattern]
  return Promise.all(names.map(name => read(name, cwd)))
}

async function read(name: string, cwd: string): Promise<TenantsFile> {
  const path = resolve(cwd, name)
  const text = await readText(path, name)
  if (text === null) throw new UsageError(`There is no file ${name} for --tenants.`)
  return { name, folder: dirname(path), text }
}

async function matching(pattern: string, cwd: string): Promise<string[]> {
  const folder = dirname(pattern)
  if (/[*?]/.test(folder))
    throw new UsageError(`--tenants takes * and ? in the names of files, not of folders: '${pattern}'.`)
  const fits = expressionOf(basename(pattern))
  const names = (await list(resolve(cwd, folder))).filter(name => fits.test(name)).sort()
  if (names.length === 0) throw new UsageError(`No file fits --tenants '${pattern}'.`)
  return names.map(name => join(folder, name))
}

async function list(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch {
    return []
  }
}

/** As in a shell, names that begin with a dot are only found by one. */
function expressionOf(pattern: string): RegExp {
  const body = [...pattern]
    .map(sign => {
      if (sign === '*') return '.*'
      return sign === '?' ? '.' : sign.replace(/[\\^$.|+()[\]{}]/, '\\$&')
    })
    .join('')
  return new RegExp(`^${/^[*?]/.test(pattern) ? '(?!\\.)' : ''}${body}$`, 's')
}
