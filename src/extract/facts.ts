// Small questions to Graph whose answers several streams, or the run itself, depend on.
import type { GraphClient, Meter } from '../graph/client.ts'
import { GraphError, RequestError } from '../graph/errors.ts'
import { singleLine } from '../graph/page.ts'
import { SignInError } from '../graph/sign-in-error.ts'

/** The tenant of a token that does not say whose it is. Throws a SignInError when Graph does not say it either. */
export async function askTenant(client: GraphClient, meter: Meter): Promise<string> {
  const body = await client.get(
    `${client.root}/v1.0/organization?$select=id`,
    { family: 'directory', meter },
    answer => answer.body,
  )
  const parsed = JSON.parse(body.toString('utf8')) as { value?: { id?: unknown }[] }
  const id = parsed.value?.[0]?.id
  if (typeof id === 'string') return id
  throw new SignInError('The token does not say which tenant it is for, and neither does Graph.', {
    failure: 'rejected',
  })
}

/** One small request whose answer tells Graph's time: the ranges of events end at Graph's now, not at ours. */
export async function greet(client: GraphClient, meter: Meter): Promise<void> {
  if (client.serverNow() !== null) return
  try {
    const call = { family: 'directory', meter } as const
    await client.get(`${client.root}/v1.0/organization?$select=id`, call, () => null)
  } catch (error) {
    // Whatever Graph answers tells its time; that it does not answer at all ends the run before every table waits for it.
    if (!(error instanceof GraphError)) throw error
    if (error.status === 401)
      throw new SignInError(`Graph rejects the token: ${error.message}`, { failure: 'rejected' })
  }
}

/**
 * Whether the tenant conceals names in its reports. Null when the setting cannot be read: the reports themselves show it then.
 * https://learn.microsoft.com/graph/api/adminreportsettings-get
 */
export async function askConcealment(client: GraphClient, meter: Meter): Promise<boolean | null> {
  try {
    const line = await client.get(
      `${client.root}/v1.0/admin/reportSettings`,
      { family: 'directory', meter },
      ({ body, requestId }) => singleLine(body, requestId),
    )
    const { displayConcealedNames } = JSON.parse(line.toString('utf8')) as { displayConcealedNames?: unknown }
    return typeof displayConcealedNames === 'boolean' ? displayConcealedNames : null
  } catch (error) {
    if (error instanceof RequestError) return null
    throw error
  }
}
