// Walks a table's files of changes from the newest to the oldest: each one's hash stands in the footer of the one after it.
import { previousIn } from '../lake/sql/checking.ts'
import type { TableState } from '../state/schema.ts'
import { type Named, namedBy } from './change-chain.ts'
import type { Checking } from './damage.ts'

export interface ChangeFile {
  readonly path: string
  readonly number: number
}

/** What the chain tells of files, by path. */
export interface Walked {
  /** What is wrong with a file. */
  readonly wrong: ReadonlyMap<string, string>
  /** Files that nothing tells of any more, for the one after them is lost or altered. */
  readonly unknown: readonly string[]
}

/** Files from before the chain was begun are not in it, and no matter of it. */
export async function walkChain(
  table: TableState,
  files: readonly ChangeFile[],
  checking: Checking,
): Promise<Walked> {
  const wrong = new Map<string, string>()
  const unknown: string[] = []
  const { lastChange, nextChange } = table
  if (lastChange === undefined) return { wrong, unknown }
  let named: Named | null = { number: nextChange - 1, sha256: lastChange.sha256 }
  // What an altered file says of the one before it accuses nobody.
  let isTrue = true
  for (const { number, paths } of newestFirst(files)) {
    const right = named?.number === number ? await pathWith(named.sha256, paths, checking) : null
    const isOther = right === null && named?.number === number
    const isAltered = isOther && isTrue
    if (right === null && !isAltered) unknown.push(...paths)
    else for (const path of paths) if (path !== right) wrong.set(path, wordsOn(path, right))
    named = namedBy((await footerOf(right ?? paths[0], checking)) ?? '')
    // Where the chain began, and before that, nothing was written down; an altered file may have lost what it said.
    if (named === null && isTrue && !isAltered) break
    isTrue = !isOther
  }
  return { wrong, unknown }
}

const wordsOn = (path: string, right: string | null): string =>
  right === null
    ? `${path} was changed since it was written`
    : `${path} is not the file that was written with its number, which is ${right}`

function newestFirst(
  files: readonly ChangeFile[],
): { readonly number: number; readonly paths: readonly string[] }[] {
  const byNumber = new Map<number, string[]>()
  for (const { number, path } of files) byNumber.set(number, [...(byNumber.get(number) ?? []), path])
  return [...byNumber].map(([number, paths]) => ({ number, paths })).sort((a, b) => b.number - a.number)
}

/** The first of the paths whose file has this hash; null: none. */
async function pathWith(
  sha256: string | undefined,
  paths: readonly string[],
  { store }: Checking,
): Promise<string | null> {
  for (const path of paths) if ((await store.sha256(path).catch(() => null)) === sha256) return path
  return null
}

/** What a file says of the one before it; null: nothing, or it cannot be read. */
async function footerOf(path: string | undefined, { store, duckdb }: Checking): Promise<string | null> {
  if (path === undefined) return null
  try {
    const [row] = await duckdb.rows(previousIn(await store.local(path)))
    return typeof row?.previous === 'string' ? row.previous : null
  } catch {
    return null
  }
}
