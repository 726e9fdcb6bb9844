// The world around signing in, for commands.
import * as api from '../api/networks.ts'
import type { SignInDeps } from '../auth/settings.ts'
import { type Context, worldOf } from './context.ts'

export { type Networks, openNetworks } from '../api/networks.ts'

export const signInDeps = (
  networks: Pick<api.Networks, 'network' | 'direct'>,
  context: Context,
  signal: AbortSignal,
  quiet = false,
): SignInDeps => api.signInDeps(networks, worldOf(context, quiet), signal)
