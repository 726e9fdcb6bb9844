// The network, and the world around signing in.
import { patientSend } from '../auth/patient-send.ts'
import { runProgram } from '../auth/programs.ts'
import type { SignInDeps } from '../auth/settings.ts'
import { systemClock } from '../graph/clock.ts'
import { noProxies } from '../graph/proxies.ts'
import {
  createHttpSend,
  createNetwork,
  type Network,
  type NetworkTimeouts,
  type NetworkWay,
} from '../graph/undici-http.ts'
import type { World } from './world.ts'

export interface Networks {
  readonly network: Network
  /** The same without proxies, for services of this machine. */
  readonly direct: Network
  close(): Promise<void>
}

export function openNetworks(timeouts: NetworkTimeouts, way: NetworkWay): Networks {
  const network = createNetwork(timeouts, way)
  const direct = createNetwork(timeouts, { ...way, proxies: noProxies })
  const close = async () => {
    await Promise.all([network.close(), direct.close()])
  }
  return { network, direct, close }
}

export function signInDeps(
  { network, direct }: Pick<Networks, 'network' | 'direct'>,
  { env, say, mention }: Pick<World, 'env' | 'say' | 'mention'>,
  signal: AbortSignal,
): SignInDeps {
  return {
    send: patientSend(createHttpSend(network, signal), systemClock, signal),
    sendDirect: createHttpSend(direct, signal),
    now: Date.now,
    say,
    mention,
    signal,
    openBrowser: async url => (await import('../auth/person/browser.ts')).openBrowser(url, env),
    runProgram,
    openStore: async file => (await import('../auth/person/store.ts')).openStore(file),
  }
}
