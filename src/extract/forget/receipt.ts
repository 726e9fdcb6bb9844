// What a forgetting did, and what it could not do. Nothing in it names the person.
import { createHash } from 'node:crypto'

export interface ForgottenFile {
  readonly path: string
  /** SHA-256 of the file as it was. */
  readonly before: string
  /** SHA-256 of the new file; null: there is none, for no row is left in it, or for this was a dry run. */
  readonly after: string | null
}

export interface ForgottenTable {
  readonly table: string
  readonly rowsDeleted: number
  readonly rowsRewritten: number
  readonly changesDeleted: number
  readonly changesRewritten: number
  readonly files: readonly ForgottenFile[]
}

export interface ForgottenPerson {
  /** Not in the file of the receipt. */
  readonly id?: string
  /** SHA-256 of the id in lower case. */
  readonly idSha256: string
  /** Rows, of tables and changes, that named the person. */
  readonly rows: number
  /** Whether `users` had a row of the person: the tenant still has the account, as far as the lake knows. */
  readonly inTenant: boolean
}

export interface Receipt {
  readonly kind: 'forget'
  readonly at: string
  readonly version: string
  readonly tenantId: string
  readonly dryRun: boolean
  /** Path of the receipt in the lake; null: a dry run. */
  readonly receipt: string | null
  readonly persons: readonly ForgottenPerson[]
  readonly tables: readonly ForgottenTable[]
  /** Interrupted streams that had read something of the person, and begin anew. */
  readonly streamsBegunAnew: readonly string[]
  /** Reports of runs that quoted the person, and were rewritten. */
  readonly reportsRewritten: readonly string[]
  /** One sentence each. */
  readonly notes: readonly string[]
  /** What this command cannot reach. One sentence each. */
  readonly outOfReach: readonly string[]
}

export const idDigest = (id: string): string => createHash('sha256').update(id).digest('hex')

/** As it is kept in the lake. */
export const keptReceipt = ({ persons, ...rest }: Receipt): string =>
  `${JSON.stringify({ ...rest, persons: persons.map(({ id, ...person }) => person) }, null, 2)}\n`

/** What every receipt ends with; `aside`: files that a repair took out of the lake. */
export const outOfReach = (isBucket: boolean, aside: number): string[] => [
  'Microsoft Entra itself: what the tenant still holds of a person comes back when it is read again.',
  'Backups and other copies of this lake, and what was loaded from it into a database or a warehouse.',
  ...(isBucket ? ['Earlier versions of objects, where the bucket keeps them.'] : []),
  ...(aside > 0
    ? [`${aside} files under _aside/, which verify --repair took out of the lake: remove them.`]
    : []),
]

export function notesOn(
  persons: readonly ForgottenPerson[],
  taken: number,
  events: boolean,
  streams: readonly string[],
  isMasked: boolean,
): string[] {
  const absent = persons.filter(({ rows }) => rows === 0).length
  const present = persons.filter(({ inTenant }) => inTenant).length
  return [
    ...(absent > 0 ? [`${absent} of ${persons.length} ids are nowhere in the lake.`] : []),
    ...(absent > 0 && isMasked
      ? [
          'Tables of this lake are masked: an id that was hashed is found with the key that hashed it (--mask-key-file), or as the hash.',
        ]
      : []),
    ...(present > 0
      ? [
          `${present} of ${persons.length} persons are in the tenant, as far as the lake knows: delete them there first, or the next whole reading brings them back.`,
        ]
      : []),
    ...(events
      ? [
          'Events that Graph still keeps come back where a run reads their time again (--lookback, --full, reset).',
        ]
      : []),
    ...(taken > 0
      ? [
          `${taken} of their names belong to other users now: they were removed only where a row names the person by something else too.`,
        ]
      : []),
    ...(streams.length > 0
      ? [`Interrupted streams had read something of them and begin anew: ${streams.join(', ')}.`]
      : []),
  ]
}
