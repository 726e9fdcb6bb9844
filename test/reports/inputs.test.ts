// CSV files of people: what spreadsheets write, and what is wrong with them.
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Parameter } from '../../src/reports/define.ts'
import { type FileType, readInput } from '../../src/reports/inputs.ts'

const folder = mkdtempSync(join(tmpdir(), 'entra-input-'))
const type: FileType = {
  kind: 'file',
  columns: { userPrincipalName: 'VARCHAR', leaveDate: 'DATE', price: 'DOUBLE' },
  optional: ['price'],
}
const parameter: Parameter = { name: 'hr', type, fallback: null, shown: null, help: '' }

function read(content: string | Uint8Array, of: FileType = type) {
  const path = join(folder, 'file.csv')
  writeFileSync(path, content)
  return readInput(parameter, of, path)
}

describe('a CSV', () => {
  test.each([
    ['commas', 'userPrincipalName,leaveDate,price\r\na@b.c,2026-11-01,3.5\r\n'],
    ['semicolons', 'userPrincipalName;leaveDate;price\na@b.c;2026-11-01;3.5\n'],
    ['a comma in a number', 'userPrincipalName;leaveDate;price\na@b.c;2026-11-01;3,50\n'],
    ['tabs', 'userPrincipalName\tleaveDate\tprice\na@b.c\t2026-11-01\t3.5'],
    ['a byte order mark', '\ufeffuserPrincipalName,leaveDate,price\na@b.c,2026-11-01,3.5\n'],
    ['headings as people write them', 'User Principal Name,leave_date,PRICE\na@b.c,2026-11-01,3.5\n'],
    ['more columns, in another order', 'x,price,leaveDate,userPrincipalName\n1,3.5,2026-11-01,a@b.c\n'],
    [
      'quotes, spaces and a time',
      '"userPrincipalName",leaveDate,price\n" a@b.c ",2026-11-01T00:00:00Z,3.5\n\n',
    ],
  ])('with %s', async (_what, content) => {
    expect(await read(content)).toEqual([{ userPrincipalName: 'a@b.c', leaveDate: '2026-11-01', price: 3.5 }])
  })

  test('without a column that may be missing, and with empty cells', async () => {
    expect(await read('userPrincipalName,leaveDate\n,2024-02-29\n')).toEqual([
      { userPrincipalName: null, leaveDate: '2024-02-29', price: null },
    ])
    expect(await read('userPrincipalName,leaveDate\n')).toEqual([])
  })
})

describe('is refused in one sentence', () => {
  test.each([
    ['', 'is empty: its first line must name its columns.'],
    [
      'userPrincipalName\na@b.c\n',
      'has no column leaveDate; its first line must name userPrincipalName, leaveDate, and may name price.',
    ],
    [
      'userPrincipalName,leaveDate\na,31/12/2026\n',
      "row 2, column leaveDate: '31/12/2026' is not a date such as 2026-11-20.",
    ],
    ['userPrincipalName,leaveDate\na,2026-02-30\n', "'2026-02-30' is not a date"],
    [
      'userPrincipalName,leaveDate,price\na,2026-02-03,"1,5"\n',
      "row 2, column price: '1,5' is not a number such as 32.50.",
    ],
    ['userPrincipalName;leaveDate;price\na;2026-02-03;1,500\n', "'1,500' is not a number"],
    ['userPrincipalName,leaveDate,price\na,2026-02-03,-5\n', "'-5' is not a number"],
    ['userPrincipalName,leaveDate\na\n', 'is no CSV: '],
    ['userPrincipalName,leaveDate\n"a,2026-01-01\n', 'is no CSV: '],
  ])('%j', async (content, sentence) => {
    await expect(read(content)).rejects.toThrow(sentence)
    await expect(read(content)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(/^--hr .*\.$/),
    })
  })

  test('no UTF-8, and no file', async () => {
    await expect(
      read(Buffer.from('userPrincipalName,leaveDate\nJ\xf6rg,2026-01-01\n', 'latin1')),
    ).rejects.toThrow('is not UTF-8: save it as "CSV UTF-8".')
    await expect(readInput(parameter, type, join(folder, 'none.csv'))).rejects.toThrow(
      'cannot be read (ENOENT).',
    )
  })
})
