// How each fault of chaos is made: where it can strike, and what it does to the answer.
import type { FaultAction } from '../api.ts'
import { pick } from '../random.ts'
import type { ChaosFault } from './api.ts'
import type { Dice } from './meddling.ts'
import { emptyWithLink, linkedTo, withoutValue, withRepeatedKeys, withRepeats } from './pages.ts'

/** The request that a fault strikes. */
export interface Struck {
  readonly place: Place
  readonly inBatch: boolean
  /** Its answer is the address of a file. */
  readonly isReport: boolean
  /** The path names an object whose children are asked for. */
  readonly isChild: boolean
  readonly isDelta: boolean
  /** The request's own absolute link. */
  readonly link: string
  /** The link of the same listing's first page; the request's own where it is not known for certain. */
  readonly firstLink: string
  readonly dice: Dice
  /** The tenant's time, milliseconds since 1970. */
  readonly now: number
  readonly stranger: string
}

/** What a request is for: the first page of a listing, one behind a link, or something that is no page. */
export type Place = 'first' | 'next' | 'delta' | 'batch' | 'file'

interface Making {
  readonly strikes: (struck: Struck) => boolean
  readonly make: (struck: Struck) => FaultAction
  /** Whether the same request meets it again, however often it is repeated. */
  readonly lasting?: true
  /** How often it strikes in all, for it takes long. */
  readonly most?: number
}

const anywhere = (): boolean => true
const onWire = ({ inBatch }: Struck): boolean => !inBatch
const onGraph = ({ place }: Struck): boolean => place !== 'file'
const onPage = ({ place }: Struck): boolean => place !== 'file' && place !== 'batch'
/** A report's answer is a redirection by itself, and an address elsewhere is what it is for. */
const onListing = (struck: Struck): boolean => onPage(struck) && !struck.isReport

/** One of the list, by the throw's number. */
const one = <T>({ dice }: Struck, throwNumber: number, list: readonly [T, ...T[]]): T =>
  pick(list, Math.floor(dice(throwNumber) * list.length))

function retryAfter(struck: Struck): string | null {
  const date = new Date(struck.now + 3_000).toUTCString()
  return one(struck, 1, ['1', '4', '0.5', '1.75', date, null])
}

const BROKEN: readonly [number, ...number[]] = [500, 502, 503, 504, 509, 408, 423]

const fail = (status: number, code: string, message = 'By chance.', headers = {}): FaultAction => ({
  fail: { status, code, message, headers },
})

interface Expiry {
  readonly status: number
  readonly code: string
  readonly message?: string
}

const EXPIRED_PAGES: readonly [Expiry, ...Expiry[]] = [
  { status: 400, code: 'Directory_ExpiredPageToken' },
  { status: 400, code: 'DirectoryPageTokenNotFoundException' },
  { status: 404, code: 'DirectoryPageTokenNotFoundException' },
  { status: 400, code: 'BadRequest', message: 'Skip token is null.' },
  { status: 400, code: 'BadRequest', message: 'The skiptoken is expired.' },
  { status: 410, code: 'Gone' },
]

const EXPIRED_DELTAS: readonly [Expiry, ...Expiry[]] = [
  { status: 410, code: 'Gone' },
  { status: 410, code: 'syncStateNotFound' },
  { status: 404, code: 'syncStateNotFound' },
  { status: 400, code: 'syncStateInvalid' },
  { status: 400, code: 'resyncRequired' },
  { status: 409, code: 'resyncApplyDifferences' },
]

/** One of the ways to say that a token has expired, in any case of letters, with and without a place to start over. */
function expired(struck: Struck, ways: readonly [Expiry, ...Expiry[]]): FaultAction {
  const { status, code, message } = one(struck, 1, ways)
  const cased = one(struck, 2, [code, code.toLowerCase(), code.toUpperCase()])
  const headers = status === 410 && struck.dice(3) < 0.5 ? { location: struck.firstLink } : {}
  return fail(status, cased, message, headers)
}

const CHALLENGE = Buffer.from('{"access_token":{"nbf":{"essential":true,"value":"0"}}}').toString('base64')

/** Path and query of the struck link, at another origin. */
function elsewhere({ link }: Struck, origin: string): string {
  const { pathname, search } = new URL(link)
  return `${origin}${pathname}${search}`
}

const otherScheme = ({ link }: Struck): string =>
  link.startsWith('https:') ? link.replace('https:', 'http:') : link.replace('http:', 'https:')

export const MAKINGS: Readonly<Record<Exclude<ChaosFault, 'edited' | 'parentGone'>, Making>> = {
  throttled: {
    strikes: anywhere,
    make: struck => ({ throttle: { status: 429, retryAfter: retryAfter(struck) } }),
  },
  busy: {
    strikes: anywhere,
    make: struck => ({ throttle: { status: 503, retryAfter: retryAfter(struck) } }),
  },
  broken: { strikes: anywhere, make: struck => fail(one(struck, 1, BROKEN), 'generalException') },
  errorPage: { strikes: onGraph, make: struck => ({ html: true, status: one(struck, 1, BROKEN) }) },
  reset: { strikes: onWire, make: () => ({ reset: true }) },
  cut: { strikes: onWire, make: struck => ({ cut: one(struck, 1, ['length', 'chunked']) }) },
  paused: {
    strikes: onWire,
    make: struck => ({ stall: { at: one(struck, 1, ['headers', 'body']), ms: 25 } }),
    most: 5,
  },
  silent: {
    strikes: onWire,
    make: struck => ({ stall: { at: one(struck, 1, ['headers', 'body']) } }),
    most: 1,
  },
  dripping: { strikes: onWire, make: () => ({ slowDrip: { bytes: 200, ms: 1 } }), most: 3 },
  garbledGzip: { strikes: onWire, make: () => ({ garble: 'gzip' }) },
  lengthTooLong: { strikes: onWire, make: () => ({ garble: 'longLength' }) },
  repeatedRows: {
    strikes: onPage,
    make: ({ dice }) => ({ replace: withRepeats(row => dice(row + 1) < 0.4) }),
  },
  repeatedKeys: { strikes: onPage, make: () => ({ replace: withRepeatedKeys }) },
  lengthTooShort: { strikes: onWire, make: () => ({ garble: 'shortLength' }) },
  htmlPage: { strikes: anywhere, make: () => ({ html: true }) },
  emptyBody: { strikes: anywhere, make: () => ({ replace: () => '' }) },
  truncatedJson: { strikes: onGraph, make: () => ({ truncateJson: true }) },
  noValue: { strikes: onPage, make: () => ({ replace: withoutValue }) },
  emptyPage: { strikes: onPage, make: ({ link }) => ({ replace: emptyWithLink(link) }) },
  expiredPage: { strikes: ({ place }) => place === 'next', make: struck => expired(struck, EXPIRED_PAGES) },
  expiredDelta: {
    strikes: ({ place }) => place === 'delta',
    make: struck => expired(struck, EXPIRED_DELTAS),
  },
  passingLicence: {
    strikes: onPage,
    make: () => fail(403, 'Authentication_RequestFromNonPremiumTenantOrB2CTenant'),
  },
  rejectedToken: { strikes: onGraph, make: () => fail(401, 'InvalidAuthenticationToken') },
  claimsChallenge: {
    strikes: onGraph,
    make: () =>
      fail(401, 'InvalidAuthenticationToken', 'Continuous access evaluation.', {
        'www-authenticate': `Bearer realm="", error="insufficient_claims", claims="${CHALLENGE}"`,
      }),
  },
  addressGone: {
    strikes: ({ place }) => place === 'file',
    make: struck => fail(one(struck, 1, [403, 404, 410]), 'AuthenticationFailed'),
  },
  foreignLink: {
    strikes: onListing,
    make: struck => ({ replace: linkedTo(elsewhere(struck, struck.stranger)) }),
  },
  otherSchemeLink: { strikes: onListing, make: struck => ({ replace: linkedTo(otherScheme(struck)) }) },
  redirect: {
    strikes: struck => onListing(struck) && !struck.inBatch,
    make: struck => ({
      redirect: {
        location: elsewhere(struck, struck.stranger),
        status: one(struck, 1, [301, 302, 303, 307, 308]),
      },
    }),
  },
  samePage: { strikes: onListing, make: ({ link }) => ({ replace: linkedTo(link) }) },
  restartingPage: {
    strikes: struck => struck.place === 'next' && !struck.isDelta && struck.firstLink !== struck.link,
    make: ({ firstLink }) => ({ replace: emptyWithLink(firstLink) }),
  },
  endless: { strikes: onListing, make: ({ link }) => ({ replace: linkedTo(link) }), lasting: true },
  down: { strikes: anywhere, make: () => fail(503, 'serviceNotAvailable'), lasting: true },
  denied: { strikes: onPage, make: () => fail(403, 'Authorization_RequestDenied') },
  // That the children of a parent are not found says that the parent has gone.
  notFound: { strikes: struck => onPage(struck) && !struck.isChild, make: () => fail(404, 'NotFound') },
}
