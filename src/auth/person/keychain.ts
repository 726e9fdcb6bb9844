// Sign-ins in the operating system's keychain, cut into parts, since Windows takes no more than 2,560 bytes for an entry.
// https://learn.microsoft.com/windows/win32/api/wincred/ns-wincred-credentialw
import { createHash } from 'node:crypto'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { SignInError } from '../../graph/sign-in-error.ts'
import { withLock } from './lock-file.ts'
import { parseSignIns, type SignIn, type SignInStore, serialiseSignIns } from './sign-ins.ts'

/** The entries of this program, by name. Each throws when the keychain refuses, or does not answer in time. */
export interface KeychainEntries {
  get(name: string): Promise<string | null>
  set(name: string, text: string): Promise<void>
  remove(name: string): Promise<void>
}

/** Two bytes each there, so a part stays below the limit. */
const LONGEST_PART = 1200
const HEAD = 'sign-ins'
/** The heads of parts that a writer who is killed leaves behind. */
const UNSETTLED = 'sign-ins unsettled'
/** As many as fit an entry. */
const MOST_UNSETTLED = 8
const TRIAL = 'trial'

/** Says which parts are in force. */
const Head = z.object({ version: z.literal(1), parts: z.int().min(1).max(999), sha256: z.hash('sha256') })
type Head = z.infer<typeof Head>

const lockOfPerson = (): string => join(homedir(), '.entra-extract-keychain.lock')

/** The store, whose writers wait for each other at the file `lock`; or why there is no keychain to use, as a sentence without its full stop. */
export async function openKeychain(
  entries: KeychainEntries,
  lock: string = lockOfPerson(),
): Promise<SignInStore | string> {
  try {
    await entries.get(HEAD)
    return keychainStore(entries, lock)
  } catch (error) {
    return why(error)
  }
}

function keychainStore(entries: KeychainEntries, lock: string): SignInStore {
  return {
    place: 'the keychain',
    lasting: true,
    reason: null,
    load: say => refusing(() => signInsIn(entries, say)),
    tryOut: () =>
      refusing(async () => {
        await entries.set(TRIAL, 'trial')
        await entries.remove(TRIAL)
      }),
    update: (change, say) =>
      refusing(() =>
        withLock(lock, async () => {
          const signIns = change(await signInsIn(entries, say))
          await (signIns.length === 0 ? clear(entries) : writeText(entries, serialiseSignIns(signIns)))
          return signIns
        }),
      ),
  }
}

async function signInsIn(
  entries: KeychainEntries,
  say: (sentence: string) => void,
): Promise<readonly SignIn[]> {
  // A writer in between takes away the parts of the head that was just read: that is worth one more look.
  const text = (await readText(entries)) ?? (await readText(entries))
  const signIns = text === null ? null : text === '' ? [] : parseSignIns(text)
  if (signIns !== null) return signIns
  say(
    'What the keychain holds for entra-extract is incomplete or not its own, so nobody counts as signed in; run `entra-extract auth login` to replace it.',
  )
  return []
}

const partName = ({ sha256 }: Pick<Head, 'sha256'>, index: number): string =>
  `${HEAD} ${sha256.slice(0, 12)} ${index + 1}`

const namesOf = (head: Head): string[] =>
  Array.from({ length: head.parts }, (_, index) => partName(head, index))

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Empty when nothing is kept; null for what is torn or foreign. */
async function readText(entries: KeychainEntries): Promise<string | null> {
  const text = await entries.get(HEAD)
  if (text === null) return ''
  const head = parseHead(text)
  if (head === null) return null
  let whole = ''
  for (const name of namesOf(head)) whole += (await entries.get(name)) ?? ''
  return hashOf(whole) === head.sha256 ? whole : null
}

function parse<T>(schema: z.ZodType<T>, text: string | null): T | null {
  try {
    return schema.safeParse(JSON.parse(text ?? '')).data ?? null
  } catch {
    return null
  }
}

const parseHead = (text: string | null): Head | null => parse(Head, text)

/** The heads whose parts may be there: the one in force, and those that writers did not get done with. */
async function headsIn(entries: KeychainEntries): Promise<readonly Head[]> {
  const inForce = parseHead(await entries.get(HEAD))
  const unsettled = parse(z.array(Head), await entries.get(UNSETTLED)) ?? []
  return inForce === null ? unsettled : [inForce, ...unsettled]
}

/** Until the head is written the old parts are in force, and they keep their names: new ones have others. */
async function writeText(entries: KeychainEntries, text: string): Promise<void> {
  const sha256 = hashOf(text)
  const parts = Math.ceil(text.length / LONGEST_PART)
  const head: Head = { version: 1, parts, sha256 }
  const before = (await headsIn(entries)).filter(each => each.sha256 !== sha256).slice(0, MOST_UNSETTLED - 1)
  await entries.set(UNSETTLED, JSON.stringify([head, ...before]))
  for (const [index, name] of namesOf(head).entries()) {
    await entries.set(name, text.slice(index * LONGEST_PART, (index + 1) * LONGEST_PART))
  }
  await entries.set(HEAD, JSON.stringify(head))
  await removeAll(entries, [...before.flatMap(namesOf), UNSETTLED])
}

/** The heads go last, so that parts which are left on the way are found again. */
async function clear(entries: KeychainEntries): Promise<void> {
  const heads = await headsIn(entries)
  await removeAll(entries, [...heads.flatMap(namesOf), HEAD, UNSETTLED])
}

async function removeAll(entries: KeychainEntries, names: readonly string[]): Promise<void> {
  for (const name of names) await entries.remove(name)
}

async function refusing<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (cause) {
    if (cause instanceof SignInError) throw cause
    throw new SignInError(
      `The keychain cannot be used: ${why(cause)}; unlock it, or keep sign-ins in a file with --cache-file.`,
      { failure: 'missing', cause },
    )
  }
}

const why = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/\s+/g, ' ').replace(/\.$/, '')
