// An application with a certificate.
// https://learn.microsoft.com/entra/identity-platform/certificate-credentials
import type { TokenSource } from '../../graph/token-source.ts'
import { renewing } from '../renewing.ts'
import type { SignInDeps, SignInSettings } from '../settings.ts'
import { acquireForApplication } from './application.ts'
import { readCertificate } from './certificate-file.ts'
import { applicationOf } from './identity.ts'

/** Null: no certificate is given. The file is read for each token, so that a new certificate in it is taken up. */
export function clientCertificate(settings: SignInSettings, deps: SignInDeps): TokenSource | null {
  const { certificatePath: path, certificatePassword: password } = settings
  if (path === null) return null
  const application = applicationOf(settings, 'certificate', password === null ? [] : [password])
  return renewing({
    way: 'certificate',
    description: `client certificate ${path} of application ${application.clientId}`,
    who: `application ${application.clientId}`,
    acquire: async claims => {
      const certificate = await readCertificate(path, password, deps.now())
      return acquireForApplication(application, { kind: 'certificate', ...certificate }, claims, deps.send)
    },
    now: deps.now,
  })
}
