// The connections to Google: kept alive, few, through the proxy and with the authorities that were asked for.
import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { createSecureContext } from 'node:tls'
import { HttpsProxyAgent } from 'https-proxy-agent'
import type { StoreWay } from './settings.ts'

const SOCKETS = 16

export interface Agents {
  agentFor(url: URL): HttpAgent
  close(): void
}

export function createAgents(way: StoreWay): Agents {
  const trust = way.ca === null ? {} : { secureContext: createSecureContext({ ca: [...way.ca] }) }
  const options = { keepAlive: true, maxSockets: SOCKETS, ...trust }
  const agents = new Map<string, HttpAgent>()
  const make = (protocol: string, proxy: string | null): HttpAgent => {
    if (proxy !== null) return throughProxy(proxy, options, trust)
    return protocol === 'https:' ? new HttpsAgent(options) : new HttpAgent(options)
  }
  return {
    agentFor: url => {
      const proxy = way.proxyFor(url)
      const name = `${url.protocol} ${proxy ?? ''}`
      const agent = agents.get(name) ?? make(url.protocol, proxy)
      agents.set(name, agent)
      return agent
    },
    close: () => {
      for (const agent of agents.values()) agent.destroy()
    },
  }
}

/** The agent keeps its options for the way to the proxy; what is trusted behind it has to be said again. */
function throughProxy(proxy: string, options: object, trust: object): HttpAgent {
  const agent = new HttpsProxyAgent(proxy, options)
  Object.assign(agent.options, trust)
  return agent
}
