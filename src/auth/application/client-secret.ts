// An application with its client secret.
import type { TokenSource } from '../../graph/token-source.ts'
import { renewing } from '../renewing.ts'
import type { SignInDeps, SignInSettings } from '../settings.ts'
import { acquireForApplication } from './application.ts'
import { applicationOf } from './identity.ts'

/** Null: no secret is given. Throws a `SignInError` that names the variables that are missing. */
export function clientSecret(settings: SignInSettings, deps: SignInDeps): TokenSource | null {
  const { clientSecret: secret } = settings
  if (secret === null) return null
  const application = applicationOf(settings, 'secret', [secret])
  return renewing({
    way: 'secret',
    description: `client secret of application ${application.clientId}`,
    who: `application ${application.clientId}`,
    acquire: claims => acquireForApplication(application, { kind: 'secret', secret }, claims, deps.send),
    now: deps.now,
  })
}
