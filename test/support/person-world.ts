// What signing in as a person needs around it: a sandbox's sign-in service, a store, and a browser that is a plain HTTP client.

import type { SignIn, SignInStore } from '../../src/auth/person/sign-ins.ts'
import type { SignInDeps, SignInSettings } from '../../src/auth/settings.ts'
import { SignInError } from '../../src/graph/sign-in-error.ts'
import { createHttpSend, createNetwork } from '../../src/graph/undici-http.ts'
import type { Sandbox } from '../../src/sandbox/index.ts'
import { signInSettings } from './sign-in.ts'

export const network = createNetwork({ connectMs: 5000, headersMs: 5000, bodyIdleMs: 5000 })

export function settingsFor(sandbox: Sandbox, some: Partial<SignInSettings> = {}): SignInSettings {
  const { authority, url: graphUrl, clientId } = sandbox
  return signInSettings({ authority, graphUrl, clientId, ...some })
}

export interface World extends SignInDeps {
  readonly said: string[]
  readonly opened: string[]
}

export function worldOf(some: Partial<SignInDeps> = {}): World {
  const said: string[] = []
  const opened: string[] = []
  const send = createHttpSend(network)
  const { openBrowser = browse } = some
  return {
    send,
    sendDirect: send,
    now: Date.now,
    say: sentence => said.push(sentence),
    mention: sentence => said.push(sentence),
    signal: new AbortController().signal,
    runProgram: async () => null,
    openStore: async () => keepingStore(),
    ...some,
    openBrowser: url => {
      opened.push(url)
      return openBrowser(url)
    },
    said,
    opened,
  }
}

/** A store that lasts as long as the test, with every content that it was given. */
export function keepingStore(
  first: readonly SignIn[] = [],
): SignInStore & { readonly saved: (readonly SignIn[])[] } {
  const saved: (readonly SignIn[])[] = []
  return {
    place: 'the test',
    lasting: true,
    reason: null,
    load: async () => saved.at(-1) ?? first,
    tryOut: async () => {},
    update: async change => {
      const signIns = change(saved.at(-1) ?? first)
      saved.push(signIns)
      return signIns
    },
    saved,
  }
}

/** Puts these in the place of what is kept. */
export const fill = (store: SignInStore, signIns: readonly SignIn[]): Promise<readonly SignIn[]> =>
  store.update(
    () => signIns,
    () => {},
  )

export interface Form {
  readonly action: string
  readonly values: URLSearchParams
}

/** The form that the sign-in page sends back to the loopback. */
export async function formAt(url: string): Promise<Form> {
  const page = await (await fetch(url, { redirect: 'manual' })).text()
  const plain = (text: string | undefined): string =>
    (text ?? '')
      .replaceAll('&quot;', '"')
      .replaceAll('&#39;', "'")
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&')
  const action = plain(/<form[^>]*action="([^"]*)"/.exec(page)?.[1])
  const values = new URLSearchParams()
  for (const [, name, value] of page.matchAll(/<input[^>]*name="([^"]*)"[^>]*value="([^"]*)"/g)) {
    values.append(plain(name), plain(value))
  }
  return { action, values }
}

export async function post({ action, values }: Form): Promise<{ status: number; text: string }> {
  const response = await fetch(action, { method: 'POST', body: values })
  return { status: response.status, text: await response.text() }
}

/** Signs in as the page wants it. */
export async function browse(url: string): Promise<void> {
  await post(await formAt(url))
}

export async function refusalOf(promise: Promise<unknown>): Promise<SignInError> {
  const reason: unknown = await promise.then(
    () => new Error('nothing was refused'),
    (error: unknown) => error,
  )
  if (reason instanceof SignInError) return reason
  throw reason
}

export const signInOf = (some: Partial<SignIn> = {}): SignIn => ({
  authority: 'https://login.microsoftonline.com',
  tenantId: '8c0a4ff0-7f0d-4d0e-9d57-0f1f5d6d7a01',
  clientId: '14d82eec-204b-4c2f-b7e8-296a70dab67e',
  username: 'ada@contoso.example',
  how: 'browser',
  signedInAt: '2026-11-20T10:00:00.000Z',
  cache: '{"Account":{},"RefreshToken":{},"AppMetadata":{}}',
  ...some,
})
