import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { eraseText, fateOf } from '../../src/extract/forget/erase.ts'
import { type Finder, finderOf, type Person } from '../../src/extract/forget/identifiers.ts'
import { tables } from '../../src/streams/index.ts'
import { identityColumns, PERSON_TABLES, personColumns } from '../../src/streams/persons.ts'

const ID = '0f6c1d6e-54f4-4b8e-9d0c-3a7b1c2d4e5f'
const OTHER = '11111111-2222-4333-8444-555555555555'
const ada: Person = {
  id: ID,
  sure: new Set([
    ID,
    ID.replaceAll('-', ''),
    'ada@contoso.com',
    `${ID.replaceAll('-', '')}ada@contoso.com`,
    's-1-5-21-1-2-3-1105',
    'cn=löwe\\, ada,ou=it',
    'a+b/c=ada==',
  ]),
  common: new Set(['ada löwe', 'ada', '1042']),
}
const finder = finderOf([ada])

/** Whether one of the patterns matches, as RE2 does with the same flags. */
const isWanted = (text: string, { patterns }: Finder = finder): boolean =>
  patterns.some(pattern => new RegExp(pattern, 'is').test(text))

describe('names in text', () => {
  test.each([
    ['ada@contoso.com', 'forgotten'],
    ['ADA@Contoso.COM', 'forgotten'],
    [
      "Received User 'ada@contoso.com' (old), from ada@contoso.com.",
      "Received User 'forgotten' (old), from forgotten.",
    ],
    ['SMTP:ada@contoso.com', 'SMTP:forgotten'],
    [`group_${ID}_member`, 'group_forgotten_member'],
    [`8:orgid:${ID.toUpperCase()}`, '8:orgid:forgotten'],
    [`${ID.replaceAll('-', '')}ada@contoso.com`, 'forgotten'],
    [`of "S-1-5-21-1-2-3-1105"`, 'of "forgotten"'],
    ['ada@contoso.com belongs to Ada Löwe', 'forgotten belongs to forgotten'],
    [
      '{"key":"\\u0061da@contoso.com","n":[1.0,12345678901234567890]}',
      '{"key":"forgotten","n":[1.0,12345678901234567890]}',
    ],
    ['"[\\"ada@contoso.com\\",\\"Ada\\"]"', '"[\\"forgotten\\",\\"forgotten\\"]"'],
    [`{"${ID}":true}`, '{"forgotten":true}'],
    ['{"dn":"CN=L\\u00f6we\\\\, Ada,OU=IT"}', '{"dn":"forgotten"}'],
    ['{"v":"a\\u002Bb\\/c=ada=="}', '{"v":"forgotten"}'],
  ])('%j becomes %j', (text, expected) => {
    expect(isWanted(text) || text.includes('\\u0061')).toBe(true)
    expect(eraseText(text, finder)).toBe(expected)
  })

  test.each([
    'jada@contoso.com',
    'j.ada@contoso.com',
    'o-ada@contoso.com',
    'ada@contoso.com.au',
    'ada@contoso.community',
    'S-1-5-21-1-2-3-11052',
    'S-1-5-21-1-2-3-1105-7',
    'Ada Löwe',
    '1042',
    '{"displayName":"Ada"}',
    `a${ID}`,
    `${ID}0`,
    'CN=Löwe, Ada,OU=IT',
    '{"n": 1.0 }',
  ])('%j is somebody or something else', text => {
    expect(eraseText(text, finder)).toBe(text)
  })

  test('are found in whatever text they stand, and nothing else of it changes', () => {
    const words = fc.string({ unit: 'grapheme', maxLength: 20 }).map(text => `${text.replaceAll('a', 'b')} `)
    fc.assert(
      fc.property(fc.array(words, { minLength: 2 }), fc.constantFrom(...ada.sure), (parts, name) => {
        fc.pre(!parts.some(part => eraseText(part, finder) !== part || part.trim() === 'forgotten'))
        const text = parts.join(` ${name} `)
        fc.pre(eraseText(parts.join('  '), finder) === parts.join('  '))
        for (const each of [text, JSON.stringify({ x: text }), JSON.stringify([JSON.stringify({ x: text })])])
          expect(isWanted(each)).toBe(true)
        expect(JSON.parse(eraseText(JSON.stringify({ x: text }), finder))).toEqual({
          x: parts.join(' forgotten '),
        })
      }),
    )
  })

  test('of many persons fit into patterns', () => {
    const many = Array.from({ length: 100 }, (_, n) => ({
      id: String(n),
      sure: new Set(Array.from({ length: 9 }, (_each, m) => `person-${n}-${m}@contoso.com`)),
      common: new Set<string>(),
    }))
    const all = finderOf(many)
    expect(all.patterns).toHaveLength(5)
    expect(isWanted('{"x":"person-99-8@contoso.com"}', all)).toBe(true)
    const found = new Set<Person>()
    all.find('person-7-1@contoso.com, person-70-1@contoso.com', found)
    expect(new Set([...found].map(({ id }) => id))).toEqual(new Set(['7', '70']))
  })
})

describe('a row', () => {
  const fate = (row: Record<string, unknown>, table: string, key: readonly string[] = ['id']) =>
    fateOf(row, { ...personColumns[table], key }, finder, false)

  test.each([
    ['users', { id: ID, mail: null }],
    ['users', { id: ID.toUpperCase() }],
    ['group_members', { groupId: 'g', id: ID }, ['groupId', 'id']],
    ['role_assignments', { id: 'x', principalId: ID }],
    ['sign_ins', { id: 'x', userId: ID, userPrincipalName: 'old@contoso.com' }],
    ['sign_ins', { id: 'x', userId: '', userPrincipalName: 'Ada@contoso.com' }],
    [
      'sign_ins',
      { id: 'x', userId: '00000000-0000-0000-0000-000000000000', userPrincipalName: 'ada@contoso.com' },
    ],
    ['access_review_decisions', { id: 'x', principal: `{"id":"${ID}"}` }],
    ['access_package_assignments', { id: 'x', target: { id: 's', objectId: ID } }],
    [
      'email_activity',
      { reportRefreshDate: '2026-11-20', userPrincipalName: 'ada@contoso.com' },
      ['reportRefreshDate', 'userPrincipalName'],
    ],
    ['a_table_of_another_version', { id: `x_${ID}` }],
  ])('of %s goes: %j', (table, row, key = ['id']) => {
    expect(fate(row, table, key).kind).toBe('gone')
  })

  test.each([
    [
      'users',
      { id: OTHER, otherMails: ['ada@contoso.com', 'b@contoso.com'] },
      { id: OTHER, otherMails: ['forgotten', 'b@contoso.com'] },
    ],
    ['user_managers', { userId: OTHER, id: ID }, { userId: OTHER, id: 'forgotten' }],
    [
      'sign_ins',
      { id: 'x', userId: OTHER, userPrincipalName: 'ada@contoso.com' },
      { id: 'x', userId: OTHER, userPrincipalName: 'forgotten' },
    ],
    [
      'conditional_access_policies',
      { id: 'p', displayName: 'Ada', conditions: { users: { excludeUsers: [ID, OTHER] } }, state: null },
      {
        id: 'p',
        displayName: 'forgotten',
        conditions: { users: { excludeUsers: ['forgotten', OTHER] } },
        state: null,
      },
    ],
    [
      'directory_audits',
      {
        id: 'e',
        initiatedBy: {
          app: null,
          user: {
            id: ID,
            displayName: 'A. Older Name',
            userPrincipalName: 'older@contoso.com',
            ipAddress: '10.0.0.1',
          },
        },
        targetResources: [
          {
            id: ID,
            displayName: null,
            modifiedProperties: [{ displayName: 'Mobile', oldValue: '"1"', newValue: '"2"' }],
          },
          {
            id: OTHER,
            displayName: 'Ben',
            modifiedProperties: [{ displayName: 'Manager', oldValue: null, newValue: `"${ID}"` }],
          },
        ],
      },
      {
        id: 'e',
        initiatedBy: {
          app: null,
          user: { id: 'forgotten', displayName: null, userPrincipalName: 'forgotten', ipAddress: null },
        },
        targetResources: [
          {
            id: 'forgotten',
            displayName: null,
            modifiedProperties: [{ displayName: 'Mobile', oldValue: null, newValue: null }],
          },
          {
            id: OTHER,
            displayName: 'Ben',
            modifiedProperties: [{ displayName: 'Manager', oldValue: null, newValue: '"forgotten"' }],
          },
        ],
      },
    ],
    [
      'access_review_decisions',
      { id: 'd', principal: `{"id":"${OTHER}"}`, reviewedBy: `{"id":"${ID}","displayName":"x","n":1.50}` },
      {
        id: 'd',
        principal: `{"id":"${OTHER}"}`,
        reviewedBy: '{"id":"forgotten","displayName":null,"n":1.50}',
      },
    ],
  ])('of %s stays without the person', (table, row, expected) => {
    expect(fate(row, table, table === 'user_managers' ? ['userId'] : ['id'])).toMatchObject({
      kind: 'rewritten',
      row: expected,
    })
  })

  test('that names nobody stays, whoever has the same first name', () => {
    expect(fate({ id: OTHER, displayName: 'Ada', employeeId: '1042', x: 'Ada Löwe' }, 'users')).toEqual({
      kind: 'same',
    })
  })

  test('whose parent goes, goes', () => {
    expect(fateOf({ signInId: 'x' }, { key: ['signInId', 'id'] }, finder, true).kind).toBe('gone')
  })
})

describe('the declaration', () => {
  test('names columns that there are', () => {
    for (const [name, { subjects = [], names = [] }] of Object.entries(personColumns)) {
      const columns = Object.keys(tables.get(name)?.definition.columns ?? {})
      expect(subjects.length + names.length).toBeGreaterThan(0)
      const isBeta = name.startsWith('sign_ins')
      for (const column of [...subjects, ...names])
        if (!isBeta || column !== 'signInIdentifier') expect(columns, name).toContain(column)
    }
    for (const table of PERSON_TABLES) {
      const columns = Object.keys(tables.get(table)?.definition.columns ?? {})
      for (const path of Object.values(identityColumns).flat()) expect(columns).toContain(path.split('.')[0])
      expect(tables.get(table)?.definition.key).toEqual(['id'])
    }
  })

  test('has every table with a column that is a person by its name', () => {
    const isPerson = /^(?:userId|principalId|principal|userPrincipalName|target|requestor|subject)$/
    for (const [name, { definition }] of tables) {
      if (PERSON_TABLES.includes(name)) continue
      const columns = Object.keys(definition.columns).filter(column => isPerson.test(column))
      const { subjects = [], names = [] } = personColumns[name] ?? {}
      for (const column of columns) {
        // What identifies an application is no person.
        if (name === 'application_federated_credentials' && column === 'subject') continue
        expect([...definition.key, ...subjects, ...names], name).toContain(column)
      }
    }
  })
})
