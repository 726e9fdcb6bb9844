import type { GraphObject } from '../api.ts'
import { hash, salt } from '../random.ts'
import { type Answer, json } from './answer.ts'
import { type Call, isEventual } from './call.ts'
import type { Endpoint } from './endpoint.ts'
import { takePage } from './open-listings.ts'
import { writePage } from './page.ts'
import type { Resource } from './resource.ts'
import { type Question, type ResourceToken, readQuestion } from './resource-query.ts'
import { chosen, presented, rowsOf } from './resource-rows.ts'

const ORDER = salt('resourceOrder')
const PAUSE = salt('resourcePause')

/** What the server does with a resource. */
export function resourceEndpoint(resource: Resource): Endpoint {
  const { path, kind, versions, family, cost = 1, application, delegated, licence, missingIn } = resource
  const pattern = path
    .split('{id}')
    .map(part => part.replace(/[.$()]/g, '\\$&'))
    .join('([^/]+)')
  return {
    path: new RegExp(`^${pattern}$`),
    method: kind === 'post' ? 'POST' : 'GET',
    versions,
    family,
    cost,
    application,
    delegated,
    ...(licence && { licence }),
    ...(missingIn && { missingIn }),
    answer: (call, ids) => answer(call, resource, ids),
  }
}

function answer(call: Call, resource: Resource, ids: readonly string[]): Answer {
  const question = readQuestion(call, resource)
  const { select } = question
  const context = `${call.service.url()}/${call.version}/$metadata#${call.path.slice(1)}${select ? `(${select.join(',')})` : ''}`
  if (resource.kind !== 'single') return listPage(call, resource, ids, question, context)
  const [row = {}] = rowsOf(call, resource, ids)
  const shown = presented(call, resource, question, row)
  if (resource.listIn === call.version) return json(writePage({ context, order: 0 }, [JSON.stringify(shown)]))
  return json(JSON.stringify({ '@odata.context': `${context}/$entity`, ...shown }))
}

function listPage(
  call: Call,
  resource: Resource,
  ids: readonly string[],
  question: Question,
  context: string,
): Answer {
  const { token } = question
  const { tenant } = call.service
  const rows = (): Iterable<GraphObject> => chosen(rowsOf(call, resource, ids), question)
  const pause = pauses(call, resource, token)
  const page = takePage(tenant, rows, pause ? { ...token, top: 0 } : token)
  const place = token.place + page.rows.length
  return json(
    writePage(
      {
        context,
        count: token.place === 0 && wantsCount(call, resource) ? size(rows()) : undefined,
        nextLink: page.more ? nextLink(call, resource, { ...token, place, paused: pause }) : undefined,
        order: hash(tenant.world.seed, ORDER, token.place),
      },
      page.rows.map(row => JSON.stringify(presented(call, resource, question, row))),
    ),
  )
}

/** Now and then a page is empty; a link with `$skip` cannot say so, because it would lead to itself. */
function pauses(call: Call, { paging }: Resource, { place, paused }: ResourceToken): boolean {
  if (paging === 'none' || paging.links === 'skip' || paused || place === 0) return false
  return hash(call.service.tenant.world.seed, PAUSE, place) % 23 === 0
}

/** The directory counts only with its header, and leaves the count out without it. */
const wantsCount = (call: Call, { family }: Resource): boolean =>
  call.query.get('$count') === 'true' && (family !== 'directory' || isEventual(call))

function size(rows: Iterable<GraphObject>): number {
  let total = 0
  for (const _ of rows) total += 1
  return total
}

function nextLink(call: Call, { paging }: Resource, token: ResourceToken): string {
  const { links, url } = call.service
  const [path = '', query = ''] = call.raw.split(/\?(.*)/s)
  if (paging === 'none' || paging.links !== 'skip') return links.make(path, '$skiptoken', token)
  const options = query.split('&').filter(option => option !== '' && !/^(?:\$|%24)skip=/i.test(option))
  return `${url()}${path}?${[...options, `$skip=${token.place}`].join('&')}`
}
