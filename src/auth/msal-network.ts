// MSAL's network on our own HTTP client. MSAL keeps little of a failed request, so the last problem is kept here.
import type { INetworkModule, NetworkRequestOptions, NetworkResponse } from '@azure/msal-node'
import type { HttpRequest, HttpResponse, HttpSend } from '../graph/http.ts'
import { cloudEndpoints } from './clouds.ts'

/** What went wrong with a request: no answer, or an answer that is a refusal or no JSON. */
export type NetworkProblem =
  | { readonly kind: 'unreachable'; readonly origin: string; readonly cause: unknown }
  | { readonly kind: 'foreign'; readonly origin: string }
  | { readonly kind: 'answer'; readonly origin: string; readonly status: number; readonly body: unknown }

export interface MsalNetwork extends INetworkModule {
  /** The problem of the last request; null when it went well or nothing was sent. */
  problem(): NetworkProblem | null
}

/**
 * `authority` is the origin that signs in. Requests go there and to Microsoft's own sign-in hosts, nowhere else, since
 * they carry a credential. MSAL insists on https: a plain http authority (loopback only, `parseAuthority` sees to that)
 * is https to MSAL and http on the wire.
 */
export function createMsalNetwork(send: HttpSend, authority: string): MsalNetwork {
  const secure = secureOrigin(authority)
  const allowed = new Set([secure, ...Object.values(cloudEndpoints).map(cloud => cloud.authority)])
  let problem: NetworkProblem | null = null

  async function exchange<T>(request: HttpRequest): Promise<NetworkResponse<T>> {
    const { origin } = new URL(request.url)
    problem = null
    if (!allowed.has(origin)) {
      problem = { kind: 'foreign', origin }
      throw new Error(`${origin} is not the sign-in service`)
    }
    let response: HttpResponse
    try {
      response = await send({ ...request, url: swapOrigin(request.url, secure, authority) })
    } catch (cause) {
      problem = { kind: 'unreachable', origin: authority, cause }
      throw cause
    }
    const body = parseJson(response.body.replaceAll(authority, secure))
    if (response.status >= 400 || body === undefined) {
      problem = { kind: 'answer', origin: authority, status: response.status, body }
    }
    if (body === undefined) throw new Error(`the answer is no JSON object (status ${response.status})`)
    // MSAL declares what it expects of the body and checks the parts it uses.
    return { headers: { ...response.headers }, status: response.status, body: body as T }
  }

  return {
    problem: () => problem,
    sendGetRequestAsync: <T>(url: string, options?: NetworkRequestOptions) =>
      exchange<T>({ method: 'GET', url, headers: options?.headers ?? {} }),
    sendPostRequestAsync: <T>(url: string, options?: NetworkRequestOptions) =>
      exchange<T>({ method: 'POST', url, headers: options?.headers ?? {}, body: options?.body ?? '' }),
  }
}

/** The https form of an origin. */
export function secureOrigin(origin: string): string {
  return origin.replace(/^http:/, 'https:')
}

function swapOrigin(url: string, from: string, to: string): string {
  return new URL(url).origin === from ? to + url.slice(from.length) : url
}

function parseJson(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}
