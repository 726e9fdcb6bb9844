import type { EventKind, GraphObject } from '../api.ts'
import { hash, salt } from '../random.ts'
import { compareEntries, type LogEntry, merge } from '../tenant/event-log.ts'
import { compareMoments, fromMs, type Moment, parseMoment } from '../tenant/moment.ts'
import { DIRECTORY_AUDIT, project, SIGN_IN_BETA, SIGN_IN_V1, type View } from '../tenant/views.ts'
import { type Answer, badRequest, json } from './answer.ts'
import { type Call, prefers } from './call.ts'
import { type Clause, fits, parseClause, splitFilter } from './filter.ts'
import { writePage } from './page.ts'
import { allow, readTop } from './query.ts'

interface LogToken {
  readonly log: string
  readonly filter: string
  readonly top: number
  /** The last entry sent. */
  readonly after?: { readonly moment: Moment; readonly id: string }
  readonly paused?: boolean
}

/** A log filter, read. */
interface LogFilter {
  readonly from: Moment
  readonly to: Moment
  readonly kinds: readonly EventKind[]
  readonly clauses: readonly Clause[]
  /** Event types of which an entry must have one. */
  readonly types?: readonly string[]
}

const ORDER = salt('logOrder')
const PAUSE = salt('logPause')
const DAY = 86_400_000
/** Entries looked at for one page, so that a rare filter answers in time. */
const MOST_ENTRIES = 20_000
const EVENT_TYPES = /^signInEventTypes\/any\((\w+): ?(.+)\)$/
const TYPES: ReadonlySet<string> = new Set([
  'interactiveUser',
  'nonInteractiveUser',
  'servicePrincipal',
  'managedIdentity',
  'unknownFutureValue',
])

/** A log endpoint: its time property, what else may be filtered, and how rows look. */
interface LogShape {
  readonly time: string
  readonly strings: ReadonlySet<string>
  readonly view: View
}

const AUDITS: LogShape = {
  time: 'activityDateTime',
  strings: new Set(['id', 'category', 'activityDisplayName', 'correlationId', 'loggedByService', 'result']),
  view: DIRECTORY_AUDIT,
}
const SIGN_INS = {
  time: 'createdDateTime',
  strings: new Set([
    'id',
    'userId',
    'userPrincipalName',
    'userDisplayName',
    'appId',
    'appDisplayName',
    'correlationId',
    'ipAddress',
    'clientAppUsed',
  ]),
}

function logShape(call: Call, log: 'signIns' | 'directoryAudits'): LogShape {
  if (log === 'directoryAudits') return AUDITS
  return { ...SIGN_INS, view: call.version === 'beta' ? SIGN_IN_BETA : SIGN_IN_V1 }
}

/** A listing that has begun may go on while its start falls out of the retention. */
function readFilter(call: Call, log: 'signIns' | 'directoryAudits', token: LogToken): LogFilter {
  const text = token.filter
  const { tenant, retentionDays } = call.service
  const oldest = fromMs(tenant.now - retentionDays * DAY)
  const shape = logShape(call, log)
  let filter: LogFilter = {
    from: oldest,
    to: fromMs(tenant.now),
    kinds: log === 'signIns' ? ['sign_ins'] : ['directory_audits'],
    clauses: [],
  }
  for (const part of text === '' ? [] : splitFilter(text, 'and'))
    filter = addClause(call, shape, filter, part)
  if (compareMoments(filter.from, oldest) < 0) {
    if (token.after) return { ...filter, from: oldest }
    throw badRequest(`Invalid filter clause: ${shape.time} is before the oldest entry that is kept.`)
  }
  return filter
}

function addClause(call: Call, shape: LogShape, filter: LogFilter, part: string): LogFilter {
  const types = EVENT_TYPES.exec(part)
  if (types?.[1] && types[2]) return { ...filter, ...readTypes(call, types[1], types[2]) }
  const clause = parseClause(part)
  if (clause.property === shape.time) return narrow(filter, clause)
  if (!shape.view.schema.types.get(shape.view.type)?.has(clause.property)) {
    throw badRequest(
      `Could not find a property named '${clause.property}' on type 'microsoft.graph.${shape.view.type}'.`,
    )
  }
  const operators = ['eq', 'startswith']
  if (!shape.strings.has(clause.property) || !operators.includes(clause.operator) || !clause.quoted) {
    throw badRequest(`Invalid filter clause: '${part}'.`)
  }
  return { ...filter, clauses: [...filter.clauses, clause] }
}

function readTypes(call: Call, variable: string, text: string): Pick<LogFilter, 'kinds' | 'types'> {
  if (call.version !== 'beta') {
    throw badRequest("Could not find a property named 'signInEventTypes' on type 'microsoft.graph.signIn'.")
  }
  const types = splitFilter(text, 'or').flatMap(part => {
    const { property, operator, value, quoted } = parseClause(part)
    if (property !== variable || !quoted || typeof value !== 'string' || !TYPES.has(value)) {
      throw badRequest(`Invalid filter clause: '${part}'.`)
    }
    if (operator === 'eq') return [value]
    if (operator === 'ne') return [...TYPES].filter(type => type !== value)
    throw badRequest(`Invalid filter clause: operator '${operator}' is not supported.`)
  })
  const kinds: EventKind[] = []
  if (types.includes('interactiveUser')) kinds.push('sign_ins')
  if (types.includes('nonInteractiveUser')) kinds.push('sign_ins_non_interactive')
  return { kinds, types }
}

function narrow(filter: LogFilter, clause: Clause): LogFilter {
  const moment = typeof clause.value === 'string' && !clause.quoted ? parseMoment(clause.value) : undefined
  if (!moment) throw badRequest(`Invalid filter clause: '${clause.value}' is not a time.`)
  if (!['eq', 'ge', 'le'].includes(clause.operator)) {
    throw badRequest(
      `Invalid filter clause: operator '${clause.operator}' is not supported for '${clause.property}'.`,
    )
  }
  const lower = clause.operator !== 'le' ? { from: moment } : {}
  const upper = clause.operator !== 'ge' && compareMoments(moment, filter.to) < 0 ? { to: moment } : {}
  return { ...filter, ...lower, ...upper }
}

function readToken(call: Call, log: 'signIns' | 'directoryAudits', time: string): LogToken {
  if (call.query.has('$skiptoken')) {
    const token = call.service.links.open(call.raw, '$skiptoken') as LogToken
    if (token.log !== log) throw badRequest('The skip token belongs to another request.')
    return token
  }
  allow(call.query, '$filter', '$top', '$orderby')
  const order = call.query.get('$orderby')
  if (order !== undefined && order !== `${time} desc`)
    throw badRequest(`The sandbox sorts by ${time} desc only.`)
  return {
    log,
    filter: call.query.get('$filter') ?? '',
    top: Math.min(readTop(call.query, call.service.pageSizes[log], 1000), call.service.mostRows),
  }
}

/** Entries from where the token left off, of every kind that the filter lets in. */
function entriesOf(call: Call, filter: LogFilter, token: LogToken): Iterable<LogEntry> {
  const { tenant } = call.service
  const to = token.after ? earlier(token.after.moment, filter.to) : filter.to
  const { sign_ins } = tenant.logs
  const lists = filter.kinds.map(kind => tenant.logs[kind].entries(filter.from, to, tenant.now))
  const onlyOther = filter.kinds.length === 1 && filter.kinds[0] === 'sign_ins_non_interactive'
  if (onlyOther) lists.push(sign_ins.alsoNonInteractive(filter.from, to, tenant.now))
  return lists.reduce<Iterable<LogEntry>>((a, b) => merge(a, b), [])
}

const earlier = (a: Moment, b: Moment): Moment => (compareMoments(a, b) < 0 ? a : b)

/** One page of a log, newest first. */
export function logPage(call: Call, log: 'signIns' | 'directoryAudits'): Answer {
  const { tenant, links, url } = call.service
  const shape = logShape(call, log)
  const token = readToken(call, log, shape.time)
  const filter = readFilter(call, log, token)
  const seed = tenant.world.seed
  const place = token.after ? token.after.moment.ticks : 0
  const pause = !token.paused && place > 0 && hash(seed, PAUSE, place) % 17 === 0
  const walk = pause ? { rows: [], last: token.after } : collect(call, shape, filter, token)
  const next = walk.last && { ...token, after: walk.last, paused: pause }
  const options = next
    ? `$top=${token.top}${token.filter === '' ? '' : `&$filter=${encodeURIComponent(token.filter).replace(/'/g, '%27')}`}&`
    : ''
  return json(
    writePage(
      {
        context: `${url()}/${call.version}/$metadata#auditLogs/${log}`,
        nextLink: next && links.make(`/${call.version}${call.path}`, '$skiptoken', next, options),
        order: hash(seed, ORDER, place),
      },
      walk.rows,
    ),
  )
}

interface Walk {
  readonly rows: string[]
  /** Undefined when there is nothing more. */
  readonly last: LogToken['after']
}

function collect(call: Call, shape: LogShape, filter: LogFilter, token: LogToken): Walk {
  const rows: string[] = []
  let [looked, last] = [0, token.after]
  for (const entry of entriesOf(call, filter, token)) {
    if (token.after && compareEntries(entry, token.after) <= 0) continue
    if (rows.length >= token.top || looked >= MOST_ENTRIES) return { rows, last }
    looked += 1
    last = { moment: entry.moment, id: entry.id }
    const text = rowOf(call, shape, filter, entry)
    if (text === undefined) continue
    rows.push(text)
    if (entry.twice && rows.length < token.top) rows.push(text)
  }
  return { rows, last: undefined }
}

const POLICY_READERS = [
  'Policy.Read.All',
  'Policy.Read.ConditionalAccess',
  'Policy.ReadWrite.ConditionalAccess',
]

/** An entry's JSON; undefined when the filter leaves it out. */
function rowOf(call: Call, shape: LogShape, filter: LogFilter, entry: LogEntry): string | undefined {
  if (entry.raw !== undefined) return entry.raw
  const full = entry.row(shape.view.only)
  if (!filter.clauses.every(clause => fits(full, clause))) return undefined
  const row: GraphObject = project(shape.view, full, prefers(call, 'include-unknown-enum-members'))
  if (shape !== AUDITS && !POLICY_READERS.some(role => call.roles.has(role)))
    delete row.appliedConditionalAccessPolicies
  return JSON.stringify(row)
}
