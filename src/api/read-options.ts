// The options of the library, read and checked: what the command line has after parsing.
import { parseAuthority } from '../auth/clouds.ts'
import { CHOICES, type SignInSettings } from '../auth/settings.ts'
import { UsageError } from '../errors.ts'
import type { MaskRule } from '../extract/mask/rules.ts'
import type { OnRunEvent } from '../extract/report.ts'
import { parsePlace } from '../store/place.ts'
import { ALL_CLOUDS } from '../streams/define.ts'
import { type Connection, type GivenFile, resolveConnection, SHARED_VARIABLES } from './connection.ts'
import { signInSettings } from './credentials.ts'
import { COMPRESSIONS, DEFAULTS } from './defaults.ts'
import type { Environment, Message } from './extract-options.ts'
import { readCredentials, tokensOf, withCredentials } from './given-credentials.ts'
import { parseMask } from './mask-rules.ts'
import { PRESETS } from './masking.ts'
import {
  checkIds,
  parseClientId,
  parseEndpoint,
  parseGraphUrl,
  parseMemory,
  parseTenant,
  parseWord,
} from './parsers.ts'
import {
  callback,
  duration,
  flag,
  oneOf,
  or,
  percent,
  positiveDuration,
  type Read,
  type Reader,
  readAll,
  record,
  signal,
  since,
  text,
  word,
  wordList,
  wordLists,
} from './readers.ts'
import type { OpenTokens } from './run.ts'
import { variableName } from './variables.ts'
import { packageVersion } from './version.ts'
import type { World } from './world.ts'

const place: Reader<string> = text((path, name) => {
  parsePlace(path, name)
  return path
})
const file: Reader<GivenFile> = text((path, source) => ({ path, source }))
const environment: Reader<Environment> = (value, name) => {
  const given = record(value, name)
  const wrong = Object.entries(given).find(([, text]) => text !== undefined && typeof text !== 'string')
  if (wrong === undefined) return given as Environment
  throw new UsageError(`${name} is an object of texts, and its ${wrong[0]} is none.`)
}

/** What may come from the environment too, where it is not given. */
const reachReaders = {
  cloud: or(null, oneOf(ALL_CLOUDS)),
  tenant: or(null, text(parseTenant)),
  clientId: or(null, text(parseClientId)),
  auth: or(null, oneOf(CHOICES)),
  cacheFile: or(null, word),
  graphUrl: or(null, text(parseGraphUrl)),
  authority: or(null, text(parseAuthority)),
  caFile: or(null, file),
}

const connectionReaders = {
  ...reachReaders,
  credentials: or(null, readCredentials),
  environment: or({} as Environment, environment),
  onMessage: or((): void => {}, callback<(message: Message) => void>()),
}

const storeReaders = {
  storeEndpoint: or(null, text(parseEndpoint)),
  storePathStyle: flag,
  storeEncryption: or(null, text(parseWord)),
  storeKmsKey: or(null, text(parseWord)),
  storeUnconditional: flag,
  scratch: or(null, word),
}

const memory = or<string, string>(DEFAULTS.memory, text(parseMemory))

/** `location` is the lake; it stands before the options. */
export const lakeReaders = { ...connectionReaders, ...storeReaders, memory }

export const extractReaders = {
  out: or<string, string>(DEFAULTS.out, place),
  tables: wordList,
  exclude: wordList,
  full: flag,
  fullEvery: or(DEFAULTS.fullEvery, positiveDuration),
  since: or(DEFAULTS.since, since),
  lookback: or(DEFAULTS.lookback, duration),
  maxDuration: or(null, positiveDuration),
  columns: wordLists,
  compression: or('zstd' as const, oneOf(COMPRESSIONS)),
  noChanges: flag,
  share: or(DEFAULTS.share, percent),
  memory,
  timeout: or(null, positiveDuration),
  extensions: flag,
  derived: flag,
  prices: or(null, word),
  owner: ((value, name) => checkIds(wordList(value, name), name)) satisfies Reader<readonly string[]>,
  mask: ((value, name) => wordList(value, name).flatMap(rule => parseMask(rule, name))) satisfies Reader<
    readonly MaskRule[]
  >,
  pii: or(null, oneOf(PRESETS)),
  maskKeyFile: or(null, file),
  ...storeReaders,
  ...connectionReaders,
  signal: or(null, signal),
  onEvent: or((): void => {}, callback<OnRunEvent>()),
}

export type LakeValues = Read<typeof lakeReaders>
export type ExtractValues = Read<typeof extractReaders>
type ConnectionReading = Read<typeof connectionReaders>

/** Throws a `UsageError` for an option that is none, and for a value that is none. */
export const readExtractOptions = (options: unknown): ExtractValues =>
  readAll(extractReaders, options, 'extract')

/** As `readExtractOptions`. */
export const readLakeOptions = (options: unknown): LakeValues => readAll(lakeReaders, options, 'openLake')

export const readPlace = (location: unknown): string => place(location, 'the place of a lake')

export const worldFor = ({ environment, onMessage }: ConnectionReading): World => ({
  env: environment,
  version: packageVersion(),
  say: text => onMessage({ text, urgent: true }),
  mention: text => onMessage({ text, urgent: false }),
})

export interface Reach {
  readonly connection: Connection
  readonly signIn: SignInSettings
  readonly openTokens: OpenTokens
}

/** Who signs in where. `tables`: what is to be read. Throws a `UsageError`. */
export async function reachOf(values: ConnectionReading, tables: readonly string[]): Promise<Reach> {
  const { credentials, environment } = values
  if (credentials !== null && values.auth !== null)
    throw new UsageError('Give credentials or auth: auth chooses among those of the environment.')
  const own = fromEnvironment(values, environment)
  const asked = {
    ...own,
    cloud: own.cloud ?? 'global',
    auth: credentials === null ? own.auth : null,
  } as const
  const connection = await resolveConnection(asked, environment)
  const found = signInSettings(environment, connection, tables)
  const signIn = credentials === null ? found : withCredentials(found, credentials)
  return { connection, signIn, openTokens: tokensOf(signIn, credentials) }
}

type ReachValues = Read<typeof reachReaders>

/** What is given, and else what its variables say: our own one before those of other programs. */
function fromEnvironment(values: ReachValues, env: Environment): ReachValues {
  const found = Object.entries(reachReaders).map(([key, read]) => {
    const given = values[key as keyof ReachValues]
    const variable = variablesOf(key).find(name => (env[name]?.trim() ?? '') !== '')
    return [key, given !== null || variable === undefined ? given : read(env[variable]?.trim(), variable)]
  })
  return Object.fromEntries(found) as ReachValues
}

const shared: Readonly<Record<string, readonly string[]>> = SHARED_VARIABLES

/** The variables of an option, the first one that is set wins. */
export const variablesOf = (key: string): readonly string[] => [variableName(key), ...(shared[key] ?? [])]
