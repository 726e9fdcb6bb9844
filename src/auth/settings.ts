// What signing in needs to know, and what it needs of the world around it.
import type { HttpSend } from '../graph/http.ts'
import { WAYS } from '../graph/token-source.ts'
import type { Cloud } from '../streams/define.ts'
import type { SignInStore } from './person/sign-ins.ts'
import type { RunProgram } from './programs.ts'

/** Microsoft's own application for persons at a command line, known to every tenant of every cloud but China's. */
export const GRAPH_COMMAND_LINE_TOOLS = '14d82eec-204b-4c2f-b7e8-296a70dab67e'

/** Ways that can be asked for by name; `browser` and `device-code` sign a person in for this command alone. */
export const CHOICES = [...WAYS, 'browser', 'device-code'] as const
export type Choice = (typeof CHOICES)[number]

/** Where the identity provider of a workload gives its assertion. */
export type Federation =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'github'; readonly url: string; readonly token: string }
  | {
      readonly kind: 'azure-devops'
      readonly url: string
      readonly serviceConnectionId: string
      readonly token: string
    }

/** Texts are trimmed; null: not given. */
export interface SignInSettings {
  /** The only way to try; null: every way in its order, the first one given wins. */
  readonly choice: Choice | null
  readonly cloud: Cloud
  /** The host that signs in, as `parseAuthority` returns it. */
  readonly authority: string
  /** The root of Microsoft Graph that the token is for. */
  readonly graphUrl: string
  readonly tenantId: string | null
  readonly clientId: string | null
  readonly accessToken: string | null
  readonly clientSecret: string | null
  readonly certificatePath: string | null
  readonly certificatePassword: string | null
  readonly federation: Federation | null
  /** What is to be read, for a person who is asked to consent to it; none: the default set. */
  readonly tables: readonly string[]
  /** Where sign-ins of persons are kept instead of the keychain. */
  readonly cacheFile: string | null
  /** For what looks for itself what machine this is, and for programs that are started. */
  readonly env: Readonly<Record<string, string | undefined>>
}

export interface SignInDeps {
  /** To the sign-in service, through proxies, with patience. */
  readonly send: HttpSend
  /** To services of the machine itself and of the platform it runs on: never through a proxy. */
  readonly sendDirect: HttpSend
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Tells people a sentence that they have to read now. */
  readonly say: (sentence: string) => void
  /** Tells people what they may want to know, unless they want silence. */
  readonly mention: (sentence: string) => void
  readonly signal: AbortSignal
  /** Opens a browser at an address. Throws when there is none. */
  readonly openBrowser: (url: string) => Promise<void>
  readonly runProgram: RunProgram
  /** Where sign-ins of persons are kept; `file` instead of the keychain. */
  readonly openStore: (file: string | null) => Promise<SignInStore>
}
