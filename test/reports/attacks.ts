// Sign-ins that fail in every way, and what they come to, computed from rows of a lake.
import type { Row } from '../support/parquet-rows.ts'
import type { ReportRig } from '../support/report-rig.ts'
import { by, grouped, microsOf, part, type Tables, text } from './reading.ts'

const MINUTE = 60_000_000

/** Codes that occur here. */
const KINDS: readonly (readonly [kind: string, provesPassword: boolean, codes: readonly number[]])[] = [
  ['success', true, [0]],
  ['interrupt', true, [50055, 50074, 50076, 50140]],
  ['interrupt', false, [50058, 70043]],
  ['credentials', false, [50034, 50053, 50126]],
  ['policy', true, [53003]],
  ['second factor', true, [500121]],
  ['account', false, [50057]],
]

/** Attacks on the day of the tenant's clock. */
export function stageAttacks(rig: ReportRig): void {
  const { edit } = rig.sandbox
  const users = [...rig.sandbox.truth('users')]
    .filter(user => user.userType === 'Member')
    .map(user => [text(user.id), text(user.userPrincipalName)] as const)
  const sign = (time: string, place: number, ip: string | null, errorCode: number, more: Row = {}): void => {
    const [userId, userPrincipalName] = users[place] ?? ['', 'typo@contoso.example']
    const kind = more.incomingTokenType === undefined ? 'sign_ins' : 'sign_ins_non_interactive'
    edit.addEvent(kind, {
      ...{
        userId,
        userPrincipalName: userPrincipalName.toUpperCase(),
        ipAddress: ip,
        createdDateTime: `2026-11-20T${time}Z`,
      },
      ...{
        appDisplayName: 'Staged',
        location: { countryOrRegion: 'XA' },
        status: { errorCode, failureReason: `Why ${errorCode}` },
      },
      ...more,
    })
  }
  const two = (number: number): string => String(number).padStart(2, '0')
  // Twelve accounts from one /24, one of them in an IPv6 dress; then two who prove their passwords, one of whom is at home there; a token proves nothing.
  sign('00:10:00', 3, '198.51.77.200', 0)
  for (let n = 0; n < 12; n++)
    sign(
      `01:${two(n)}:00.123456`,
      n,
      n === 4 ? '::ffff:198.51.77.4' : `198.51.77.${n}`,
      n === 11 ? 50034 : 50126,
    )
  sign('01:30:00', 2, '198.51.77.9', 50074)
  sign('01:31:00', 3, '198.51.77.9', 0)
  sign('01:32:00', 5, '198.51.77.9', 0, { incomingTokenType: 'refreshToken' })
  sign('01:33:00', 6, '198.51.77.9', 0, { incomingTokenType: 'none' })
  sign('01:34:00', 7, '198.51.77.9', 50057)
  // A second wave from there, and one that is too small elsewhere.
  for (let n = 0; n < 10; n++) sign(`05:0${n}:00`, n + 5, '198.51.77.1', 50126)
  for (let n = 0; n < 9; n++) sign(`05:0${n}:00`, n, '198.51.78.1', 50126)
  // One of IPv6, written in different ways; and a slow one, whose accounts never meet in one window.
  for (let n = 0; n < 11; n++)
    sign(`03:${two(n)}:00`, n, n % 2 === 0 ? `2001:DB8:1:2::${n}` : `2001:db8:1:2:3:4:5:${n}`, 50126)
  for (let n = 0; n < 10; n++) sign(`${two(n)}:45:00`, n, '198.51.79.1', 50126)
  // Brute force: with a success from there, from elsewhere, with none; and twelve attempts that are spread too thin.
  for (let n = 0; n < 12; n++)
    sign(`07:${two(n)}:00`, 20, n % 2 === 0 ? '192.0.2.1' : '192.0.3.1', n === 11 ? 50053 : 50126)
  sign('07:20:00', 20, '192.0.2.99', 0)
  for (let n = 0; n < 10; n++) sign(`08:${two(n)}:00`, 21, '192.0.2.2', 50126)
  sign('08:30:00', 21, '192.0.9.9', 50076)
  for (let n = 0; n < 10; n++) sign(`09:${two(n)}:00`, 999, '192.0.2.3', 50126)
  for (let n = 0; n < 12; n++) sign(`${two(n)}:20:00`, 23, '192.0.2.4', 50126)
  // The rest: interrupts, other failures, nobody and nowhere.
  for (const [n, code] of [50140, 50058, 50055, 99999, 500121, 53003].entries())
    sign(`10:0${n}:00`, n, null, code, { location: null })
  sign('10:10:00', 1, '192.0.2.5', 70043, { incomingTokenType: 'refreshToken' })
  sign('10:11:00', 999, '192.0.2.5', 50034)
}

export interface Login {
  readonly id: string
  readonly time: number
  readonly row: Row
  readonly isInteractive: boolean
  readonly application: string
  readonly account: string
  readonly country: string
  readonly network: string | null
  readonly errorCode: number
  readonly kind: string
  readonly provesPassword: boolean
  readonly population: string
}

/** The addresses of the sandbox and those staged here. */
function networkOf(ip: unknown): string | null {
  if (typeof ip !== 'string' || ip === '') return null
  const four = /(\d+)\.(\d+)\.(\d+)\.\d+$/.exec(ip)
  if (four !== null) return `${four.slice(1).join('.')}.0/24`
  const [head = ''] = ip.toLowerCase().split('::')
  const parts = [...head.split(':'), '0', '0', '0', '0']
  return `${parts.slice(0, 4).join(':')}::/64`
}

export function logins(table: Tables): Login[] {
  const users = by(table('users'), 'id')
  const ids = new Set(table('sign_ins').map(row => row.id))
  const silent = table('sign_ins_non_interactive').filter(row => !ids.has(row.id))
  return [...table('sign_ins'), ...silent].map(row => {
    const errorCode = Number(part(row, 'status', 'errorCode'))
    const [kind, proves] = KINDS.find(([, , codes]) => codes.includes(errorCode)) ?? ['other', false]
    const user = users.get(text(row.userId))
    const isWithPassword = ids.has(row.id) || (row.incomingTokenType ?? 'none') === 'none'
    const country = part(row, 'location', 'countryOrRegion')
    return {
      ...{
        id: text(row.id),
        time: microsOf(row.createdDateTime),
        row,
        isInteractive: ids.has(row.id),
        errorCode,
        kind,
      },
      application: text(row.appDisplayName),
      account: text(row.userPrincipalName).toLowerCase(),
      country: country === null || country === '' ? '(unknown)' : text(country),
      network: networkOf(row.ipAddress),
      provesPassword: isWithPassword && proves,
      population: user === undefined ? 'unknown' : user.userType === 'Guest' ? 'guest' : 'member',
    }
  })
}

interface Episode {
  readonly key: string
  readonly begins: number
  readonly ends: number
  readonly peak: number
  readonly attempts: readonly Login[]
}

/** Stretches of wrong passwords of one network or account in which a window holds at least `least` of `measure`. */
export function episodes(
  all: readonly Login[],
  key: (login: Login) => string | null,
  measure: (of: readonly Login[]) => number,
  least: number,
  minutes: number,
): Episode[] {
  const wrong = all.filter(login => login.kind === 'credentials' && key(login) !== null)
  return grouped(wrong, login => text(key(login))).flatMap(of => {
    const dense = of
      .map(login => ({
        time: login.time,
        size: measure(of.filter(({ time }) => time <= login.time && time >= login.time - minutes * MINUTE)),
      }))
      .filter(({ size }) => size >= least)
      .sort((a, b) => a.time - b.time)
    const runs: (typeof dense)[] = []
    for (const one of dense) {
      const last = runs.at(-1)?.at(-1)
      if (last === undefined || one.time - last.time > minutes * MINUTE) runs.push([one])
      else runs.at(-1)?.push(one)
    }
    return runs.map(run => {
      const [from, ends] = [Number(run[0]?.time) - minutes * MINUTE, Number(run.at(-1)?.time)]
      const attempts = of.filter(({ time }) => time >= from && time <= ends)
      return {
        key: text(of[0] === undefined ? '' : key(of[0])),
        begins: Math.min(...attempts.map(({ time }) => time)),
        ends,
        peak: Math.max(...run.map(({ size }) => size)),
        attempts,
      }
    })
  })
}
