import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { StateError, UnfinishedError } from '../../src/state/errors.ts'
import { type State, type StreamState, stateSchema, type TableState } from '../../src/state/schema.ts'
import {
  checkOwner,
  durably,
  emptyState,
  readState,
  StateFile,
  sweepWork,
} from '../../src/state/state-file.ts'
import { openFolder, type Store } from '../../src/store/folder.ts'
import { Killed, recordingStore } from '../support/recording-store.ts'

const AT = '2026-11-20T10:00:00.000Z'
const SHA = 'a'.repeat(64)

let folder: string
let store: Store

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'entra-state-'))
  store = await openFolder(folder)
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const write = (path: string, text: string): void => {
  mkdirSync(join(folder, path, '..'), { recursive: true })
  writeFileSync(join(folder, path), text)
}
const read = (path: string): string => readFileSync(join(folder, path), 'utf8')
const stateOnDisk = (): State => JSON.parse(read('state.json')) as State

const stream = (some: Partial<StreamState> = {}): StreamState => ({
  fingerprint: 'f',
  tables: ['users'],
  cursor: { kind: 'delta', link: 'https://graph.microsoft.com/v1.0/users/delta?$deltatoken=x', issuedAt: AT },
  wholeAt: AT,
  running: null,
  ...some,
})

const table = (some: Partial<TableState> = {}): TableState => ({
  stream: 'users',
  schemaVersion: 1,
  columns: 'digest',
  key: ['id'],
  files: {
    'users/data.parquet': { rows: 1, bytes: 10, sha256: SHA, first: null, last: null },
  },
  rows: 1,
  nextChange: 1,
  last: { verdict: 'complete', at: AT, runId: 'r', reason: null },
  completeAt: AT,
  ...some,
})

const full = (): State => ({
  ...emptyState('tenant', 'global', AT),
  streams: { users: stream() },
  tables: { users: table() },
})

describe('reading the state', () => {
  it('finds none in a new folder', async () => {
    expect(await readState(store)).toBeNull()
  })

  it('gives back what was written, links byte for byte', async () => {
    const link = "https://graph.microsoft.com/v1.0/users/delta?$skiptoken=%7e+a;b'c&x=é%20 y"
    const state = full()
    state.streams.users = stream({
      running: {
        mode: 'patch',
        full: false,
        startedAt: AT,
        position: { kind: 'pages', next: link },
        spool: { bytes: 1, rows: 1, longest: 1, removed: true },
      },
    })
    state.streams.sign_ins = stream({
      cursor: { kind: 'window', from: AT, readUntil: AT, readAt: AT, finalUntil: AT },
      running: {
        mode: 'window',
        full: false,
        startedAt: AT,
        position: { kind: 'range', from: AT, to: AT, readAt: AT, next: null },
        spool: { bytes: 0, rows: 0, longest: 0, removed: false },
      },
    })
    state.pending = [
      { do: 'publish', from: '_work/sign_ins/x.parquet', to: 'sign_ins/date=2026-11-20/data.parquet' },
      { do: 'remove', path: '_work/sign_ins' },
    ]
    write('state.json', JSON.stringify(state))
    expect(await readState(store)).toEqual(state)
  })

  it('reads one of before: when a stream was last read whole is not known, and no page is of a part', async () => {
    const { wholeAt: _, ...before } = stream({
      running: {
        mode: 'patch',
        full: false,
        startedAt: AT,
        position: { kind: 'pages', next: null },
        spool: { bytes: 0, rows: 0, longest: 0, removed: false },
      },
    })
    write('state.json', JSON.stringify({ ...full(), streams: { users: before } }))
    expect(await readState(store)).toEqual({ ...full(), streams: { users: { ...before, wholeAt: null } } })
  })

  it.each<[string, string]>([
    ['nothing', ''],
    ['half of it', JSON.stringify(full()).slice(0, 200)],
    ['an array', '[]'],
    ['null', 'null'],
    ['another shape', '{"version":1}'],
    ['no version', JSON.stringify({ ...full(), version: undefined })],
    ['a version that is a text', JSON.stringify({ ...full(), version: '1' })],
    ['an older version than there ever was', JSON.stringify({ ...full(), version: 0 })],
    ['a field that nobody knows', JSON.stringify({ ...full(), more: 1 })],
    ['an unknown cloud', JSON.stringify({ ...full(), cloud: 'moon' })],
    ['a negative number of rows', JSON.stringify({ ...full(), tables: { users: table({ rows: -1 }) } })],
    ['a time that is none', JSON.stringify({ ...full(), updatedAt: 'yesterday' })],
    ['a link that is none', JSON.stringify(full()).replace('https://graph', 'graph')],
    ['a short digest', JSON.stringify(full()).replace(SHA, 'abc')],
  ])('refuses %s, says what to do, and leaves it as it is', async (_, text) => {
    write('state.json', text)
    const reading = readState(store)
    await expect(reading).rejects.toThrow(StateError)
    await expect(reading).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('is damaged'),
    })
    await expect(reading).rejects.toThrow(/restore it from a backup/)
    expect(read('state.json')).toBe(text)
  })

  it('refuses the state of a newer version, whatever is in it', async () => {
    write('state.json', JSON.stringify({ version: 2, anything: true }))
    await expect(readState(store)).rejects.toThrow(/newer version.*state version 2.*update entra-extract/)
  })

  it.each([
    '../outside',
    '/etc/passwd',
    'a/../../b',
    '..',
    '_work/..',
    './x',
    '.hidden',
    'C:\\x',
    'a\\..\\b',
    'a b',
    'a\nb',
    '',
  ])('refuses a step that leads out of the folder: %j', path => {
    for (const step of [
      { do: 'remove', path },
      { do: 'publish', from: path, to: 'users/data.parquet' },
      { do: 'publish', from: 'users/data.parquet', to: path },
    ]) {
      expect(stateSchema.safeParse({ ...full(), pending: [step] }).success).toBe(false)
    }
    const files = { [path]: { rows: 1, bytes: 1, sha256: SHA, first: null, last: null } }
    expect(stateSchema.safeParse({ ...full(), tables: { users: table({ files }) } }).success).toBe(false)
  })

  it('refuses a lake of another tenant or another cloud', () => {
    expect(() => checkOwner(full(), 'tenant', 'global', '/lake')).not.toThrow()
    expect(() => checkOwner(full(), 'other', 'global', '/lake')).toThrow(
      /tenant tenant.*signed in to tenant other.*--out/,
    )
    expect(() => checkOwner(full(), 'tenant', 'china', '/lake')).toThrow(
      /'global', not 'china'.*--cloud global/,
    )
    expect(() => checkOwner(full(), 'other', 'global', '/lake')).toThrow(StateError)
  })
})

describe('a commit', () => {
  const open = (of: Store, state: State) => new StateFile(of, state, () => AT, null)

  it('writes the state, then does its steps in order, then forgets them', async () => {
    const recording = recordingStore(store)
    write('_work/users/new.parquet', 'new')
    write('_work/users/changes.parquet', 'changes')
    write('users/data.parquet', 'old')
    const file = open(recording, full())
    await file.commit(draft => {
      draft.pending.push(
        { do: 'publish', from: '_work/users/new.parquet', to: 'users/data.parquet' },
        {
          do: 'publish',
          from: '_work/users/changes.parquet',
          to: 'changes/users/date=2026-11-20/000001.parquet',
        },
        { do: 'remove', path: '_work/users' },
      )
    })
    expect(recording.steps).toEqual([
      'replace state.json',
      'publish _work/users/new.parquet → users/data.parquet',
      'publish _work/users/changes.parquet → changes/users/date=2026-11-20/000001.parquet',
      'remove _work/users',
      'replace state.json',
    ])
    expect([read('users/data.parquet'), read('changes/users/date=2026-11-20/000001.parquet')]).toEqual([
      'new',
      'changes',
    ])
    expect(stateOnDisk().pending).toEqual([])
    expect(file.current.pending).toEqual([])
  })

  it('without steps writes the state once', async () => {
    const recording = recordingStore(store)
    await open(recording, full()).commit(draft => {
      draft.lastRunId = 'r2'
    })
    expect(recording.steps).toEqual(['replace state.json'])
    expect(stateOnDisk()).toEqual({ ...full(), lastRunId: 'r2' })
  })

  it('is whole, whatever step the process is killed before', async () => {
    for (let lives = 0; lives <= 6; lives++) {
      rmSync(folder, { recursive: true, force: true })
      const fresh = await openFolder(folder)
      write('_work/users/new.parquet', 'new')
      write('users/data.parquet', 'old')
      write('users/empty.parquet', 'day without events')
      const before = open(fresh, full())
      await before.commit(() => {})
      const dying = recordingStore(fresh)
      dying.lives = lives
      const done = open(dying, before.current).commit(draft => {
        draft.lastRunId = 'r2'
        draft.pending.push(
          { do: 'publish', from: '_work/users/new.parquet', to: 'users/data.parquet' },
          { do: 'remove', path: 'users/empty.parquet' },
          { do: 'remove', path: '_work/users' },
        )
      })
      if (lives < 5) await expect(done).rejects.toThrow(Killed)
      else await done

      for (let again = 0; again < 2; again++) {
        const state = await readState(fresh)
        if (state === null) throw new Error('the state is gone')
        await open(fresh, state).finishPending()
      }
      const isCommitted = lives > 0
      expect(stateOnDisk()).toMatchObject({ lastRunId: isCommitted ? 'r2' : null, pending: [] })
      expect(read('users/data.parquet')).toBe(isCommitted ? 'new' : 'old')
      expect(readdirSync(join(folder, 'users'))).toEqual(
        isCommitted ? ['data.parquet'] : ['data.parquet', 'empty.parquet'],
      )
    }
  })

  it('that is killed while it finishes an earlier one is finished by the next', async () => {
    write('_work/users/a', 'a')
    write('_work/users/b', 'b')
    const steps: State['pending'] = [
      { do: 'publish', from: '_work/users/a', to: 'users/data.parquet' },
      { do: 'publish', from: '_work/users/b', to: 'user_licenses/data.parquet' },
      { do: 'remove', path: '_work/users' },
    ]
    write('state.json', JSON.stringify({ ...full(), pending: steps }))
    for (let lives = 0; lives < 4; lives++) {
      const dying = recordingStore(store)
      dying.lives = lives
      const state = await readState(store)
      if (state === null) throw new Error('the state is gone')
      await expect(open(dying, state).finishPending()).rejects.toThrow(Killed)
      expect(stateOnDisk().pending).toEqual(steps)
    }
    await open(store, { ...full(), pending: steps }).finishPending()
    expect([read('users/data.parquet'), read('user_licenses/data.parquet')]).toEqual(['a', 'b'])
    expect(stateOnDisk().pending).toEqual([])
  })

  it('goes on counting a file that is neither here nor there, so that its table says so', async () => {
    const pending: State['pending'] = [{ do: 'publish', from: '_work/users/lost', to: 'users/data.parquet' }]
    await open(store, { ...full(), pending }).finishPending()
    expect(stateOnDisk()).toMatchObject({ pending: [], tables: full().tables })
  })

  it('says in one sentence what cannot be put in place', async () => {
    await store.makeFolder('_work')
    await store.replace('_work/new', 'rows')
    await store.replace('users', 'a file where a folder should be')
    const pending: State['pending'] = [{ do: 'publish', from: '_work/new', to: 'users/data.parquet' }]
    await expect(open(store, { ...full(), pending }).finishPending()).rejects.toThrow(
      /users\/data\.parquet cannot be put in place \((ENOTDIR|EEXIST)\): mend that and run again/,
    )
  })

  it('writes, publishes and removes nothing once the lock is somebody else’s', async () => {
    for (let looks = 0; looks < 5; looks++) {
      for (const name of ['a', 'b']) write(`_work/${name}`, name)
      const recording = recordingStore(store)
      let left = looks
      const look = async (): Promise<void> => {
        if (left-- <= 0) throw new StateError('taken')
      }
      const file = new StateFile(recording, full(), () => AT, { look })
      const done = file.commit(draft => {
        draft.pending.push({ do: 'publish', from: '_work/a', to: 'a/data.parquet' })
        draft.pending.push({ do: 'remove', path: '_work/b' })
      })
      if (looks < 4) await expect(done, `${looks} looks`).rejects.toThrow('taken')
      else await done
      expect(recording.steps, `${looks} looks`).toHaveLength(looks)
    }
  })

  it('of which a step cannot be done is durable all the same, says so, and is finished by the next', async () => {
    write('_work/a', 'rows')
    write('a', 'a file where a folder should be')
    const file = open(store, full())
    const publish = (draft: State): void => {
      draft.lastRunId = 'durable'
      draft.pending.push({ do: 'publish', from: '_work/a', to: 'a/data.parquet' })
    }
    await expect(file.commit(publish)).rejects.toThrow(UnfinishedError)
    expect(file.current).toMatchObject({ lastRunId: 'durable', pending: [{ to: 'a/data.parquet' }] })
    expect(stateOnDisk()).toEqual(file.current)
    const unfinished = await durably(file, draft => {
      draft.lastRunId = 'the next'
    })
    expect(unfinished).toBeInstanceOf(UnfinishedError)
    expect(stateOnDisk().lastRunId).toBe('the next')
    await store.remove('a')
    expect(await durably(file, () => {})).toBeNull()
    expect(stateOnDisk().pending).toEqual([])
    expect(readFileSync(join(folder, 'a', 'data.parquet'), 'utf8')).toBe('rows')
  })

  it('waits for the one before it, and is not lost when that one fails', async () => {
    const recording = recordingStore(store)
    const file = open(recording, full())
    const first = file.commit(draft => {
      draft.lastRunId = 'first'
      throw new Error('no')
    })
    const second = file.commit(draft => {
      draft.streams.groups = stream()
    })
    const third = file.commit(draft => {
      expect(Object.keys(draft.streams)).toEqual(['users', 'groups'])
      draft.lastRunId = 'third'
    })
    await expect(first).rejects.toThrow('no')
    await Promise.all([second, third])
    expect(stateOnDisk()).toMatchObject({ lastRunId: 'third', streams: { groups: {} } })
  })

  it('is shared by the changes that came while another was written, and ends for each when its steps are forgotten', async () => {
    const recording = recordingStore(store)
    for (const name of ['a', 'b', 'c']) write(`_work/${name}`, name)
    const file = open(recording, full())
    const ended: string[] = []
    const commit = (name: string): Promise<unknown> =>
      file
        .commit(draft => {
          draft.pending.push({ do: 'publish', from: `_work/${name}`, to: `${name}/data.parquet` })
        })
        .then(() =>
          ended.push(`${name} after ${recording.steps.length}, ${stateOnDisk().pending.length} left`),
        )
    await Promise.all(['a', 'b', 'c'].map(commit))
    expect(recording.steps).toEqual([
      'replace state.json',
      'publish _work/a → a/data.parquet',
      'replace state.json',
      'publish _work/b → b/data.parquet',
      'publish _work/c → c/data.parquet',
      'replace state.json',
    ])
    expect(ended.map(text => text.slice(0, 1))).toEqual(['a', 'b', 'c'])
    expect(ended.slice(1)).toEqual(['b after 6, 0 left', 'c after 6, 0 left'])
    expect(stateOnDisk().pending).toEqual([])
  })

  it('that fails fails for all that share it, and for nobody else', async () => {
    const dying = recordingStore(store)
    const file = open(dying, full())
    dying.lives = 1
    const first = file.commit(() => {})
    const [second, third] = [file.commit(() => {}), file.commit(() => {})]
    await first
    await expect(second).rejects.toThrow(Killed)
    await expect(third).rejects.toThrow(Killed)
    dying.lives = 9
    await file.commit(draft => {
      draft.lastRunId = 'after'
    })
    expect(stateOnDisk().lastRunId).toBe('after')
  })

  it('that could not be written changes nothing', async () => {
    const dying = recordingStore(store)
    const file = open(dying, full())
    dying.lives = 0
    const failed = file.commit(draft => {
      draft.lastRunId = 'lost'
    })
    await expect(failed).rejects.toThrow(Killed)
    expect(file.current.lastRunId).toBeNull()
  })

  it('keeps the state from other users of the machine', async () => {
    write('state.json', '{}')
    await open(store, full()).commit(() => {})
    expect(statSync(join(folder, 'state.json')).mode & 0o777).toBe(0o600)
    expect(readdirSync(folder)).toEqual(['state.json'])
  })
})

describe('sweeping the work folder', () => {
  it('keeps the spools that the state counts, and nothing else of theirs', async () => {
    const running: StreamState['running'] = {
      mode: 'patch',
      full: false,
      startedAt: AT,
      position: { kind: 'pages', next: null },
      spool: { bytes: 5, rows: 1, longest: 5, removed: false },
    }
    const state = { ...full(), streams: { users: stream({ running }), groups: stream() } }
    for (const path of [
      'users/spool.ndjson',
      'users/users.stage.parquet',
      'users/deep/x',
      'groups/spool.ndjson',
      'unknown/spool.ndjson',
      'lock.json',
      'lock.json.1234',
      'duckdb_temp/block',
    ]) {
      write(`_work/${path}`, 'x')
    }
    await sweepWork(store, state, ['lock.json'])
    const left = readdirSync(join(folder, '_work'), { recursive: true, encoding: 'utf8' }).sort()
    expect(left).toEqual(['lock.json', 'users', 'users/spool.ndjson'])
  })

  it('has nothing to do in a new lake', async () => {
    await expect(sweepWork(store, full(), [])).resolves.toBeUndefined()
  })
})
