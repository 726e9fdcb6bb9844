// The lake's state, the config file, and what reaches a terminal.
import assert from 'node:assert/strict'
import { join, normalize } from 'node:path'
import { parseJson } from '../../src/cli/config/json.ts'
import { clean, cleanLines, safeJson } from '../../src/cli/text.ts'
import { UsageError } from '../../src/errors.ts'
import { StateError } from '../../src/state/errors.ts'
import type { State } from '../../src/state/schema.ts'
import { readState } from '../../src/state/state-file.ts'
import { folderStore } from '../../src/store/folder.ts'
import type { FuzzTarget } from './fuzz.ts'
import { attempt } from './targets-page.ts'

const LAKE = '/lake'
const AT = '2026-11-20T10:00:00Z'
const HASH = '0'.repeat(64)

const example = {
  version: 1,
  tenantId: 't',
  cloud: 'global',
  updatedAt: AT,
  lastRunId: null,
  streams: {
    users: {
      fingerprint: 'f',
      tables: ['users'],
      cursor: { kind: 'delta', link: 'https://graph.microsoft.com/d', issuedAt: AT },
      wholeAt: AT,
      running: {
        mode: 'replace',
        full: false,
        startedAt: AT,
        position: { kind: 'pages', next: 'https://graph.microsoft.com/n' },
        spool: { bytes: 1, rows: 1, longest: 1, removed: false },
      },
    },
  },
  tables: {
    users: {
      stream: 'users',
      schemaVersion: 1,
      columns: 'c',
      key: ['id'],
      files: { 'users/data.parquet': { rows: 1, bytes: 1, sha256: HASH, first: null, last: AT } },
      rows: 1,
      nextChange: 1,
      last: { verdict: 'complete', at: AT, runId: 'r', reason: null },
      completeAt: AT,
    },
  },
  pending: [{ do: 'publish', from: '_work/users/data.parquet', to: 'users/data.parquet' }],
}

function pathsOf({ tables, pending }: State): string[] {
  const files = Object.values(tables).flatMap(table => Object.keys(table.files))
  return [...files, ...pending.flatMap(step => (step.do === 'publish' ? [step.from, step.to] : [step.path]))]
}

export const state: FuzzTarget = {
  name: 'state',
  seeds: [JSON.stringify(example), JSON.stringify({ ...example, version: 2 }), '{}'],
  words: [
    '"../../etc/passwd"',
    '"/etc/passwd"',
    '"__proto__":{"polluted":1},',
    '"constructor":',
    'null',
    '-1',
    '1e999',
    '"remove"',
    '"path"',
    '"a/./b"',
    '"a//b"',
    '\\u002e\\u002e/',
    '"9999-12-31T23:59:59Z"',
  ],
  run: async input => {
    const store = { ...folderStore(LAKE), read: async () => input }
    try {
      const known = await readState(store)
      assert(known !== null)
      for (const path of pathsOf(known)) assert(normalize(join(LAKE, path)).startsWith(`${LAKE}/`), path)
    } catch (error) {
      assert(error instanceof StateError, error as Error)
      assert(error.message.length < 2_000, 'a sentence that nobody reads')
    }
    assert(!('polluted' in {}))
  },
}

export const configText: FuzzTarget = {
  name: 'config',
  seeds: [
    '{"out":"lake","tables":["users"],"since":"7d","n":-1.5e3,"x":{"y":[true,null]}}',
    '{"a":1,"a":2}',
    '// no',
  ],
  words: [
    '"__proto__"',
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"',
    '\\u0000',
    'true',
    '1.',
    '01',
    '\ufeff',
    '-0',
    '1e9',
  ],
  run: input => {
    const text = input.toString('utf8')
    const ours = attempt(() => parseJson(text, 'file'))
    const theirs = attempt<unknown>(() => JSON.parse(text))
    if ('error' in ours) {
      assert(ours.error instanceof UsageError, ours.error as Error)
      return
    }
    assert('value' in theirs)
    assert.deepEqual(ours.value, theirs.value)
  },
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above, line feeds aside
const UNSAFE_LINES = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/

export const terminal: FuzzTarget = {
  name: 'terminal',
  seeds: [
    '\u001b]8;;https://evil.example\u0007click\u001b]8;;\u0007',
    '\u009b31mred',
    'a\u202egnp.exe',
    '\u001b[\u001b[31m2J',
  ],
  words: [
    '\u001b',
    '\u001b[',
    '\u001b]',
    '\u0007',
    '\u009b',
    '\u009d',
    '\u001bP',
    '\u202e',
    '\n',
    '\r',
    '\b',
    '31m',
    ';',
  ],
  run: input => {
    for (const text of [input.toString('utf8'), input.toString('latin1')]) {
      assert.doesNotMatch(clean(text), UNSAFE)
      assert.doesNotMatch(cleanLines(text), UNSAFE_LINES)
      const json = safeJson({ [text]: [text] })
      assert.doesNotMatch(json, UNSAFE_LINES)
      assert.deepEqual(JSON.parse(json), { [text]: [text] })
    }
  },
}
