// The usage reports: as the CSV that Graph sends, and as the rows that a perfect reader makes of it.
import { setImmediate } from 'node:timers/promises'
import type { GraphObject } from '../../api.ts'
import type { Tenant } from '../tenant.ts'
import {
  ACTIVATIONS,
  ACTIVE_USERS,
  APP_USERS,
  type Cell,
  type Column,
  EMAIL,
  installations,
  ONEDRIVE,
  SHAREPOINT,
  TEAMS,
} from './report-columns.ts'
import { type Usage, usages } from './usage.ts'

interface Report {
  /** The stream whose truth these rows are. */
  readonly stream: string
  /** The function of Graph that gives it. */
  readonly function: string
  readonly headings: readonly string[]
  /** The cells of each row, in the order of the headings. */
  cells(tenant: Tenant, concealed: boolean): Iterable<readonly Cell[]>
}

function report<Row>(
  stream: string,
  name: string,
  columns: readonly Column<Row>[],
  rowsOf: (usage: Usage) => readonly Row[],
): Report {
  return {
    stream,
    function: name,
    headings: columns.map(({ heading }) => heading),
    *cells(tenant, concealed) {
      for (const usage of usages(tenant, concealed))
        for (const row of rowsOf(usage)) yield columns.map(({ cell }) => cell(row))
    },
  }
}

const perUser = (stream: string, name: string, columns: readonly Column<Usage>[]): Report =>
  report(stream, name, columns, usage => [usage])

const REPORTS: readonly Report[] = [
  perUser('m365_active_users', 'getOffice365ActiveUserDetail', ACTIVE_USERS),
  perUser('m365_app_users', 'getM365AppUserDetail', APP_USERS),
  report('m365_activations', 'getOffice365ActivationsUserDetail', ACTIVATIONS, installations),
  perUser('teams_user_activity', 'getTeamsUserActivityUserDetail', TEAMS),
  perUser('email_activity', 'getEmailActivityUserDetail', EMAIL),
  perUser('onedrive_activity', 'getOneDriveActivityUserDetail', ONEDRIVE),
  perUser('sharepoint_activity', 'getSharePointActivityUserDetail', SHAREPOINT),
]

const MARK = '\uFEFF'

/** Quoted where a reader would stumble. */
const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

function written(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell === 'boolean') return cell ? 'True' : 'False'
  return quoted(String(cell))
}

const ROWS_AT_A_TIME = 200

/** Made a few rows at a time: a large tenant's takes many seconds, in which the server answers others too. */
async function csv({ headings, cells }: Report, tenant: Tenant, concealed: boolean): Promise<string> {
  let text = `${MARK}${headings.map(quoted).join(',')}\r\n`
  let rows = 0
  for (const row of cells(tenant, concealed)) {
    text += `${row.map(written).join(',')}\r\n`
    if (++rows % ROWS_AT_A_TIME === 0) await setImmediate()
  }
  return text
}

/** The CSV of each report with everybody's licences, by the name of its function. */
export const reports: ReadonlyMap<string, (tenant: Tenant, concealed: boolean) => Promise<string>> = new Map(
  REPORTS.map(each => [each.function, (tenant, concealed) => csv(each, tenant, concealed)]),
)

/** `Scheduled One-time Meetings` is `scheduledOneTimeMeetings`; capitals within words stay. */
export function camelCase(heading: string): string {
  const words = heading.match(/[A-Za-z0-9]+/g) ?? []
  return words
    .map((word, i) => (i === 0 ? word.charAt(0).toLowerCase() : word.charAt(0).toUpperCase()) + word.slice(1))
    .join('')
}

/** The rows of a report's stream; empty cells are null. */
export function* reportTruth(tenant: Tenant, name: string, concealed: boolean): Generator<GraphObject> {
  const found = REPORTS.find(({ stream }) => stream === name)
  if (!found) throw new Error(`no such report: ${name}`)
  const properties = found.headings.map(camelCase)
  for (const cells of found.cells(tenant, concealed))
    yield Object.fromEntries(properties.map((property, i) => [property, cells[i]]))
}
