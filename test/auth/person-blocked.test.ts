// Persons whom a policy does not let in: with a code the browser is another way, which it is not with the browser.
import { describe, expect, it } from 'vitest'
import { type Identity, refusedAnswer } from '../../src/auth/refusals.ts'

const person: Identity = {
  way: 'person',
  authority: 'https://login.microsoftonline.com',
  tenantId: 'contoso.example',
  clientId: 'b5c5ac9e-53f0-4f5c-8f7c-2f6d8d1f1234',
  secrets: [],
}

const refused = (code: number, identity: Identity): string =>
  refusedAnswer(400, { error: 'access_denied', error_codes: [code] }, identity).message

describe('a sign-in that a policy blocks', () => {
  it.each([
    [53003, 'Conditional access of tenant contoso.example does not allow codes'],
    [530036, 'Conditional access of tenant contoso.example does not allow codes'],
    [530035, 'The security defaults of tenant contoso.example do not allow codes'],
  ])('%i: is for the browser when it was by a code', (code, what) => {
    expect(refused(code, { ...person, how: 'device-code' })).toContain(
      `${what}; sign in with the browser: \`entra-extract auth login\``,
    )
  })

  it.each([53003, 530036, 530035])('%i: is for an administrator when it was by the browser', code => {
    for (const identity of [person, { ...person, how: 'browser' as const }]) {
      expect(refused(code, identity)).toMatch(/ block(s)? this sign-in; ask an administrator/)
      expect(refused(code, identity)).not.toContain('codes')
    }
  })
})
