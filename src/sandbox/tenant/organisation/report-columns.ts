// What each usage report shows of a person, column by column, under Microsoft's headings.
import { PERIOD, SERVICES, type Service, type Usage } from './usage.ts'

/** Null is an empty cell. */
export type Cell = string | number | boolean | null

export interface Column<Row> {
  readonly heading: string
  readonly cell: (row: Row) => Cell
}

const column = <Row>(heading: string, cell: (row: Row) => Cell): Column<Row> => ({ heading, cell })

const PRODUCTS: Readonly<Record<string, string>> = {
  SPE_E5: 'MICROSOFT 365 E5',
  SPE_E3: 'MICROSOFT 365 E3',
  EMS: 'ENTERPRISE MOBILITY + SECURITY E3',
  POWER_BI_PRO: 'POWER BI PRO',
  VISIOCLIENT: 'VISIO ONLINE PLAN 2',
  PROJECTPROFESSIONAL: 'PROJECT PLAN 3',
  SPE_F1: 'MICROSOFT 365 F3',
  EXCHANGESTANDARD: 'EXCHANGE ONLINE (PLAN 1)',
  FLOW_FREE: 'MICROSOFT FLOW FREE',
}

const REFRESHED = column<Usage>('Report Refresh Date', usage => usage.refreshed)
const NAME = column<Usage>('User Principal Name', usage => usage.userPrincipalName)
const DISPLAY_NAME = column<Usage>('Display Name', usage => usage.displayName)
const PERIOD_OF = column<Usage>('Report Period', () => PERIOD)
const DELETED = [
  column<Usage>('Is Deleted', usage => usage.deleted !== null),
  column<Usage>('Deleted Date', usage => usage.deleted),
]
const PRODUCTS_OF = column<Usage>('Assigned Products', usage =>
  usage.skus.map(({ partNumber }) => PRODUCTS[partNumber] ?? partNumber).join('+'),
)

const lastActivity = (service: Service): Column<Usage> =>
  column('Last Activity Date', usage => usage.lastActivity(service))

/** Numbers of what was done with a service, under these headings. */
const counts = (service: Service, most: number, ...headings: readonly string[]): Column<Usage>[] =>
  headings.map(heading => column(heading, usage => usage.count(service, heading, most)))

export const ACTIVE_USERS: readonly Column<Usage>[] = [
  REFRESHED,
  NAME,
  DISPLAY_NAME,
  ...DELETED,
  ...SERVICES.map(service =>
    column<Usage>(`Has ${service} License`, usage => usage.licensedSince(service) !== null),
  ),
  ...SERVICES.map(service =>
    column<Usage>(`${service} Last Activity Date`, usage => usage.lastActivity(service)),
  ),
  ...SERVICES.map(service =>
    column<Usage>(`${service} License Assign Date`, usage => usage.licensedSince(service)),
  ),
  PRODUCTS_OF,
]

export const EMAIL: readonly Column<Usage>[] = [
  REFRESHED,
  NAME,
  DISPLAY_NAME,
  ...DELETED,
  lastActivity('Exchange'),
  ...counts('Exchange', 900, 'Send Count', 'Receive Count', 'Read Count'),
  ...counts('Exchange', 60, 'Meeting Created Count', 'Meeting Interacted Count'),
  PRODUCTS_OF,
  PERIOD_OF,
]

const files = (service: Service): Column<Usage>[] =>
  counts(
    service,
    400,
    'Viewed Or Edited File Count',
    'Synced File Count',
    'Shared Internally File Count',
    'Shared Externally File Count',
  )

export const ONEDRIVE: readonly Column<Usage>[] = [
  REFRESHED,
  NAME,
  ...DELETED,
  lastActivity('OneDrive'),
  ...files('OneDrive'),
  PRODUCTS_OF,
  PERIOD_OF,
]

export const SHAREPOINT: readonly Column<Usage>[] = [
  REFRESHED,
  NAME,
  ...DELETED,
  lastActivity('SharePoint'),
  ...files('SharePoint'),
  ...counts('SharePoint', 200, 'Visited Page Count'),
  PRODUCTS_OF,
  PERIOD_OF,
]

const teams = (most: number, ...headings: readonly string[]): Column<Usage>[] =>
  counts('Teams', most, ...headings)

const MEDIA = ['Audio', 'Video', 'Screen Share'] as const
const secondsOf = (usage: Usage, medium: string): number => usage.count('Teams', `${medium} Duration`, 90_000)

/** An ISO 8601 duration of hours, minutes and seconds; `PT0S` for nothing. */
export function duration(seconds: number): string {
  const parts = [
    [Math.floor(seconds / 3600), 'H'],
    [Math.floor(seconds / 60) % 60, 'M'],
    [seconds % 60, 'S'],
  ] as const
  const shown = parts.filter(([n]) => n > 0).map(([n, unit]) => `${n}${unit}`)
  return `PT${shown.join('') || '0S'}`
}

/** Tenants whose channels a person shares; their names hold what a CSV has to quote. */
const OTHERS = ['Fabrikam, Inc.', 'The "Northwind" Traders', 'Litware'] as const

function sharedChannels(usage: Usage): string | null {
  const shown = OTHERS.slice(0, usage.count('Teams', 'Shared Channels', OTHERS.length + 1))
  return shown.length === 0 ? null : shown.join('; ')
}

export const TEAMS: readonly Column<Usage>[] = [
  REFRESHED,
  column('Tenant Display Name', () => 'Contoso'),
  column('Shared Channel Tenant Display Names', sharedChannels),
  column('User Id', usage => usage.id),
  NAME,
  lastActivity('Teams'),
  ...DELETED,
  PRODUCTS_OF,
  ...teams(700, 'Team Chat Message Count', 'Private Chat Message Count'),
  ...teams(120, 'Call Count', 'Meeting Count', 'Post Messages', 'Reply Messages', 'Urgent Messages'),
  ...teams(60, 'Meetings Organized Count', 'Meetings Attended Count'),
  ...['Ad Hoc', 'Scheduled One-time', 'Scheduled Recurring'].flatMap(kind =>
    teams(20, `${kind} Meetings Organized Count`, `${kind} Meetings Attended Count`),
  ),
  ...MEDIA.map(medium => column<Usage>(`${medium} Duration`, usage => duration(secondsOf(usage, medium)))),
  ...MEDIA.map(medium => column<Usage>(`${medium} Duration In Seconds`, usage => secondsOf(usage, medium))),
  column('Has Other Action', usage => usage.count('Teams', 'Has Other Action', 2) === 1),
  column('Is Licensed', usage => usage.licensedSince('Teams') !== null),
  PERIOD_OF,
]

const APPS = ['Outlook', 'Word', 'Excel', 'PowerPoint', 'OneNote', 'Teams'] as const
const PLATFORMS = ['Windows', 'Mac', 'Mobile', 'Web'] as const

const uses = (usage: Usage, app: string, platform: string): boolean =>
  usage.count('Exchange', `${app} ${platform}`, 5) === 1

export const APP_USERS: readonly Column<Usage>[] = [
  REFRESHED,
  NAME,
  column('Last Activation Date', usage =>
    usage.dice('activated', 5) === 0 ? null : usage.licensedSince('Exchange'),
  ),
  lastActivity('Exchange'),
  PERIOD_OF,
  ...PLATFORMS.map(platform =>
    column<Usage>(platform, usage => APPS.some(app => uses(usage, app, platform))),
  ),
  ...APPS.map(app => column<Usage>(app, usage => PLATFORMS.some(platform => uses(usage, app, platform)))),
  ...PLATFORMS.flatMap(platform =>
    APPS.map(app => column<Usage>(`${app} (${platform})`, usage => uses(usage, app, platform))),
  ),
]

/** One product that a person may install. */
export interface Installation {
  readonly usage: Usage
  readonly product: string
}

const INSTALLED: Readonly<Record<string, string>> = {
  SPE_E5: 'MICROSOFT 365 APPS FOR ENTERPRISE',
  SPE_E3: 'MICROSOFT 365 APPS FOR ENTERPRISE',
  VISIOCLIENT: 'VISIO PRO FOR OFFICE 365',
  PROJECTPROFESSIONAL: 'PROJECT ONLINE DESKTOP CLIENT',
}

export function installations(usage: Usage): Installation[] {
  const products = new Set(usage.skus.flatMap(({ partNumber }) => INSTALLED[partNumber] ?? []))
  return [...products].map(product => ({ usage, product }))
}

const isActivated = ({ usage, product }: Installation): boolean =>
  usage.dice(product, 4) > 0 && usage.licensedSince('Exchange') !== null

/** How many devices of a system the product was activated on. */
const devices = (system: string): Column<Installation> =>
  column(system, row => (isActivated(row) ? row.usage.dice(row.product + system, 4) : 0))

const ofUser = ({ heading, cell }: Column<Usage>): Column<Installation> =>
  column(heading, ({ usage }) => cell(usage))

export const ACTIVATIONS: readonly Column<Installation>[] = [
  ofUser(REFRESHED),
  ofUser(NAME),
  ofUser(DISPLAY_NAME),
  column('Product Type', ({ product }) => product),
  column('Last Activated Date', row => (isActivated(row) ? row.usage.licensedSince('Exchange') : null)),
  ...['Windows', 'Mac', 'Windows 10 Mobile', 'iOS', 'Android'].map(devices),
  column(
    'Activated On Shared Computer',
    row => isActivated(row) && row.usage.dice(`${row.product} shared`, 6) === 0,
  ),
]
