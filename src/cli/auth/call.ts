// What the subcommands of `entra-extract auth` share.
import type { SignInDeps, SignInSettings } from '../../auth/settings.ts'
import type { Connection } from '../connection.ts'
import type { Context } from '../context.ts'
import { interruptible } from '../interrupt.ts'
import { openNetworks, signInDeps } from '../sign-in.ts'
import { DEFAULT_TIMEOUTS } from '../timeouts.ts'

/** What a subcommand works with. */
export interface AuthCall {
  readonly context: Context
  readonly connection: Connection
  readonly settings: SignInSettings
}

/** Does something with what signing in needs at hand. Throws an `InterruptedError` with `interrupted`, or what `use` throws. */
export async function withSignInDeps<T>(
  { context, connection }: AuthCall,
  interrupted: string,
  use: (deps: SignInDeps) => Promise<T>,
): Promise<T> {
  const networks = openNetworks(DEFAULT_TIMEOUTS, connection.way)
  const act = (signal: AbortSignal) => use(signInDeps(networks, context, signal))
  try {
    return await interruptible(context, () => context.note('Stopping.'), act, interrupted)
  } finally {
    await networks.close()
  }
}
