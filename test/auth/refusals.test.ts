// What the sign-in service refuses: one sentence each, with what to do, and without a secret.
import { describe, expect, it } from 'vitest'
import { knownRefusals } from '../../src/auth/known-refusals.ts'
import { explain, type Identity, refusal } from '../../src/auth/refusals.ts'
import { NetworkError } from '../../src/graph/errors.ts'
import { SignInError } from '../../src/graph/sign-in-error.ts'

const application: Identity = {
  way: 'secret',
  authority: 'https://login.microsoftonline.com',
  tenantId: 'contoso.onmicrosoft.com',
  clientId: 'b5c5ac9e-53f0-4f5c-8f7c-2f6d8d1f1234',
  secrets: ['s3cr+t value'],
}
const person: Identity = { ...application, way: 'person' }

const answer = (code: number, text = 'The text of the service.') => ({
  error: 'invalid_grant',
  error_description: `AADSTS${code}: ${text} Trace ID: 11 Correlation ID: 22-33 Timestamp: 2026-11-20 10:00:00Z`,
  error_codes: [code],
  correlation_id: '22-33',
})

const refused = (code: number, identity: Identity, status = 400, text?: string): SignInError =>
  refusal({ kind: 'answer', origin: identity.authority, status, body: answer(code, text) }, identity)

describe.each([
  ['an application', application],
  ['a person', person],
])('a refusal of %s', (_who, identity) => {
  it.each(Object.keys(knownRefusals))('%s is one sentence with its code, id and a mend', key => {
    const error = refused(Number(key.slice(6)), identity)
    expect(error).toMatchObject({ exitCode: 3, failure: 'refused', code: key, correlationId: '22-33' })
    expect(error.message).toMatch(/^[A-Z'].*\(AADSTS\d+, correlation id 22-33\)\.$/)
    expect(error.message).not.toMatch(/\n|\.\.|undefined|null|The text of the service/)
    // What happened, and what to do about it.
    expect(error.message).toMatch(/[;,] /)
  })
})

describe('who was refused decides the mend', () => {
  it('consent: an administrator opens a page, a person may also ask for less', () => {
    const url =
      'https://login.microsoftonline.com/contoso.onmicrosoft.com/adminconsent?client_id=b5c5ac9e-53f0-4f5c-8f7c-2f6d8d1f1234'
    expect(refused(65001, application).message).toContain(url)
    expect(refused(65001, person).message).toContain('entra-extract permissions --as delegated')
    expect(refused(65001, person).message).toContain('auth login users groups')
  })

  it('an expired credential is a secret or a certificate', () => {
    expect(refused(7000222, application).message).toContain('AZURE_CLIENT_SECRET')
    expect(refused(7000222, { ...application, way: 'certificate' }).message).toContain(
      'AZURE_CLIENT_CERTIFICATE_PATH',
    )
  })

  it('a session that has ended is begun again, in the same tenant', () => {
    expect(refused(700082, person).message).toContain(
      '`entra-extract auth login --tenant contoso.onmicrosoft.com`',
    )
    expect(refused(700082, { ...person, tenantId: 'organizations' }).message).toContain(
      '`entra-extract auth login`',
    )
  })
})

describe('what nobody knows', () => {
  it('is told in the words of the service, without trace ids and secrets', () => {
    const error = refused(
      123456,
      application,
      400,
      'No s3cr+t value and no s3cr%2Bt%20value here.\r\nMore of it.',
    )
    expect(error.message).toBe(
      'The sign-in service refused application b5c5ac9e-53f0-4f5c-8f7c-2f6d8d1f1234: No [secret] and no [secret] here (AADSTS123456, correlation id 22-33).',
    )
  })

  it('passes when it is the service that is unwell', () => {
    expect(refused(90033, application, 503).failure).toBe('unreachable')
    expect(refused(999, application, 429).failure).toBe('unreachable')
  })

  it.each([[null], ['text'], [{}], [{ error_codes: 'x' }]])('tells the status of a body like %j', body => {
    const error = refusal({ kind: 'answer', origin: 'o', status: 418, body }, application)
    expect(error.message).toContain('status 418')
  })
})

describe('a short secret', () => {
  it('does not cut holes into our own words', () => {
    const short: Identity = { ...application, secrets: ['secret'] }
    expect(refused(7000215, short).message).toBe(refused(7000215, application).message)
    expect(refused(999999, short, 400, 'The secret is odd.').message).toContain('The [secret] is odd')
  })
})

describe('what never was an answer', () => {
  it('of a proxy sends people to the proxy', () => {
    const cause = new NetworkError(
      'PROXY_UNREACHABLE',
      'the proxy http://p:1 cannot be reached (ECONNREFUSED)',
    )
    const error = refusal({ kind: 'unreachable', origin: 'https://login.example', cause }, application)
    expect(error.message).toMatch(/; check HTTPS_PROXY and HTTP_PROXY\.$/)
  })

  it('of a server that is no sign-in service says so', () => {
    const odd = Object.assign(new Error('See https://aka.ms/x'), { errorCode: 'endpoints_resolution_error' })
    expect(explain(odd, null, application).message).toBe(
      'https://login.microsoftonline.com does not answer as a sign-in service of Microsoft Entra; check --authority, and the proxy if there is one.',
    )
  })

  it('keeps its cause, not its secrets', () => {
    const cause = new Error('could not send s3cr+t value')
    const error = refusal({ kind: 'unreachable', origin: 'https://login.example', cause }, application)
    expect(error).toMatchObject({ failure: 'unreachable', cause })
    expect(error.message).toBe(
      'No answer from the sign-in service https://login.example (could not send [secret]); check the network and --authority.',
    )
  })

  it('is an error of ours as it is, and any other in one sentence', () => {
    const own = new SignInError('Ours.', { failure: 'missing' })
    expect(explain(own, null, application)).toBe(own)
    expect(explain(new Error('odd.'), null, application).message).toBe(
      'Signing in at https://login.microsoftonline.com failed: odd.',
    )
  })
})
