// What signing in is given, and a world around it in which nothing happens by itself.
import { cloudEndpoints } from '../../src/auth/clouds.ts'
import type { SignInDeps, SignInSettings } from '../../src/auth/settings.ts'

/** Nothing is given. */
export function signInSettings(some: Partial<SignInSettings> = {}): SignInSettings {
  return {
    choice: null,
    cloud: 'global',
    authority: cloudEndpoints.global.authority,
    graphUrl: cloudEndpoints.global.graph,
    tenantId: null,
    clientId: null,
    accessToken: null,
    clientSecret: null,
    certificatePath: null,
    certificatePassword: null,
    federation: null,
    tables: [],
    cacheFile: null,
    env: {},
    ...some,
  }
}

const unwanted = (what: string) => () => Promise.reject(new Error(`${what} in a test that wants none`))

/** No network, no browser, no programs, nobody signed in. */
export function signInDeps(some: Partial<SignInDeps> = {}): SignInDeps {
  return {
    send: unwanted('a request'),
    sendDirect: unwanted('a request to the machine'),
    now: Date.now,
    say: () => {},
    mention: () => {},
    signal: new AbortController().signal,
    openBrowser: unwanted('a browser'),
    runProgram: async () => null,
    openStore: async () => ({
      place: 'memory',
      lasting: false,
      reason: 'no place to keep it',
      load: async () => [],
      tryOut: async () => {},
      update: async change => change([]),
    }),
    ...some,
  }
}
