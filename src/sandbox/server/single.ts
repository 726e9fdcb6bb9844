import type { GraphObject } from '../api.ts'
import { directorySchema, policySchema, propertiesOf } from '../schema/index.ts'
import { fill } from '../schema/values.ts'
import { DOMAIN, INITIAL_DOMAIN } from '../tenant/names.ts'
import { POLICY, project } from '../tenant/views.ts'
import { type Answer, badRequest, json } from './answer.ts'
import { type Call, prefers } from './call.ts'
import { fits, parseDirectoryFilter } from './filter.ts'
import { writePage } from './page.ts'
import { allow, readSelect, readTop } from './query.ts'

function selected(row: GraphObject, select: readonly string[] | undefined): GraphObject {
  if (!select) return row
  return Object.fromEntries(['id', ...select].filter(name => name in row).map(name => [name, row[name]]))
}

/** `$select` is all that this list takes. */
export function listSubscribedSkus(call: Call): Answer {
  allow(call.query, '$select')
  const select = readSelect(call.query, 'subscribedSku', propertiesOf(directorySchema, 'subscribedSku'))
  const rows = call.service.tenant.subscriptions.list().map(row => JSON.stringify(selected(row, select)))
  return json(
    writePage({ context: `${call.service.url()}/${call.version}/$metadata#subscribedSkus`, order: 0 }, rows),
  )
}

const POLICY_FILTERS = new Map([
  ['displayName', ['eq', 'startswith']],
  ['state', ['eq']],
  ['id', ['eq']],
])

interface PolicyToken {
  readonly policies: true
  readonly top: number
  readonly place: number
  readonly select: readonly string[] | undefined
  readonly filter: string | undefined
}

function policyToken(call: Call): PolicyToken {
  if (call.query.has('$skiptoken')) return call.service.links.open(call.raw, '$skiptoken') as PolicyToken
  allow(call.query, '$select', '$top', '$skip', '$count', '$filter', '$orderby')
  if (call.query.has('$orderby')) throw badRequest('The sandbox does not serve $orderby.')
  const skip = Number(call.query.get('$skip') ?? 0)
  if (!Number.isInteger(skip) || skip < 0) throw badRequest('Invalid value for $skip query option found.')
  const select = readSelect(
    call.query,
    'conditionalAccessPolicy',
    propertiesOf(policySchema, 'conditionalAccessPolicy'),
  )
  return {
    policies: true,
    top: readTop(call.query, 100, 999),
    place: skip,
    select,
    filter: call.query.get('$filter'),
  }
}

export function listPolicies(call: Call): Answer {
  const { tenant, links, url } = call.service
  const token = policyToken(call)
  const clauses =
    token.filter === undefined
      ? []
      : parseDirectoryFilter(token.filter, 'conditionalAccessPolicy', POLICY_FILTERS, false)
  const all = tenant.policies.filter(row => clauses.every(clause => fits(row, clause)))
  const end = token.place + token.top
  const rows = all
    .slice(token.place, end)
    .map(row => selected(project(POLICY, row, prefers(call, 'include-unknown-enum-members')), token.select))
  const path = `/${call.version}${call.path}`
  return json(
    writePage(
      {
        context: `${url()}/${call.version}/$metadata#identity/conditionalAccess/policies`,
        count: call.query.get('$count') === 'true' ? all.length : undefined,
        nextLink: end < all.length ? links.make(path, '$skiptoken', { ...token, place: end }) : undefined,
        order: token.place,
      },
      rows.map(row => JSON.stringify(row)),
    ),
  )
}

/** An object in v1.0, a collection of one in beta. */
export function getAuthorizationPolicy(call: Call): Answer {
  allow(call.query, '$select')
  const select = readSelect(
    call.query,
    'authorizationPolicy',
    propertiesOf(policySchema, 'authorizationPolicy'),
  )
  const row = selected(call.service.tenant.authorizationPolicy, select)
  const context = `${call.service.url()}/${call.version}/$metadata#policies/authorizationPolicy`
  if (call.version === 'beta') return json(writePage({ context, order: 0 }, [JSON.stringify(row)]))
  return json(JSON.stringify({ '@odata.context': `${context}/$entity`, ...row }))
}

export function listOrganization(call: Call): Answer {
  allow(call.query, '$select')
  const { world } = call.service.tenant
  const select = readSelect(call.query, 'organization', propertiesOf(directorySchema, 'organization'))
  const filled = fill({ schema: directorySchema, seed: world.seed, before: world.start }, 'organization', 0)
  const domain = (name: string, isInitial: boolean): GraphObject => ({
    capabilities: 'Email, OfficeCommunicationsOnline',
    isDefault: !isInitial,
    isInitial,
    name,
    type: 'Managed',
  })
  const row = {
    ...filled,
    id: world.tenantId,
    deletedDateTime: null,
    displayName: 'Contoso',
    tenantType: 'AAD',
    verifiedDomains: [domain(DOMAIN, false), domain(INITIAL_DOMAIN, true)],
  }
  const context = `${call.service.url()}/${call.version}/$metadata#organization`
  return json(writePage({ context, order: 0 }, [JSON.stringify(selected(row, select))]))
}
