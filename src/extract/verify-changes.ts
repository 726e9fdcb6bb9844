// Looks whether the changes of a table are all there: each number once, each file readable, the table's own, and as it was written.
import { changesFile } from '../lake/paths.ts'
import { changesIn, tableOfFile } from '../lake/sql/checking.ts'
import { distinctKeysIn } from '../lake/sql/parquet.ts'
import type { TableState } from '../state/schema.ts'
import type { Store } from '../store/store.ts'
import { type Checking, type Finding, keyOf, parquetFilesIn, whyUnreadable } from './damage.ts'
import { type ChangeFile, walkChain } from './verify-chain.ts'

/** What is wrong, and what is worth a word. Whoever needs no old changes may remove them, from the oldest on: the history then begins later. */
export async function checkChanges(
  name: string,
  table: TableState,
  checking: Checking,
): Promise<{ findings: Finding[]; notes: string[] }> {
  const found = await parquetFilesIn(checking.store, `changes/${name}`)
  const files = found.flatMap(path => changeFileAt(name, path)).sort((a, b) => a.number - b.number)
  const counted = files.filter(({ number }) => number < table.nextChange)
  const strays = found.filter(path => !counted.some(file => file.path === path))
  const findings: Finding[] = strays.map(path => ({
    kind: 'stray',
    path,
    text: `${path} is not this lake's, but would be read as changes of ${name}: remove it`,
  }))
  findings.push(...gaps(name, counted, table.nextChange))
  const looks = new Map<string, Look>()
  const store = oneByOne(checking.store, async path => {
    if (!looks.has(path)) looks.set(path, await lookAt(path, name, keyOf(name, table), checking))
  })
  const { wrong, unknown } = await walkChain(table, counted, { ...checking, store })
  for (const { path } of counted) if (!looks.has(path)) await store.local(path).catch(() => null)
  const twins = twinsIn(counted, looks)
  for (const { path } of counted) {
    const text = looks.get(path)?.problem ?? twins.get(path) ?? wrong.get(path) ?? null
    if (text !== null) findings.push({ kind: 'changes', path, text })
  }
  const notes = unknown.map(
    path =>
      `nothing tells whether ${path} is as it was written, for the file of changes after it is lost or altered`,
  )
  return { findings, notes }
}

/** The number of a file, if it lies where a file of changes with its number does. */
export function changeFileAt(name: string, path: string): ChangeFile[] {
  const [, date, number] = /\/date=(\d{4}-\d\d-\d\d)\/(\d{6,})\.parquet$/.exec(path) ?? []
  if (date === undefined || number === undefined) return []
  return path === changesFile(name, date, Number(number)) ? [{ path, number: Number(number) }] : []
}

/** The last number has to be there, and each one from the first that is; each stands once. */
function gaps(name: string, files: readonly ChangeFile[], next: number): Finding[] {
  const texts: string[] = []
  let expected = files[0]?.number ?? next - 1
  for (const { number, path } of files) {
    if (number < expected) texts.push(`${path} has a number that another file of changes has too`)
    if (number > expected) texts.push(missing(name, expected, number - 1))
    expected = Math.max(expected, number + 1)
  }
  if (expected >= 1 && expected < next) texts.push(missing(name, expected, next - 1))
  return texts.map(text => ({ kind: 'changes', path: null, text }))
}

const missing = (name: string, from: number, to: number): string =>
  from === to
    ? `changes/${name} lacks the number ${from}`
    : `changes/${name} lacks the numbers ${from} to ${to}`

/** The same files, of which only the last that was asked for is here; `look` is called for each while it is. */
function oneByOne(store: Store, look: (path: string) => Promise<void>): Store {
  let here: string | null = null
  const bring = async (path: string): Promise<void> => {
    if (here !== null && here !== path) await store.forget(here)
    here = path
    await look(path)
  }
  return {
    ...store,
    local: async path => {
      await bring(path)
      return store.local(path)
    },
    sha256: async path => {
      await bring(path)
      return store.sha256(path)
    },
  }
}

/** What a file says of itself. */
interface Look {
  readonly problem: string | null
  /** The same for files of the same rows; null: it cannot be told. */
  readonly digest: string | null
}

/** What is wrong with files that hold what an older one holds. */
function twinsIn(files: readonly ChangeFile[], looks: ReadonlyMap<string, Look>): Map<string, string> {
  const first = new Map<string, string>()
  const twins = new Map<string, string>()
  for (const { path } of files) {
    const digest = looks.get(path)?.digest ?? null
    if (digest === null) continue
    const twin = first.get(digest)
    if (twin !== undefined) twins.set(path, `${path} holds the same as ${twin}`)
    first.set(digest, path)
  }
  return twins
}

async function lookAt(
  path: string,
  name: string,
  key: readonly string[],
  { store, duckdb }: Checking,
): Promise<Look> {
  const wrong = (problem: string): Look => ({ problem, digest: null })
  try {
    const file = await store.local(path)
    const [said] = await duckdb.rows(tableOfFile(file))
    if (said?.name !== name) return wrong(`${path} is not a file of changes of ${name}`)
    const [content] = await duckdb.rows(changesIn(file))
    const [keys] = await duckdb.rows(distinctKeysIn([file], key))
    if (content?.strange !== 0 || keys?.rows !== keys?.keys)
      return wrong(`${path} was changed since it was written`)
    // Files from which all rows were forgotten are the same, and no copies.
    const digest = keys?.rows === 0 ? null : `${String(content.digest)} ${String(keys?.rows)}`
    return { problem: null, digest }
  } catch (error) {
    return wrong(`${path} cannot be read (${whyUnreadable(error)})`)
  }
}
