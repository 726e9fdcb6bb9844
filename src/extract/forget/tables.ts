// Forgets persons in one table: its files and its changes are written anew where they hold them. Nothing of the lake changes here.
import type { Sql } from '../../lake/duckdb.ts'
import type { NewFile } from '../../lake/new-file.ts'
import { dataFile } from '../../lake/paths.ts'
import { type Decided, decideRows, noteGone, rewriteFile } from '../../lake/rewrite.ts'
import { previousIn } from '../../lake/sql/checking.ts'
import type { Wanted } from '../../lake/sql/rewriting.ts'
import type { State, TableState } from '../../state/schema.ts'
import type { Store } from '../../store/store.ts'
import { tables as catalogue } from '../../streams/index.ts'
import { personColumns } from '../../streams/persons.ts'
import { namedBy } from '../change-chain.ts'
import { keyOf, parquetFilesIn } from '../damage.ts'
import { changeFileAt } from '../verify-changes.ts'
import { type Belonging, fateOf } from './erase.ts'
import type { Finder, Person } from './identifiers.ts'
import type { ForgottenFile, ForgottenTable } from './receipt.ts'
import { notePersons, type Sightings } from './recognise.ts'

/** What the forgetting of every table works with. */
export interface Forgetting {
  readonly store: Store
  readonly state: State
  readonly duckdb: Sql
  /** The folder of `_work` that it has for its own. */
  readonly work: string
  readonly finder: Finder
  readonly dryRun: boolean
  /** How many rows named a person. */
  readonly rows: Map<Person, number>
  /** What the rows know the persons as. */
  readonly sightings: Sightings
  /** Tables that others are made of, of whose rows that go the keys are noted in `goneRelation`. */
  readonly parents: ReadonlySet<string>
  /** A number for a new file. */
  readonly nextNumber: () => number
}

/** What is to be committed for a table. */
export interface ForgottenFiles {
  readonly told: ForgottenTable
  readonly files: readonly NewFile[]
  /** Days that hold no row any more. */
  readonly removals: readonly string[]
  readonly changes: readonly NewFile[]
}

/** The relation of the keys of rows of a table that go. */
export const goneRelation = (table: string): string => `"_gone_${table}"`

/** Null: it holds none of the persons. */
export async function forgetTable(
  forgetting: Forgetting,
  name: string,
  table: TableState,
): Promise<ForgottenFiles | null> {
  const data = await forgetData(forgetting, name, table)
  const changes = await forgetChanges(forgetting, name, table)
  const files = [...data.told, ...changes.told]
  if (files.length === 0) return null
  const isEmptyDay = ({ to, facts }: NewFile): boolean => facts.rows === 0 && to !== dataFile(name)
  return {
    files: data.made.filter(made => !isEmptyDay(made)),
    removals: data.made.filter(isEmptyDay).map(({ to }) => to),
    changes: changes.made,
    told: {
      table: name,
      rowsDeleted: data.gone,
      rowsRewritten: data.changed,
      changesDeleted: changes.gone,
      changesRewritten: changes.changed,
      files: files.map(file =>
        data.made.some(made => made.to === file.path && isEmptyDay(made)) ? { ...file, after: null } : file,
      ),
    },
  }
}

/** What a table's files, or its files of changes, come to. */
interface Part {
  gone: number
  changed: number
  readonly made: NewFile[]
  readonly told: ForgottenFile[]
}

const noPart = (): Part => ({ gone: 0, changed: 0, made: [], told: [] })

async function forgetData(forgetting: Forgetting, name: string, table: TableState): Promise<Part> {
  const part = noPart()
  const { stream } = catalogue.get(name) ?? {}
  const time = stream?.definition.kind === 'window' ? stream.definition.time : null
  for (const [file, { sha256 }] of Object.entries(table.files)) {
    const decided = await decide(forgetting, name, table, file, part)
    if (decided.gone + decided.changed > 0)
      await rewrite(forgetting, part, { file, decided, time, before: sha256, previous: null })
    await forgetting.store.forget(file)
  }
  return part
}

/** Each file's footer has the hash of the one before it: from the first that changes on, all are written anew. */
async function forgetChanges(forgetting: Forgetting, name: string, table: TableState): Promise<Part> {
  const { store, duckdb } = forgetting
  const part = noPart()
  const made = new Map<number, string>()
  const files = (await parquetFilesIn(store, `changes/${name}`))
    .flatMap(path => changeFileAt(name, path))
    .sort((a, b) => a.number - b.number)
  for (const { path: file, number } of files) {
    const decided = await decide(forgetting, name, table, file, part)
    const [footer] = await duckdb.rows(previousIn(await store.local(file)))
    const before = namedBy(String(footer?.previous ?? ''))?.number ?? null
    const hash = before === null ? undefined : made.get(before)
    if (decided.gone + decided.changed > 0 || hash !== undefined) {
      const previous = hash === undefined ? null : `${before} ${hash}`
      const sha256 = await store.sha256(file)
      made.set(
        number,
        await rewrite(forgetting, part, { file, decided, time: null, before: sha256, previous }),
      )
    }
    await store.forget(file)
  }
  return part
}

/** Goes through the rows of one file, and counts them. */
async function decide(
  forgetting: Forgetting,
  name: string,
  table: TableState,
  file: string,
  part: Part,
): Promise<Decided> {
  const { finder, rows, sightings, parents } = forgetting
  const belonging: Belonging = { ...personColumns[name], key: keyOf(name, table) }
  const wanted: Wanted = { patterns: finder.patterns, parent: parentOf(name, parents) }
  const decided = await decideRows(forgetting, file, wanted, (row, orphan) => {
    const fate = fateOf(row, belonging, finder, orphan)
    if (fate.kind === 'same') return undefined
    notePersons(sightings, name, belonging.key, row, finder)
    for (const person of fate.persons) rows.set(person, (rows.get(person) ?? 0) + 1)
    return fate.row
  })
  part.gone += decided.gone
  part.changed += decided.changed
  const [key] = belonging.key
  if (decided.gone > 0 && key !== undefined && parents.has(name))
    await noteGone(forgetting, file, decided, key, goneRelation(name))
  return decided
}

/** The table whose rows' parts this one's rows are, if rows of it may go. */
function parentOf(name: string, parents: ReadonlySet<string>): Wanted['parent'] {
  const definition = catalogue.get(name)?.definition
  if (definition?.rows !== 'unnested' || typeof definition.from !== 'string') return null
  if (!parents.has(definition.from)) return null
  return { column: definition.parentColumn, gone: goneRelation(definition.from) }
}

interface Rewrite {
  readonly file: string
  readonly decided: Decided
  readonly time: string | null
  readonly before: string
  readonly previous: string | null
}

/** Writes a file anew and makes it durable; returns its hash, or in a dry run what it has now. */
async function rewrite(forgetting: Forgetting, part: Part, { before, ...request }: Rewrite): Promise<string> {
  const { store, dryRun, nextNumber } = forgetting
  if (dryRun) {
    part.told.push({ path: request.file, before, after: null })
    return before
  }
  const made = await rewriteFile(forgetting, { ...request, number: nextNumber() })
  await store.sync(made.from)
  if (store.claims !== null) await store.forget(made.from)
  part.made.push(made)
  part.told.push({ path: request.file, before, after: made.facts.sha256 })
  return made.facts.sha256
}
