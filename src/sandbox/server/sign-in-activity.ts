import type { Query } from './call.ts'

/** Whether the request asks for `signInActivity`, in the first request or by a link that carries it. */
export function wantsSignInActivity(path: string, query: Query): boolean {
  if (path !== '/users') return false
  if ([query.get('$select'), query.get('$filter')].some(text => text?.includes('signInActivity'))) return true
  const token = query.get('$skiptoken')
  const payload =
    token === undefined ? '' : Buffer.from(token.slice(0, token.lastIndexOf('.')), 'base64').toString()
  return payload.includes('signInActivity')
}
