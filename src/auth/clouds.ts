// Where each cloud signs in and serves Graph, and which addresses may be used in their place.
// https://learn.microsoft.com/graph/deployments
// https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud
import { UsageError } from '../errors.ts'
import type { Cloud } from '../streams/define.ts'

export interface CloudEndpoints {
  readonly graph: string
  readonly authority: string
}

export const cloudEndpoints: Readonly<Record<Cloud, CloudEndpoints>> = {
  global: { graph: 'https://graph.microsoft.com', authority: 'https://login.microsoftonline.com' },
  usgov: { graph: 'https://graph.microsoft.us', authority: 'https://login.microsoftonline.us' },
  'usgov-dod': { graph: 'https://dod-graph.microsoft.us', authority: 'https://login.microsoftonline.us' },
  china: {
    graph: 'https://microsoftgraph.chinacloudapi.cn',
    authority: 'https://login.partner.microsoftonline.cn',
  },
}

/** Whether a URL's host name (`[::1]` with brackets) is this machine itself. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname)
}

/**
 * A service's root without a trailing slash: https, or plain http for loopback hosts. `source` names the option or
 * variable in the error. Throws a `UsageError`.
 */
export function parseRoot(text: string, source: string): string {
  if (!URL.canParse(text)) {
    throw new UsageError(`${source} is not a URL: '${text}'; give one such as https://graph.microsoft.com.`)
  }
  const url = new URL(text)
  const plain = url.protocol === 'http:' && isLoopback(url.hostname)
  if (url.protocol !== 'https:' && !plain) {
    throw new UsageError(`${source} has to begin with https:// (plain http is for loopback hosts only).`)
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new UsageError(`${source} is only a root: it takes no user, query or fragment.`)
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`
}

/** As `parseRoot`, for the host that signs in: no path, and `https://` may be left out. */
export function parseAuthority(text: string, source: string): string {
  const root = parseRoot(text.includes('://') ? text : `https://${text}`, source)
  if (root !== new URL(root).origin) {
    throw new UsageError(`${source} is the host that signs in, without a path: ${new URL(root).origin}.`)
  }
  return root
}
