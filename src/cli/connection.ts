// The options that say which Microsoft cloud, and where it is.
import { cloudEndpoints, parseAuthority, parseRoot } from '../auth/clouds.ts'
import { ALL_CLOUDS, type Cloud } from '../streams/define.ts'
import type { Env } from './io.ts'
import { choice, flag, type OptionSpec, type OptionValues } from './options.ts'

const address = (
  help: string,
  parse: (text: string, source: string) => string,
): OptionSpec<string | null> => ({
  placeholder: '<url>',
  help,
  parse,
  fallback: null,
})

/** Options of every command. */
export const globalOptions = {
  cloud: choice('the Microsoft cloud', ALL_CLOUDS, 'global'),
  graphUrl: address('root of Microsoft Graph, if not the one of the cloud', parseRoot),
  authority: address('host that signs in, if not the one of the cloud', parseAuthority),
  verbose: flag('say more on stderr, and show where an unexpected error comes from'),
}

export interface Connection {
  readonly cloud: Cloud
  readonly graphUrl: string
  readonly authority: string
}

/** AZURE_AUTHORITY_HOST comes after the option and its variable. Throws a `UsageError`. */
export function resolveConnection(options: OptionValues<typeof globalOptions>, env: Env): Connection {
  const { cloud } = options
  const host = env.AZURE_AUTHORITY_HOST?.trim() ?? ''
  return {
    cloud,
    graphUrl: options.graphUrl ?? cloudEndpoints[cloud].graph,
    authority:
      options.authority ??
      (host === '' ? cloudEndpoints[cloud].authority : parseAuthority(host, 'AZURE_AUTHORITY_HOST')),
  }
}
