import type { QuotaFamily } from '../api.ts'
import { fraction, pick, salt } from '../random.ts'
import type { ChaosFault, ChaosOptions, ChaosPlan, ChaosRates, ChaosTemper } from './api.ts'

const TEMPER = salt('temper')
const RESTLESS = salt('restless')
const TOTAL = salt('total')
const CHOSEN = salt('chosen')
const WEIGHT = salt('weight')

/** No family has more faults than this share of its requests. */
const MOST = 0.4

const FAMILIES: readonly QuotaFamily[] = [
  'directory',
  'reports',
  'signInActivity',
  'protection',
  'usageReports',
  'batch',
  'none',
]

const TEMPERS: readonly [ChaosTemper, ...ChaosTemper[]] = ['mild', 'harsh', 'deadly']

/** How likely a fault is beside others; what ends a table or a run, or takes long, is rarer. */
const FAULTS: Readonly<Record<ChaosFault, { readonly temper: ChaosTemper; readonly weight: number }>> = {
  throttled: { temper: 'mild', weight: 2 },
  busy: { temper: 'mild', weight: 1 },
  broken: { temper: 'mild', weight: 1 },
  errorPage: { temper: 'mild', weight: 1 },
  reset: { temper: 'mild', weight: 1 },
  cut: { temper: 'mild', weight: 0.7 },
  paused: { temper: 'mild', weight: 0.3 },
  silent: { temper: 'mild', weight: 0.1 },
  dripping: { temper: 'mild', weight: 0.2 },
  garbledGzip: { temper: 'mild', weight: 1 },
  lengthTooLong: { temper: 'mild', weight: 0.7 },
  repeatedRows: { temper: 'mild', weight: 1 },
  repeatedKeys: { temper: 'mild', weight: 1 },
  edited: { temper: 'mild', weight: 1 },
  parentGone: { temper: 'mild', weight: 0.5 },
  lengthTooShort: { temper: 'harsh', weight: 0.5 },
  htmlPage: { temper: 'harsh', weight: 0.5 },
  emptyBody: { temper: 'harsh', weight: 0.5 },
  truncatedJson: { temper: 'harsh', weight: 0.5 },
  noValue: { temper: 'harsh', weight: 0.5 },
  emptyPage: { temper: 'harsh', weight: 0.5 },
  expiredPage: { temper: 'harsh', weight: 5 },
  expiredDelta: { temper: 'harsh', weight: 12 },
  passingLicence: { temper: 'harsh', weight: 0.5 },
  rejectedToken: { temper: 'harsh', weight: 0.2 },
  claimsChallenge: { temper: 'harsh', weight: 0.2 },
  addressGone: { temper: 'harsh', weight: 8 },
  foreignLink: { temper: 'deadly', weight: 0.3 },
  otherSchemeLink: { temper: 'deadly', weight: 0.3 },
  redirect: { temper: 'deadly', weight: 0.3 },
  samePage: { temper: 'deadly', weight: 0.5 },
  restartingPage: { temper: 'deadly', weight: 0.5 },
  endless: { temper: 'deadly', weight: 0.3 },
  down: { temper: 'deadly', weight: 0.3 },
  denied: { temper: 'deadly', weight: 0.3 },
  notFound: { temper: 'deadly', weight: 0.3 },
}

const ALLOWED: Readonly<Record<ChaosTemper, readonly ChaosTemper[]>> = {
  mild: ['mild'],
  harsh: ['mild', 'harsh'],
  deadly: ['mild', 'harsh', 'deadly'],
}

/** The plan that a seed stands for. */
export function chaosPlan(seed: number, options: ChaosOptions = {}): ChaosPlan {
  const temper = options.temper ?? pick(TEMPERS, Math.floor(fraction(seed, TEMPER) * TEMPERS.length))
  const restless = options.restless ?? fraction(seed, RESTLESS) < 0.4
  const rates = FAMILIES.map(family => [family, ratesOf(seed, family, temper, restless)] as const)
  return { seed, temper, restless, rates: Object.fromEntries(rates) }
}

/** Some of the faults that the temper allows, in shares of a total of at most `MOST`. */
function ratesOf(seed: number, family: QuotaFamily, temper: ChaosTemper, restless: boolean): ChaosRates {
  const name = salt(family)
  const total = MOST * Math.sqrt(fraction(seed, TOTAL, name))
  const density = 0.25 + 0.75 * fraction(seed, CHOSEN, name)
  const chosen = Object.entries(FAULTS).flatMap(([fault, { temper: own, weight }]): [string, number][] => {
    if (!ALLOWED[temper].includes(own) || (isEdit(fault) && !restless)) return []
    if (fraction(seed, CHOSEN, name, salt(fault)) > density) return []
    return [[fault, weight * (0.2 + fraction(seed, WEIGHT, name, salt(fault)))]]
  })
  const sum = chosen.reduce((all, [, weight]) => all + weight, 0)
  return Object.fromEntries(chosen.map(([fault, weight]) => [fault, (total * weight) / sum]))
}

const isEdit = (fault: string): boolean => fault === 'edited' || fault === 'parentGone'
