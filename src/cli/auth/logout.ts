// `entra-extract auth logout`.

import type { SignIn } from '../../auth/person/sign-ins.ts'
import { signInsFor } from '../../auth/person/tenant.ts'
import type { SignInDeps, SignInSettings } from '../../auth/settings.ts'
import { clean, listed } from '../text.ts'
import { type AuthCall, withSignInDeps } from './call.ts'

/** `all`: of every tenant and cloud. */
export async function logOut(all: boolean, call: AuthCall): Promise<number> {
  const { context, settings } = call
  const { forgotten, left } = await withSignInDeps(call, 'Interrupted; nobody was forgotten.', deps =>
    forget(all, settings, deps),
  )
  const names = [...new Set(forgotten.map(({ username, tenantId }) => `${username} (tenant ${tenantId})`))]
  context.print(
    clean(names.length === 0 ? 'Nobody was signed in.' : `Forgot the sign-in of ${listed(names)}.`),
  )
  if (left > 0) context.note(`${left} more ${left === 1 ? 'is' : 'are'} kept; --all forgets every one.`)
  return 0
}

async function forget(
  all: boolean,
  settings: SignInSettings,
  deps: SignInDeps,
): Promise<{ readonly forgotten: readonly SignIn[]; readonly left: number }> {
  const store = await deps.openStore(settings.cacheFile)
  const signIns = await store.load(deps.say)
  const forgotten = all ? signIns : await signInsFor(signIns, { ...settings, clientId: null }, deps.send)
  const left = signIns.filter(each => !forgotten.includes(each))
  // Also when nobody is forgotten by name: what could not be read is swept away.
  if (all || forgotten.length > 0) await store.save(left)
  return { forgotten, left: left.length }
}
