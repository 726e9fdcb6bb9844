// What stands in headers, links, tokens and refusals.
import assert from 'node:assert/strict'
import { graphError, pathOf } from '../../src/graph/answers.ts'
import { decodeToken } from '../../src/graph/claims.ts'
import { claimsChallenge } from '../../src/graph/claims-challenge.ts'
import { RequestError } from '../../src/graph/errors.ts'
import { parseRetryAfter } from '../../src/graph/retry.ts'
import type { FuzzTarget } from './fuzz.ts'
import { attempt } from './targets-page.ts'

export const refusal: FuzzTarget = {
  name: 'refusal',
  seeds: [
    '{"error":{"code":"Authorization_RequestDenied","message":"Insufficient privileges","innerError":{"request-id":"r","date":"d"}}}',
    '{"error":{"code":"a","message":"Bearer abc eyJhbGciOi.eyJ0.x"}}',
    '<html>502</html>',
  ],
  words: [
    '"error"',
    '"code"',
    '"message"',
    '"innerError"',
    'eyJhbGciOiJSUzI1NiJ9',
    'Bearer ',
    '{',
    '}',
    '"',
    'null',
  ],
  run: input => {
    const { code, graphMessage, message } = graphError(400, input.toString('utf8'), null, {})
    assert(code !== '' && code.length <= 100 && graphMessage.length <= 500)
    assert(!/\beyJ[\w-]/.test(message.replaceAll(/\[token\]/g, ' ')))
  },
}

export const retryAfter: FuzzTarget = {
  name: 'retry-after',
  seeds: ['120', '1.5', 'Fri, 20 Nov 2026 10:00:00 GMT', '-1', '1e9', ' 0 ', 'NaN', 'Infinity'],
  words: ['GMT', 'Fri, ', 'Nov', '9999', '+275760', '-', '.', 'e', ':', '99999999999999999999'],
  run: input => {
    const ms = parseRetryAfter(input.toString('latin1'), Date.UTC(2026, 10, 20))
    assert(ms === null || ms >= 0)
  },
}

const challengeOf = (claims: string): string =>
  `Bearer realm="", error="insufficient_claims", claims="${Buffer.from(claims).toString('base64')}"`

export const claims: FuzzTarget = {
  name: 'claims',
  seeds: [
    challengeOf('{"access_token":{"nbf":{"essential":true}}}'),
    challengeOf('[1]'),
    'Bearer error=insufficient_claims',
  ],
  words: ['claims="', '"', 'error="insufficient_claims"', 'e30=', 'bnVsbA==', ', ', 'W10='],
  run: input => {
    const text = claimsChallenge(input.toString('latin1'))
    if (text === null) return
    const value: unknown = JSON.parse(text)
    assert(typeof value === 'object' && value !== null && !Array.isArray(value))
  },
}

const ROOT = 'https://graph.microsoft.com'

export const link: FuzzTarget = {
  name: 'link',
  seeds: [
    `${ROOT}/v1.0/users?$skiptoken=a,b+c%20d`,
    `${ROOT}@evil.example/`,
    `${ROOT}.evil.example/`,
    `${ROOT}\\@evil.example/`,
    `${ROOT}/\t\r\nHost: evil.example`,
    `${ROOT}//evil.example/é`,
  ],
  words: [
    ROOT,
    '@',
    '\\',
    '//',
    '/',
    '.',
    ':',
    '\r\n',
    '\t',
    '#',
    '?',
    'evil.example',
    '\u3002',
    '%00',
    'https:',
  ],
  run: input => {
    const path = attempt(() => pathOf(JSON.parse(`"${jsonText(input)}"`) as string, ROOT, null))
    if ('error' in path) {
      assert(path.error instanceof RequestError, path.error as Error)
      return
    }
    assert.match(path.value, /^\/[\x21-\x7e]*$/)
    assert.equal(new URL(ROOT + path.value).origin, ROOT)
  },
}

/** The bytes as UTF-16, lone surrogates and all, written as JSON writes them. */
function jsonText(input: Buffer): string {
  const text = input[0] === 0 ? input.subarray(1).toString('utf16le') : input.toString('utf8')
  return JSON.stringify(text).slice(1, -1)
}

export const token: FuzzTarget = {
  name: 'token',
  seeds: [
    `h.${Buffer.from('{"tid":"t","roles":["A"],"scp":"B C","exp":1700000000}').toString('base64url')}.s`,
    '{"tid":1,"roles":{"length":-1},"exp":1e999}',
    'a.b.c',
  ],
  words: ['"tid"', '"roles"', '"scp"', '"exp"', '"__proto__"', '[]', '{}', '1e999', 'null', '.'],
  run: input => {
    const payload = input.toString('base64url')
    for (const text of [input.toString('latin1'), `h.${payload}.s`]) {
      const { claims, expiresAt } = decodeToken(text)
      assert(
        [...claims.roles, ...claims.scopes].every(part => typeof part === 'string' && part !== undefined),
      )
      assert(expiresAt === null || typeof expiresAt === 'number')
    }
  },
}
