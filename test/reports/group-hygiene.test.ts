// What is wrong with groups, found by walking through the lake's rows.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readReport } from '../../src/reports/index.ts'
import { type AnswerRow, objectsOf, type ReportRig, startReportRig } from '../support/report-rig.ts'
import { factsOf, type GroupFacts, stageGroups, usesOf, within } from './group-facts.ts'
import { countOf, extractAt, grouped, iso, ordered, type Tables, text } from './reading.ts'

const NAME = 'group-hygiene'
const { needs, uses } = readReport(NAME)
const AS_OF = '2026-11-20T12:00:00.000Z'

let rig: ReportRig
let table: Tables
let facts: GroupFacts[]
let ids: Readonly<Record<string, string>>

beforeAll(async () => {
  rig = await startReportRig({ users: 60 })
  ids = stageGroups(rig)
  const tables = [...needs, ...uses]
  await extractAt(rig, tables)
  rig.sandbox.advance({ hours: 2 })
  rig.sandbox.edit.addMember(text(ids.Broken), text([...rig.sandbox.truth('users')][0]?.id))
  await extractAt(rig, tables)
  const rows = new Map<string, Awaited<ReturnType<typeof rig.table>>>()
  for (const name of [...tables, 'changes/group_members']) rows.set(name, await rig.table(name))
  table = name => rows.get(name) ?? []
  facts = factsOf(table, AS_OF, 365)
})
afterAll(() => rig.close())

describe('groups', () => {
  let answers: (section: string) => AnswerRow[]
  beforeAll(async () => {
    const answer = await rig.answer(NAME, {}, AS_OF)
    answers = section => objectsOf(answer, section)
  })
  const findingsOf = (name: string): readonly string[] =>
    facts.find(one => one.id === ids[name])?.findings ?? []

  test('each with what is wrong with it', () => {
    const columns = [
      'displayName',
      'kind',
      'isDynamic',
      'isSynchronised',
      'members',
      'owners',
      'lastMoved',
      'findings',
      'id',
    ] as const
    const wrong = ordered(
      facts.filter(one => one.findings.length > 0),
      one => -one.findings.length,
      'displayName',
      'id',
    )
    expect(answers('groups')).toEqual(
      wrong.map(one => Object.fromEntries(columns.map(column => [column, one[column]]))),
    )
    expect(wrong.length).toBeLessThan(facts.length)
  })

  test('those that were staged are found', () => {
    expect(findingsOf('Ring B')).toEqual(['in a cycle', 'no owner', 'stale'])
    expect(findingsOf('Above the ring')).toEqual(['no owner', 'stale'])
    expect(findingsOf('Empty with a licence')).toEqual(['empty', 'empty but in use', 'no owner', 'stale'])
    expect(findingsOf('Hidden')).toEqual(['hidden or empty', 'no owner', 'stale'])
    expect(findingsOf('Paused')).toEqual(['empty', 'no owner', 'rule paused', 'stale'])
    expect(findingsOf(' same name ')).toEqual(['empty', 'name not unique', 'no owner', 'stale'])
    expect(findingsOf('Same Name')).toEqual(['empty', 'name not unique', 'stale'])
    expect(findingsOf('Expiring')).toEqual(['empty', 'expires within 30 days', 'no enabled owner', 'stale'])
    expect(findingsOf('Broken')).toEqual(['licence errors', 'no owner'])
    expect(findingsOf('Audited')).toEqual(['empty', 'no owner'])
  })

  test('how many have what', () => {
    const names = [...new Set(facts.flatMap(one => one.findings))]
    const expected = names.map(finding => {
      const of = facts.filter(one => one.findings.includes(finding))
      return {
        ...{ finding, groups: of.length },
        microsoft365: countOf(of, one => one.kind === 'Microsoft 365'),
        security: countOf(of, one => one.kind === 'security'),
        dynamic: countOf(of, one => one.isDynamic),
        roleAssignable: countOf(of, one => one.row.isAssignableToRole === true),
        percentOfGroups: Math.round((1000 * of.length) / facts.length) / 10,
      }
    })
    expect(answers('summary')).toEqual(ordered(expected, '-groups', 'finding'))
    expect(names.length).toBeGreaterThan(10)
  })

  test('empty ones that are in use', () => {
    const expected = usesOf(table).flatMap(({ groupId, what, name }) => {
      const one = facts.find(group => group.id === groupId)
      if (one === undefined || one.members > 0 || one.row.visibility === 'HiddenMembership') return []
      const { displayName, kind, isDynamic, id } = one
      return [
        {
          displayName,
          kind,
          isDynamic,
          isAssignableToRole: one.row.isAssignableToRole === true,
          what,
          name,
          id,
        },
      ]
    })
    expect(answers('empty-in-use')).toEqual(ordered(expected, 'displayName', 'what', 'name', 'id'))
    expect(
      countOf(expected, row => row.what === 'licence' && row.displayName === 'Empty with a licence'),
    ).toBe(1)
  })

  test('groups within groups', () => {
    const expected = facts.flatMap(({ id, displayName, kind }) => {
      const { inner, depth, isInCycle } = within(table, id)
      if (inner.length === 0) return []
      const reached = new Set([id, ...inner])
      const rows = table('group_members')
      const people = rows.filter(
        row => reached.has(text(row.groupId)) && !facts.some(one => one.id === row.id),
      )
      return [
        {
          ...{
            displayName,
            kind,
            directGroups: countOf(
              rows,
              row => row.groupId === id && row._odata_type === '#microsoft.graph.group',
            ),
          },
          ...{ allGroups: countOf(inner, one => one !== id), depth, isInCycle },
          allMembers: new Set(people.map(row => row.id)).size,
          usedFor: [
            ...new Set(
              usesOf(table)
                .filter(use => use.groupId === id)
                .map(use => use.what),
            ),
          ].sort(),
          id,
        },
      ]
    })
    const sorted = ordered(
      expected,
      '-isInCycle',
      row => (row.depth === null ? 0 : 1),
      '-depth',
      '-allGroups',
      'displayName',
      'id',
    )
    expect(answers('nesting')).toEqual(sorted)
    const staged = (name: string) => expected.find(row => row.id === ids[name])
    expect(staged('Level One')).toMatchObject({
      directGroups: 2,
      allGroups: 3,
      depth: 3,
      isInCycle: false,
      allMembers: 1,
    })
    expect(staged('Ring A')).toMatchObject({ allGroups: 2, depth: null, isInCycle: true })
    expect(staged('Above the ring')).toMatchObject({ allGroups: 3, depth: null, isInCycle: false })
  })

  test('those with members who are disabled, guests or gone', () => {
    const users = new Map(table('users').map(row => [row.id, row]))
    const expected = facts.flatMap(({ id, displayName, kind, members, row }) => {
      const of = table('group_members').filter(
        one => one.groupId === id && one._odata_type === '#microsoft.graph.user',
      )
      const disabled = countOf(of, one => users.get(one.id)?.accountEnabled === false)
      const guests = countOf(of, one => users.get(one.id)?.userType === 'Guest')
      const gone = countOf(of, one => !users.has(one.id))
      const usedFor = [
        ...new Set(
          usesOf(table)
            .filter(use => use.groupId === id)
            .map(use => use.what),
        ),
      ].sort()
      const isAssignableToRole = row.isAssignableToRole === true
      return disabled + guests + gone === 0
        ? []
        : [{ displayName, kind, members, disabled, guests, gone, isAssignableToRole, usedFor, id }]
    })
    expect(answers('members')).toEqual(
      ordered(
        expected,
        '-isAssignableToRole',
        row => -(row.disabled + row.guests + row.gone),
        'displayName',
        'id',
      ),
    )
    expect(expected.find(row => row.displayName === 'Level Four')).toMatchObject({
      disabled: 1,
      guests: 1,
      gone: 0,
    })
    expect(countOf(expected, row => row.isAssignableToRole)).toBeGreaterThan(0)
  })

  test('those of one name', () => {
    const groups = grouped(facts, one => one.displayName.trim().toLowerCase()).filter(of => of.length > 1)
    const expected = groups.map(of => ({
      displayName: ordered(of, 'displayName')[0]?.displayName,
      groups: of.length,
      kinds: [...new Set(of.map(one => one.kind))].sort(),
      members: of.reduce((sum, one) => sum + one.members, 0),
      ids: of.map(one => one.id).sort(),
    }))
    expect(answers('names')).toEqual(
      ordered(expected, '-groups', row => text(row.displayName).trim().toLowerCase()),
    )
    expect(expected.map(row => row.displayName)).toContain(' same name ')
  })
})

test('--days decides what is stale', async () => {
  const stale = (await rig.rows(NAME, 'groups', { days: 5000 }, AS_OF)).flatMap(
    row => row.findings as string[],
  )
  expect(stale).not.toContain('stale')
  const soon = await rig.rows(NAME, 'groups', { days: 1 }, AS_OF)
  const expected = factsOf(table, AS_OF, 1)
    .filter(one => one.findings.includes('stale'))
    .map(one => one.id)
  expect(
    soon
      .filter(row => (row.findings as string[]).includes('stale'))
      .map(row => row.id)
      .sort(),
  ).toEqual(expected.sort())
  expect(expected.length).toBeGreaterThan(countOf(facts, one => one.findings.includes('stale')))
})

test('with the needed tables alone a group is in use for nothing that is known', async () => {
  const small = await startReportRig({ users: 40 })
  try {
    const empty = small.sandbox.edit.addGroup({ displayName: 'Nobody', groupTypes: [], assignedLicenses: [] })
    await small.extract({ tables: needs })
    const answer = await small.answer(NAME, {}, AS_OF)
    const row = objectsOf(answer, 'groups').find(one => one.id === empty)
    expect(row?.findings).toContain('empty')
    expect(row?.lastMoved).toBe(
      iso((await small.table('groups')).find(one => one.id === empty)?.createdDateTime),
    )
    expect(objectsOf(answer, 'empty-in-use').every(one => one.what === 'licence')).toBe(true)
    expect(answer.remarks[0]).toContain('conditional_access_policies')
  } finally {
    await small.close()
  }
})
