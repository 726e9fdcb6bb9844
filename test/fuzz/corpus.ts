// Inputs that were finds once, and those that are worth beginning with: a file each, below the name of their target.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The inputs of a target in the folder of a corpus, by name. */
export function corpusOf(
  folder: string,
  target: string,
): { readonly name: string; readonly input: Buffer }[] {
  const own = join(folder, target)
  if (!existsSync(own)) return []
  return readdirSync(own)
    .sort()
    .map(name => ({ name, input: readFileSync(join(own, name)) }))
}

/** Keeps a find; returns its path. */
export function keepFind(folder: string, target: string, input: Buffer): string {
  const own = join(folder, target)
  mkdirSync(own, { recursive: true })
  const path = join(own, createHash('sha256').update(input).digest('hex').slice(0, 12))
  writeFileSync(path, input)
  return path
}
