// https://learn.microsoft.com/entra/identity-platform/v2-oauth2-device-code
import { randomBytes } from 'node:crypto'
import type { Answer } from '../server/answer.ts'
import type { Authority, DeviceGrant, Request } from './authority.ts'
import { checkClient, checkPersonsClient } from './client.ts'
import { newSecret, personTokens } from './person.ts'
import { invalidGrant, jsonAnswer, missing, Refusal } from './refusal.ts'
import { readAsked } from './scopes.ts'

const LIFETIME_SECONDS = 900
const LETTERS = 'BCDFGHJKLMNPQRSTVWXYZ23456789'

const newUserCode = (): string =>
  [...randomBytes(9)].map(byte => LETTERS[byte % LETTERS.length] ?? '').join('')

export function startDeviceCode(authority: Authority, { form }: Request): Answer {
  checkClient(authority, form.get('client_id'))
  const asked = readAsked(authority, form.get('scope'))
  const [code, user] = [newSecret(), newUserCode()]
  const expires = Date.now() + LIFETIME_SECONDS * 1000
  authority.devices.set(code, { asked, expires, polls: 0, lastPoll: 0, redeemed: false })
  const page = `${authority.url()}/devicelogin`
  return jsonAnswer(200, {
    user_code: user,
    device_code: code,
    verification_uri: page,
    expires_in: LIFETIME_SECONDS,
    interval: authority.plan.intervalSeconds,
    message: `To sign in, open ${page} in a browser and enter the code ${user}.`,
  })
}

/** A poll: the tokens once the person has signed in. */
export function redeemDeviceCode(authority: Authority, form: URLSearchParams): Answer {
  checkPersonsClient(authority, form)
  const code = form.get('device_code')
  if (!code) throw missing('device_code')
  const device = authority.devices.get(code)
  if (!device) {
    throw deviceError(
      'bad_verification_code',
      70018,
      'Invalid verification code: the device code is unknown.',
    )
  }
  if (device.redeemed) {
    throw invalidGrant(54005, 'OAuth2 device code was already redeemed, please retry with a new valid code.')
  }
  checkPoll(authority, device)
  const { asked } = device
  const answer = personTokens(authority, { asked, satisfies: authority.identity.revocation.persons }, form)
  device.redeemed = true
  return answer
}

const deviceError = (error: string, number: number, text: string): Refusal =>
  new Refusal(400, error, number, text)

/** Refuses until the person has entered the code, and when that went wrong. */
function checkPoll({ plan }: Authority, device: DeviceGrant): void {
  const now = Date.now()
  const early = now - device.lastPoll < plan.intervalSeconds * 800
  if (now >= device.expires) throw expired()
  device.lastPoll = now
  if (early) throw deviceError('slow_down', 70016, 'The client polls more often than the interval allows.')
  device.polls += 1
  if (device.polls <= plan.pendingPolls) {
    throw deviceError(
      'authorization_pending',
      70016,
      'OAuth 2.0 device flow error. Authorization is pending. Continue polling.',
    )
  }
  if (plan.outcome === 'expired') throw expired()
  if (plan.outcome === 'declined') {
    throw deviceError(
      'authorization_declined',
      70017,
      'OAuth 2.0 device flow error. The end user denied the authorization request.',
    )
  }
}

const expired = (): Refusal =>
  deviceError(
    'expired_token',
    70020,
    "The provided value for the input parameter 'device_code' is not valid. This device code has expired.",
  )
