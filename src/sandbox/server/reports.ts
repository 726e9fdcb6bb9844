import { reports } from '../tenant/organisation/reports.ts'
import { type Answer, badRequest, GraphError } from './answer.ts'
import type { Call } from './call.ts'
import type { Endpoint } from './endpoint.ts'
import { allow } from './query.ts'

const CALL = /^([A-Za-z0-9]+)(?:\((.*)\))?$/
const PERIOD = /^period='(?:D7|D30|D90|D180)'$/
/** The one report that is not about a period. */
const WITHOUT_PERIOD: ReadonlySet<string> = new Set(['getOffice365ActivationsUserDetail'])

const functionOf = (text: string): string => CALL.exec(text)?.[1] ?? text

/** A usage report: sent on to an address outside of Graph that needs no token. */
export const reportEndpoint: Endpoint = {
  path: /^\/reports\/(get[^/]+)$/,
  method: 'GET',
  versions: ['v1.0', 'beta'],
  family: 'usageReports',
  quota: call => functionOf(call.path.slice('/reports/'.length)),
  cost: 1,
  application: ['Reports.Read.All'],
  delegated: ['Reports.Read.All'],
  missingIn: ['usgov', 'usgov-dod', 'china'],
  answer: (call, [text = '']) => redirect(call, text),
}

function redirect(call: Call, text: string): Answer {
  const [, name = '', given = ''] = CALL.exec(text) ?? []
  const write = reports.get(name)
  if (!write) throw new GraphError(404, 'ResourceNotFound', `Resource not found for the segment '${text}'.`)
  if (WITHOUT_PERIOD.has(name) ? given !== '' : !PERIOD.test(given))
    throw badRequest(`Invalid parameters of ${name}: '${given}'.`)
  allow(call.query, '$format')
  const format = call.query.get('$format') ?? 'text/csv'
  if (format !== 'text/csv') throw badRequest(`The sandbox does not serve the format '${format}'.`)
  const { tenant, downloads } = call.service
  const location = downloads.offer(() => write(tenant, tenant.world.concealNames))
  return { status: 302, headers: { location, 'content-type': 'text/plain' }, body: '' }
}
