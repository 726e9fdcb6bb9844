// The language of --mask, and what rules and presets decide over the whole catalogue.
import { createSecretKey } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { parseMask } from '../../src/api/mask-rules.ts'
import { UsageError } from '../../src/errors.ts'
import { fieldsOf, keySources, sourceKey } from '../../src/extract/mask/fields.ts'
import { masksOf } from '../../src/extract/mask/plan.ts'
import type { Pii } from '../../src/extract/mask/presets.ts'
import { streams, tables } from '../../src/streams/index.ts'
import { kindOf } from '../../src/streams/privacy.ts'

const KEY = createSecretKey('0123456789abcdef0123456789abcdef', 'utf8')

const planOf = (text: string, pii: Pii = 'full', key: typeof KEY | null = KEY) =>
  masksOf(streams.values(), { rules: parseMask(text, '--mask'), pii, key })

/** What is masked of a table: `column method`. */
const told = (text: string, table: string, pii: Pii = 'full'): string[] => {
  const stream = tables.get(table)?.stream.name ?? ''
  const columns = planOf(text, pii).get(stream)?.columns[table] ?? []
  return columns.map(({ column, method }) => `${column} ${method}`)
}

describe('rules', () => {
  test.each([
    ['users.mail:hmac,users.proxyAddresses:hmac', 'users', ['mail hmac', 'proxyAddresses hmac']],
    ['sign_ins.location.city:drop', 'sign_ins', ['location.city drop']],
    ['sign_ins.location:drop', 'sign_ins', ['location drop']],
    [
      'sign_ins.location:drop,sign_ins.location.state:keep',
      'sign_ins',
      ['location.city drop', 'location.countryOrRegion drop', 'location.geoCoordinates drop'],
    ],
    ['sign_ins*.ipAddress:truncate', 'sign_ins_non_interactive', ['ipAddress truncate']],
    [
      '*.userPrincipalName:hmac',
      'directory_audits',
      ['initiatedBy.user.userPrincipalName hmac', 'targetResources.userPrincipalName hmac'],
    ],
    ['*.userPrincipalName:hmac,*.mail:hmac', 'groups', ['mail hmac']],
    ['users.mail:drop,*.mail:hmac', 'users', ['mail drop']],
    ['users.mail:drop,users.mail:hmac', 'users', ['mail hmac']],
    ['*.mail:drop,users.ma*:hmac', 'users', ['mail hmac', 'mailNickname hmac']],
    ['users.*:truncate,users.*:keep', 'users', []],
    [
      'provisioning_logs.sourceIdentity.displayName:hmac',
      'provisioning_logs',
      ['sourceIdentity.displayName hmac'],
    ],
    ['provisioning_logs.sourceIdentity:hmac', 'provisioning_logs', ['sourceIdentity hmac']],
    ['sign_ins.createdDateTime:keep,users.createdDateTime:truncate', 'users', ['createdDateTime truncate']],
  ])('%s masks of %s %j', (text, table, expected) => expect(told(text, table)).toEqual(expected))

  test('are about properties, so that every table that reads one is masked', () => {
    expect(told('user_licenses.skuId:hmac', 'users')).toEqual(['assignedLicenses.skuId hmac'])
    expect(told('users.id:hmac', 'user_licenses')).toEqual(['userId hmac'])
    expect(told('directory_audits.targetResources.displayName:hmac', 'directory_audit_changes')).toEqual([
      'targetDisplayName hmac',
    ])
    expect(told('group_members.id:hmac', 'group_members')).toEqual(['id hmac'])
  })

  test('hash keys where a pattern would leave them out', () => {
    expect(told('users.*:drop', 'users')).toContain('id hmac')
    expect(told('email_activity.user*:truncate', 'email_activity')).toEqual(['userPrincipalName hmac'])
    expect(told('sign_ins.*:drop', 'sign_ins')).not.toContainEqual(expect.stringMatching(/^createdDateTime/))
  })

  test.each([
    ['users.mial:hmac', /^--mask: no column is named 'users\.mial'\. Did you mean 'users\.mail'\?/],
    ['usres.mail:hmac', /Did you mean 'users\.mail'\?/],
    ['*.userPrincipalNmae:hmac', /^--mask: no column is named '\*\.userPrincipalNmae'/],
    [
      'users.accountEnabled:hmac',
      /^--mask: users\.accountEnabled \(BOOLEAN\) is no text, so it cannot be masked by hmac/,
    ],
    ['users.createdDateTime:hmac', /TIMESTAMP WITH TIME ZONE\) is no text/],
    ['email_activity.sendCount:truncate', /\(BIGINT\) is neither text nor a time/],
    ['sign_ins.location:hmac', /is a struct: name one of its fields/],
    ['provisioning_logs.initiatedBy:truncate', /is JSON text: name what is inside it/],
    ['users.id:drop', /^--mask: users\.id is what rows are told apart or filed by; mask it by hmac/],
    ['users.assignedLicenses:drop', /users\.assignedLicenses, which holds assignedLicenses\.skuId,/],
    ['sign_ins.createdDateTime:truncate', /filed by; leave it, for truncate/],
    ['user_license_states.userId:truncate', /mask it by hmac/],
    ['directory_audit_changes.targetIndex:drop', /is not Graph's but made here/],
    ['users.location.city:drop', /no column is named/],
    ['users._tenant_id:hmac', /no column is named/],
  ])('%s is refused', (text, message) => {
    expect(() => planOf(text)).toThrow(UsageError)
    expect(() => planOf(text)).toThrow(message)
  })

  test.each([
    'users.mail',
    'users:hmac',
    'users.mail:',
    ':hmac',
    'users.mail:md5',
    'users mail:hmac',
    '.mail:hmac',
  ])('%j is no rule', text =>
    expect(() => parseMask(text, '--mask')).toThrow(/^--mask (is written|takes the methods)/),
  )

  test('need a key where something is hashed, and only there', () => {
    expect(() => planOf('users.mail:hmac', 'full', null)).toThrow(
      /needs a key: make one with `openssl rand -hex 32/,
    )
    expect(() => planOf('users.*:drop', 'full', null)).toThrow(/needs a key/)
    expect(() => planOf('', 'none', null)).toThrow(/needs a key/)
    expect(planOf('users.mail:drop', 'full', null).size).toBe(1)
    expect(planOf('', 'full', null).size).toBe(0)
  })

  test('of other methods, or with another key, are another digest', () => {
    const digest = (text: string, key = KEY) => planOf(text, 'full', key).get('users')?.digest
    const other = createSecretKey('another key of thirty-two letters', 'utf8')
    expect(digest('users.mail:hmac')).toBe(digest('*.mail:drop,users.mail:hmac'))
    expect(digest('users.mail:hmac')).not.toBe(digest('users.mail:drop'))
    expect(digest('users.mail:hmac')).not.toBe(digest('users.mail:hmac', other))
    expect(digest('users.mail:drop')).toBe(digest('users.mail:drop', other))
  })
})

describe.each(['pseudonymous', 'none'] as const)('the preset %s', pii => {
  const all = [...streams.values()].map(stream => ({
    stream,
    fields: fieldsOf(stream.definition),
    keys: keySources(stream.definition),
  }))
  const plan = planOf('', pii)

  test('masks every value by what it is, and no key otherwise than by hmac', () => {
    let masked = 0
    for (const { stream, fields, keys } of all)
      for (const field of fields) {
        // What is computed has what its sources have.
        if (typeof field.type !== 'string' || stream.definition.kind === 'derived') continue
        const columns = plan.get(stream.name)?.columns[field.table] ?? []
        const found = columns.find(
          ({ column }) => column === field.path || field.path.startsWith(`${column}.`),
        )?.method
        const kind = kindOf(field.table, field.path)
        const where = `${field.table}.${field.path} (${kind})`
        const isKey = field.sources.some(source => keys.has(sourceKey(source)))
        const isOpen =
          kind === 'plain' || (pii === 'pseudonymous' && ['object', 'id', 'delicate'].includes(kind))
        if (isOpen) expect(found, where).toBeUndefined()
        else if (isKey) expect(found, where).toBe('hmac')
        else expect(found, where).toBeDefined()
        if (found !== undefined) masked++
      }
    expect(masked).toBeGreaterThan(pii === 'none' ? 550 : 250)
  })

  test('gives way to every rule, and to keep', () => {
    expect(told('users.mail:drop', 'users', pii)).toContain('mail drop')
    expect(told('users.mail:keep', 'users', pii).filter(each => each.startsWith('mail '))).toEqual([])
    expect(told('*.mail:keep', 'users', pii).filter(each => each.startsWith('mail '))).toEqual([])
  })
})
