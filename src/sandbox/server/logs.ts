import type { EventKind, GraphObject } from '../api.ts'
import { hash, salt } from '../random.ts'
import { compareEntries, type LogEntry, merge } from '../tenant/event-log.ts'
import { addTicks, compareMoments, fromMs, type Moment, parseMoment } from '../tenant/moment.ts'
import {
  DIRECTORY_AUDIT,
  PROVISIONING,
  project,
  SIGN_IN_BETA,
  SIGN_IN_V1,
  type View,
} from '../tenant/views.ts'
import { type Answer, badRequest, json } from './answer.ts'
import { type Call, prefers } from './call.ts'
import { type Clause, fits, parseClause, splitFilter } from './filter.ts'
import { writePage } from './page.ts'
import { allow, readTop } from './query.ts'

export type LogName = 'signIns' | 'directoryAudits' | 'provisioning'

interface LogToken {
  readonly log: LogName
  readonly filter: string
  readonly top: number
  /** The last entry sent. */
  readonly after?: { readonly moment: Moment; readonly id: string }
  readonly paused?: boolean
  /** The first page is the only one. */
  readonly unlinked?: boolean
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
/** The event types that may be filtered by, and the log each of them is in. */
const TYPES: ReadonlyMap<string, EventKind | undefined> = new Map([
  ['interactiveUser', 'sign_ins'],
  ['nonInteractiveUser', 'sign_ins_non_interactive'],
  ['servicePrincipal', 'sign_ins_service_principal'],
  ['managedIdentity', 'sign_ins_managed_identity'],
  ['unknownFutureValue', undefined],
])

/** A log endpoint: its time property, what else may be filtered, and how rows look. */
interface LogShape {
  readonly time: string
  /** Operators of the time. */
  readonly operators: readonly string[]
  readonly strings: ReadonlySet<string>
  readonly view: View
  /** What it lists when no event type is asked for. */
  readonly kind: EventKind
  /** Without `$top` there is no link to a second page. */
  readonly needsTop?: true
}

const SIGN_INS: LogShape = {
  time: 'createdDateTime',
  operators: ['eq', 'ge', 'le'],
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
  view: SIGN_IN_V1,
  kind: 'sign_ins',
}

const SHAPES: Readonly<Record<LogName, LogShape>> = {
  signIns: SIGN_INS,
  directoryAudits: {
    time: 'activityDateTime',
    operators: ['eq', 'ge', 'le'],
    strings: new Set(['id', 'category', 'activityDisplayName', 'correlationId', 'loggedByService', 'result']),
    view: DIRECTORY_AUDIT,
    kind: 'directory_audits',
  },
  provisioning: {
    time: 'activityDateTime',
    operators: ['eq', 'gt', 'lt'],
    strings: new Set(['changeId', 'cycleId', 'jobId', 'provisioningAction', 'tenantId']),
    view: PROVISIONING,
    kind: 'provisioning_logs',
    needsTop: true,
  },
}

const BETA_SIGN_INS: LogShape = { ...SIGN_INS, view: SIGN_IN_BETA }

const logShape = (call: Call, log: LogName): LogShape =>
  log === 'signIns' && call.version === 'beta' ? BETA_SIGN_INS : SHAPES[log]

/** A listing that has begun may go on while its start falls out of the retention. */
function readFilter(call: Call, log: LogName, token: LogToken): LogFilter {
  const text = token.filter
  const { tenant, retentionDays } = call.service
  const oldest = fromMs(tenant.now - retentionDays * DAY)
  const shape = logShape(call, log)
  let filter: LogFilter = {
    from: oldest,
    to: fromMs(tenant.now),
    kinds: [shape.kind],
    clauses: [],
  }
  for (const part of text === '' ? [] : splitFilter(text, 'and')) filter = addClause(shape, filter, part)
  if (compareMoments(filter.from, oldest) < 0) {
    if (token.after) return { ...filter, from: oldest }
    throw badRequest(`Invalid filter clause: ${shape.time} is before the oldest entry that is kept.`)
  }
  return filter
}

function addClause(shape: LogShape, filter: LogFilter, part: string): LogFilter {
  const types = EVENT_TYPES.exec(part)
  if (types?.[1] && types[2]) return { ...filter, ...readTypes(shape, types[1], types[2]) }
  const clause = parseClause(part)
  if (clause.property === shape.time) return narrow(shape, filter, clause)
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

function readTypes(shape: LogShape, variable: string, text: string): Pick<LogFilter, 'kinds' | 'types'> {
  if (shape !== BETA_SIGN_INS) {
    throw badRequest(
      `Could not find a property named 'signInEventTypes' on type 'microsoft.graph.${shape.view.type}'.`,
    )
  }
  const types = splitFilter(text, 'or').flatMap(part => {
    const { property, operator, value, quoted } = parseClause(part)
    if (property !== variable || !quoted || typeof value !== 'string' || !TYPES.has(value)) {
      throw badRequest(`Invalid filter clause: '${part}'.`)
    }
    if (operator === 'eq') return [value]
    if (operator === 'ne') return [...TYPES.keys()].filter(type => type !== value)
    throw badRequest(`Invalid filter clause: operator '${operator}' is not supported.`)
  })
  return { kinds: [...new Set(types)].flatMap(type => TYPES.get(type) ?? []), types }
}

function narrow(shape: LogShape, filter: LogFilter, clause: Clause): LogFilter {
  const moment = typeof clause.value === 'string' && !clause.quoted ? parseMoment(clause.value) : undefined
  if (!moment) throw badRequest(`Invalid filter clause: '${clause.value}' is not a time.`)
  const { operator } = clause
  if (!shape.operators.includes(operator)) {
    throw badRequest(
      `Invalid filter clause: operator '${operator}' is not supported for '${clause.property}'.`,
    )
  }
  const from = operator === 'gt' ? addTicks(moment, 1) : moment
  const to = operator === 'lt' ? addTicks(moment, -1) : moment
  const [isLower, isUpper] = [!['le', 'lt'].includes(operator), !['ge', 'gt'].includes(operator)]
  return { ...filter, ...(isLower ? { from } : {}), ...(isUpper ? { to: earlier(to, filter.to) } : {}) }
}

function readToken(call: Call, log: LogName, { time, needsTop }: LogShape): LogToken {
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
    unlinked: needsTop === true && !call.query.has('$top'),
  }
}

/** Entries from where the token left off, of every kind that the filter lets in. */
function entriesOf(call: Call, filter: LogFilter, token: LogToken): Iterable<LogEntry> {
  const { tenant } = call.service
  const to = token.after ? earlier(token.after.moment, filter.to) : filter.to
  const { sign_ins } = tenant.logs
  const lists = filter.kinds.map(kind => tenant.logs[kind].entries(filter.from, to, tenant.now))
  const { kinds } = filter
  if (kinds.includes('sign_ins_non_interactive') && !kinds.includes('sign_ins'))
    lists.push(sign_ins.alsoNonInteractive(filter.from, to, tenant.now))
  return lists.reduce<Iterable<LogEntry>>((a, b) => merge(a, b), [])
}

const earlier = (a: Moment, b: Moment): Moment => (compareMoments(a, b) < 0 ? a : b)

/** One page of a log, newest first. */
export function logPage(call: Call, log: LogName): Answer {
  const { tenant, links, url } = call.service
  const shape = logShape(call, log)
  const token = readToken(call, log, shape)
  const filter = readFilter(call, log, token)
  const seed = tenant.world.seed
  const place = token.after ? token.after.moment.ticks : 0
  const pause = !token.paused && place > 0 && hash(seed, PAUSE, place) % 17 === 0
  const walk = pause ? { rows: [], last: token.after } : collect(call, shape, filter, token)
  const next = token.unlinked ? undefined : walk.last && { ...token, after: walk.last, paused: pause }
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
  if (shape.view.type === 'signIn' && !POLICY_READERS.some(name => call.rights.permissions.has(name)))
    delete row.appliedConditionalAccessPolicies
  return JSON.stringify(row)
}
