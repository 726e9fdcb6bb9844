// `entra-extract auth logout`.

import { isSamePerson, type SignIn } from '../../auth/person/sign-ins.ts'
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
  const without = (now: readonly SignIn[]): readonly SignIn[] =>
    all ? [] : now.filter(each => !forgotten.some(gone => isSamePerson(each, gone)))
  // With `all` also when nobody is forgotten by name: what could not be read is swept away.
  const left = all || forgotten.length > 0 ? await store.update(without, () => {}) : signIns
  return { forgotten, left: left.length }
}
