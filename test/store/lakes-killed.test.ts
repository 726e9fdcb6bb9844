// Whole lakes on the services: runners killed before and after requests, and others after them, end in the lake of one quiet run.
// The suite kills at some steps; BUCKET_KILLS=all at every one (`npm run buckets`).
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts'
import type { Objects } from '../../src/store/objects.ts'
import { findTable } from '../../src/streams/index.ts'
import { SERVICES, type Service } from '../support/bucket-services.ts'
import { copyPlace, extractOnRunner, mirror, silenceLock } from '../support/mortal-objects.ts'
import { parquetFiles, type Row, readTable } from '../support/parquet-rows.ts'
import { expectTruth, NOON, replay, sorted, tableOf } from '../support/rig.ts'

const STREAMS: readonly { readonly kind: string; readonly tables: readonly string[] }[] = [
  { kind: 'delta', tables: ['users', 'user_licenses'] },
  { kind: 'edges', tables: ['group_members'] },
  { kind: 'list', tables: ['user_sign_in_activity'] },
  { kind: 'children', tables: ['application_owners'] },
  { kind: 'window', tables: ['sign_ins', 'sign_in_conditional_access'] },
  { kind: 'report', tables: ['email_activity'] },
]

const all = process.env.BUCKET_KILLS === 'all'
/** In the suite the kinds take turns on the services, and so many moments of each run are tried. */
const MOMENTS = 6
const kindsFor = (index: number) =>
  all ? STREAMS : STREAMS.filter((_, at) => at % SERVICES.length === index)

const startTenant = (): Promise<Sandbox> =>
  startSandbox({
    users: 50,
    now: NOON,
    quotas: 'off',
    activity: 0.15,
    mostRows: 24,
    pageSizes: { usersDelta: 20, groupsDelta: 20, memberSlice: 40 },
  })

describe.each(SERVICES.map((service, index) => ({ ...service, index })))(
  'a lake in $name',
  ({ unconditional, start, index }) => {
    let service: Service
    beforeAll(async () => {
      service = await start()
    })
    afterAll(() => service.close())
    let places = 0
    const newPlace = (): Promise<Objects> => service.open(`place-${++places}/`)

    /** Kills at moments of a run on a copy of `before`; each time the next runner ends it, and the lake is handed to `check`. */
    async function killOften(
      sandbox: Sandbox,
      before: Objects,
      tables: readonly string[],
      check: (lake: string) => Promise<void>,
    ): Promise<void> {
      const quiet = await newPlace()
      await copyPlace(before, quiet)
      const { steps } = await extractOnRunner(sandbox, quiet, tables, Number.POSITIVE_INFINITY, unconditional)
      expect(steps.length).toBeGreaterThan(20)
      const stride = all ? 1 : Math.ceil(steps.length / MOMENTS)
      for (let fatal = 1 + (steps.length % stride); fatal <= steps.length; fatal += stride) {
        const objects = await newPlace()
        await copyPlace(before, objects)
        const life = await extractOnRunner(sandbox, objects, tables, fatal, unconditional)
        await silenceLock(objects)
        const { report } = await extractOnRunner(
          sandbox,
          objects,
          tables,
          Number.POSITIVE_INFINITY,
          unconditional,
        )
        if (report === null) throw new Error('the second run died')
        for (const table of tables) expect(tableOf(report, table)).toMatchObject({ verdict: 'complete' })
        const lake = mkdtempSync(join(tmpdir(), 'entra-mirror-'))
        await mirror(objects, lake)
        await check(lake).catch(error => {
          throw new Error(`killed at step ${fatal}, ${life.steps.at(-1)}`, { cause: error })
        })
        rmSync(lake, { recursive: true, force: true })
        await objects.close()
      }
    }

    test.each(kindsFor(index))('killed in a first run: $kind', async ({ tables }) => {
      const sandbox = await startTenant()
      await killOften(sandbox, await newPlace(), tables, async lake => {
        for (const table of tables) {
          await expectTruth({ sandbox, lake }, table)
          expect((await readTable(lake, table)).length).toBeGreaterThan(0)
          expect(parquetFiles(join(lake, 'changes', table))).toEqual([])
          expect(parquetFiles(join(lake, '_work'))).toEqual([])
        }
      })
      await sandbox.close()
    })

    test.each(kindsFor(index))('killed in a run after a day of changes: $kind', async ({ tables }) => {
      const sandbox = await startTenant()
      const before = await newPlace()
      await extractOnRunner(sandbox, before, tables, Number.POSITIVE_INFINITY, unconditional)
      const first = mkdtempSync(join(tmpdir(), 'entra-mirror-'))
      await mirror(before, first)
      const images = new Map<string, Row[]>()
      for (const table of tables) images.set(table, await readTable(first, table))
      rmSync(first, { recursive: true, force: true })
      sandbox.advance({ days: 1 })
      await killOften(sandbox, before, tables, async lake => {
        for (const table of tables) {
          const { definition, stream } = findTable(table)
          await expectTruth({ sandbox, lake }, table)
          if (stream.definition.kind === 'window') continue
          const now = sorted(definition, await readTable(lake, table))
          expect(await replay(lake, table, images.get(table) ?? [])).toEqual(now)
        }
      })
      await sandbox.close()
    })
  },
)
