// The steps that `doctor` walks, in their order. Later ones use what earlier ones found.
import { chooseTokenSource } from '../../auth/choose.ts'
import { UsageError } from '../../errors.ts'
import type { Lake } from '../../extract/lake.ts'
import { decodeToken } from '../../graph/claims.ts'
import type { TokenClaims } from '../../graph/token-source.ts'
import { createHttpSend } from '../../graph/undici-http.ts'
import type { Connection } from '../connection.ts'
import type { Context } from '../context.ts'
import { signInSettings } from '../credentials.ts'
import { openNetworks, signInDeps } from '../sign-in.ts'
import { type StoreValues, useLake } from '../store.ts'
import { DEFAULT_TIMEOUTS } from '../timeouts.ts'
import { lookAtLock, lookAtState, tryToWrite } from './lake.ts'
import { compareClocks, lookAtTls, lookUpNames, reachProxies } from './network.ts'
import { askGraph, comparePermissions, describeToken } from './rights.ts'
import type { Found, Step } from './walk.ts'

export interface Setting {
  readonly out: string
  readonly store: StoreValues
  readonly connection: Connection
}

/** `read` reads the configuration; it is asked once, and throws what is wrong with it. */
export function stepsOf(
  read: () => Promise<Setting>,
  context: Context,
  signal: AbortSignal,
): { readonly steps: readonly Step[]; readonly close: () => Promise<void> } {
  const setting = once(read)
  const networks = once(async () => openNetworks(DEFAULT_TIMEOUTS, (await setting()).connection.way))
  const tokens = once(async () => {
    const settings = signInSettings(context.env, signsNobodyIn((await setting()).connection))
    return chooseTokenSource(settings, signInDeps(await networks(), context, signal))
  })
  let who: TokenClaims | null = null
  const step = (name: string, needs: readonly string[], walk: (set: Setting) => Promise<Found>): Step => ({
    name,
    needs,
    walk: async () => walk(await setting()),
  })
  const onLake = ({ out, store, connection }: Setting, look: (lake: Lake) => Promise<Found>) =>
    useLake(out, store, async () => connection, context, look)
  const steps = [
    step('configuration', [], async () => ({ detail: configurationWords(context) })),
    step('names', ['configuration'], ({ connection }) => lookUpNames(connection)),
    step('proxy', ['names'], ({ connection }) => reachProxies(connection)),
    step('tls', ['proxy'], ({ connection }) => lookAtTls(connection, signal)),
    step('clock', ['tls'], async ({ connection }) =>
      compareClocks(connection, createHttpSend((await networks()).network, signal)),
    ),
    step('token', ['configuration'], async () => {
      const source = await tokens()
      const token = await source.get()
      who = decodeToken(token.token).claims
      return describeToken(source, token)
    }),
    step('permissions', ['token'], async ({ connection }) =>
      comparePermissions(who, context.config.tables, connection),
    ),
    step('graph', ['tls', 'token'], async ({ connection }) => {
      const { network } = await networks()
      return askGraph(connection.graphUrl, { tokens: await tokens(), network, signal }, context.version)
    }),
    step('output', ['configuration'], set => onLake(set, lake => tryToWrite(lake, set.out))),
    step('state', ['configuration'], set =>
      onLake(set, lake => lookAtState(lake, set.connection.cloud, who?.tenantId ?? null)),
    ),
    step('lock', ['configuration'], set => onLake(set, lookAtLock)),
  ]
  const close = async () => {
    await (await networks().catch(() => null))?.close()
  }
  return { steps, close }
}

/** What a run meets in this order; it comes upon everything else once it reads. */
const BEFORE_READING = ['configuration', 'token', 'output', 'state', 'lock']

/** Of what steps threw, what a run would end with. */
export function firstInRun(errors: ReadonlyMap<string, unknown>): unknown {
  const [first] = [...BEFORE_READING, ...errors.keys()].filter(step => errors.has(step))
  return first === undefined ? null : errors.get(first)
}

/** Throws a `UsageError` for the ways that would ask a person to sign in for this command. */
function signsNobodyIn(connection: Connection): Connection {
  const { auth } = connection
  if (auth !== 'browser' && auth !== 'device-code') return connection
  throw new UsageError(
    `doctor signs nobody in; run \`entra-extract auth login\` first, and give --auth person in place of --auth ${auth}.`,
  )
}

/** The same promise for everybody who asks. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null
  return () => {
    made ??= make()
    return made
  }
}

function configurationWords({ config, version }: Context): string {
  const keys = [...Object.keys(config.values), ...(config.tables.length > 0 ? ['tables'] : [])]
  const found =
    config.path === null
      ? 'no config file, so options and environment alone'
      : `${config.path} with ${keys.length === 0 ? 'nothing in it' : keys.join(', ')}`
  return `${found}; entra-extract ${version} on Node ${process.versions.node}.`
}
