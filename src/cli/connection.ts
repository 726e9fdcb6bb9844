// The options of every command: which Microsoft cloud, where it is, the way there, and who signs in.
import { type GivenFile, SHARED_VARIABLES } from '../api/connection.ts'
import { parseClientId, parseGraphUrl, parseTenant } from '../api/parsers.ts'
import { parseAuthority } from '../auth/clouds.ts'
import { CHOICES, type Choice } from '../auth/settings.ts'
import { ALL_CLOUDS } from '../streams/define.ts'
import { choice, flag, type OptionSpec, value } from './options.ts'

export { type Connection, type GivenFile, resolveConnection } from '../api/connection.ts'

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
  tenant: value<string | null>({
    placeholder: '<id|domain>',
    help: 'the tenant to sign in to',
    parse: parseTenant,
    fallback: null,
    variables: SHARED_VARIABLES.tenant,
  }),
  clientId: value<string | null>({
    placeholder: '<id>',
    help: 'the application to sign in with',
    parse: parseClientId,
    fallback: null,
    variables: SHARED_VARIABLES.clientId,
  }),
  auth: value<Choice | null>({
    placeholder: '<way>',
    help: `the only way of signing in to try: ${CHOICES.join(', ')}`,
    parse: choice('', CHOICES, 'token').parse,
    fallback: null,
    words: CHOICES,
  }),
  cacheFile: value<string | null>({
    placeholder: '<file>',
    help: 'keep sign-ins of persons in this file instead of the keychain',
    parse: path => path,
    fallback: null,
  }),
  graphUrl: address('root of Microsoft Graph, if not the one of the cloud', parseGraphUrl),
  authority: {
    ...address('host that signs in, if not the one of the cloud', parseAuthority),
    variables: SHARED_VARIABLES.authority,
  },
  caFile: value<GivenFile | null>({
    placeholder: '<file>',
    help: 'certificate authorities to trust besides the known ones, PEM',
    parse: (path, source) => ({ path, source }),
    fallback: null,
  }),
  verbose: flag('say more on stderr, and show where an unexpected error comes from'),
}
