// The prompt, driven as a person does; and a lake in a bucket.
import { PassThrough } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createContext } from '../../src/cli/context.ts'
import type { StopSignal } from '../../src/cli/io.ts'
import { runPrompt } from '../../src/cli/query/prompt.ts'
import { withSession } from '../../src/cli/query/session.ts'
import { type Rig, startRig } from '../support/rig.ts'
import { KEYS } from '../support/s3-objects.ts'
import { type S3Server, startS3Server } from '../support/s3-server.ts'
import { FakeStream, run } from '../support/terminal.ts'

let rig: Rig
let server: S3Server
beforeAll(async () => {
  rig = await startRig({ users: 30, activity: 0.1 })
  await rig.extract({ tables: ['users', 'groups'] })
  server = await startS3Server()
})
afterAll(async () => {
  await rig.close()
  await server.close()
})

interface Person {
  readonly stdout: FakeStream
  readonly stderr: FakeStream
  type(text: string): void
  /** Waits until stdout has the text behind what was there at the last wait. */
  sees(text: string): Promise<void>
  readonly ended: Promise<void>
}

function sitDown(): Person {
  const stdin = new PassThrough()
  const [stdout, stderr] = [new FakeStream(true), new FakeStream(true)]
  const listeners = new Set<(signal: StopSignal) => void>()
  const onSignal = (listener: (signal: StopSignal) => void) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }
  const env = { NO_COLOR: '1' }
  const context = createContext({ argv: [], env, stdout, stderr, onSignal, raise: () => {} }, '0')
  const form = { name: 'csv', safe: false, style: { colours: false, width: 100 } } as const
  let from = 0
  return {
    stdout,
    stderr,
    type: text => stdin.write(text),
    sees: async text => {
      const deadline = Date.now() + 20_000
      while (!stdout.written.includes(text, from)) {
        if (Date.now() > deadline)
          throw new Error(`no ${text} in ${stdout.written.slice(from)}${stderr.written}`)
        await new Promise(resolve => setTimeout(resolve, 5))
      }
      from = stdout.written.indexOf(text, from) + text.length
    },
    ended: withSession({ lake: rig.lake, memory: '1GB', scratch: null, form, context }, session =>
      runPrompt(session, stdin, context),
    ),
  }
}

describe('the prompt', () => {
  test('takes statements of several lines, tells of tables, and survives what is wrong', async () => {
    const person = sitDown()
    await person.sees('lake> ')
    person.type('.tables\r')
    await person.sees('groups\nusers\n')
    person.type('CREATE TABLE mine AS\r')
    await person.sees('  ... ')
    person.type('SELECT count(*) AS n FROM users;\r')
    await person.sees('lake> ')
    person.type("SELECT ';' || (SELECT n > 10 FROM mine) AS a;\r")
    await person.sees('\na\r\n;true\r\n')
    person.type('SELEC 1;\rSELECT 40 + 2 AS b;\r')
    await person.sees('b\r\n42\r\n')
    expect(person.stderr.written).toContain('syntax error')
    person.type('.schema groups\r')
    await person.sees('\nsecurityEnabled,BOOLEAN\r\n')
    person.type('.schema\r')
    await person.sees('\nusers_history,valid_to,TIMESTAMP WITH TIME ZONE\r\n')
    person.type("SELECT * FROM read_text('/etc/hostname');\rSET threads = 8;\rSELECT 7 AS c;\r")
    await person.sees('c\r\n7\r\n')
    expect(person.stderr.written).toContain('Permission Error')
    expect(person.stderr.written).toContain('A query only reads')
    person.type('.nothing\r')
    person.type('.quit\r')
    await person.ended
    expect(person.stderr.written).toContain('There is no .nothing')
  })

  test('Ctrl-C ends the statement or the line, Ctrl-D the prompt; the line before comes back with the arrow', async () => {
    const person = sitDown()
    await person.sees('lake> ')
    person.type('SELECT count(*) FROM range(1000000000000);\r')
    await new Promise(resolve => setTimeout(resolve, 500))
    person.type('\u0003')
    await person.sees('lake> ')
    expect(person.stderr.written).toContain('Interrupted.')
    person.type('SELECT 1 AS\r')
    await person.sees('  ... ')
    person.type('never \u0003')
    await person.sees('lake> ')
    person.type('SELECT 6 * 7 AS d;\r')
    await person.sees('\nd\r\n42\r\n')
    await person.sees('lake> ')
    person.type('\u001b[A\r')
    await person.sees('\nd\r\n42\r\n')
    person.type('\u0004')
    await person.ended
  })
})

test('a lake in a bucket: only the files of the tables that are named are brought', async () => {
  const env = {
    ...KEYS,
    ENTRA_EXTRACT_ACCESS_TOKEN: rig.sandbox.token(),
    ENTRA_EXTRACT_GRAPH_URL: rig.sandbox.url,
    ENTRA_EXTRACT_OUT: 's3://bucket/asked',
    ENTRA_EXTRACT_STORE_ENDPOINT: server.url,
    ENTRA_EXTRACT_STORE_PATH_STYLE: 'true',
  }
  expect((await run(['extract', 'users', 'groups', '--quiet'], { env })).code).toBe(0)
  const known = await run(['query', '--out', rig.lake, 'SELECT count(*) AS n FROM users', '--json'])
  server.bucket.objects.delete('asked/groups/data.parquet')
  const asked = await run(['query', 'SELECT count(*) AS n FROM USERS', '--json'], { env })
  expect(asked).toEqual({ code: 0, stdout: known.stdout, stderr: '' })
  const gone = await run(['query', 'SHOW TABLES'], { env })
  expect([gone.code, gone.stderr]).toEqual([1, expect.stringContaining('groups/data.parquet is missing')])
  const beside = await run(['query', "FROM read_parquet('s3://bucket/asked/users/data.parquet')"], { env })
  expect(beside.code).toBe(2)
})
