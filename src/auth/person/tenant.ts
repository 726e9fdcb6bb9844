// Which of the kept sign-ins are meant. A tenant may be named by a domain, and only the sign-in service knows whose that is.
// https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc#find-your-apps-openid-configuration-document-uri
import { z } from 'zod'
import type { HttpResponse, HttpSend } from '../../graph/http.ts'
import { SignInError } from '../../graph/sign-in-error.ts'
import { checkTenant } from '../application/application.ts'
import { type Identity, refusal, refusedAnswer } from '../refusals.ts'
import type { SignInSettings } from '../settings.ts'
import type { SignIn } from './sign-ins.ts'

export type Wanted = Pick<SignInSettings, 'authority' | 'tenantId' | 'clientId'>

const GUID = /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/i
const ANY = /^(common|organizations)$/i

/** In their order. Throws a `SignInError` when the tenant of a domain cannot be found out; asks nothing when none is kept. */
export async function signInsFor(
  signIns: readonly SignIn[],
  { authority, tenantId, clientId }: Wanted,
  send: HttpSend,
): Promise<readonly SignIn[]> {
  const near = signIns.filter(
    each => each.authority === authority && (clientId === null || isSame(each.clientId, clientId)),
  )
  if (near.length === 0 || tenantId === null || ANY.test(tenantId)) return near
  const id = await tenantIdOf(tenantId, authority, send)
  return near.filter(each => isSame(each.tenantId, id))
}

const isSame = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()

async function tenantIdOf(tenant: string, authority: string, send: HttpSend): Promise<string> {
  if (GUID.exec(tenant)?.[0] === tenant) return tenant
  checkTenant(tenant)
  const identity: Identity = { way: 'person', authority, tenantId: tenant, clientId: '', secrets: [] }
  const answer = await ask(`${authority}/${tenant}/v2.0/.well-known/openid-configuration`, identity, send)
  const body = parse(answer.body)
  if (answer.status >= 400) throw refusedAnswer(answer.status, body, identity)
  const id = GUID.exec(Configuration.safeParse(body).data?.issuer ?? '')?.[0]
  if (id !== undefined) return id
  throw new SignInError(
    `The sign-in service ${authority} does not say which tenant ${tenant} is; give the tenant's id, or check --authority.`,
    { failure: 'refused' },
  )
}

async function ask(url: string, identity: Identity, send: HttpSend): Promise<HttpResponse> {
  try {
    return await send({ method: 'GET', url, headers: { accept: 'application/json' } })
  } catch (cause) {
    throw refusal({ kind: 'unreachable', origin: identity.authority, cause }, identity)
  }
}

const Configuration = z.object({ issuer: z.string() })

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
