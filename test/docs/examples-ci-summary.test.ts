// examples/ci/summary.mjs: what a CI service is told of a run.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { RunReport } from '../../src/extract/report.ts'
import { ROOT } from './examples-ci/files.ts'
import { freshFolder, report, runCommand, table, textIn } from './examples-ci/scripts.ts'

const GITHUB = { GITHUB_ACTIONS: 'true' }
const AZURE = { TF_BUILD: 'True' }

async function summarised(
  of: RunReport | string,
  code: number,
  env: Readonly<Record<string, string>> = GITHUB,
) {
  const folder = await freshFolder()
  const path = join(folder, 'report.json')
  await writeFile(path, typeof of === 'string' ? of : JSON.stringify(of))
  await writeFile(join(folder, 'summary.md'), 'before\n')
  const script = join(ROOT, 'examples/ci/summary.mjs')
  const ended = await runCommand(process.execPath, [script, path, String(code), 'summary.md'], folder, env)
  expect(ended).toMatchObject({ code: 0, stderr: '' })
  return {
    notes: ended.stdout.split('\n').filter(line => line !== ''),
    text: await textIn(folder, 'summary.md'),
  }
}

const FAILED = table('sign_ins', { verdict: 'failed', reason: 'Graph said no.', requestId: 'abc-1' })

it('shows what changed, the worst first, behind what was there', async () => {
  const users = table('users', { rows: 12345, inserted: 2, updated: 30, deleted: 1, requests: 7 })
  const { notes, text } = await summarised(report(1, [users, FAILED, table('groups', { rows: 3 })]), 1)
  expect(text).toMatch(/^before\n## Entra extract: a table failed or is partial\n/)
  expect(text).toContain(
    '1 failed, 2 complete in 3 min 12 s; 1,234 requests, 2 retries, 5 s waiting; 2 inserted, 30 updated, 1 deleted.',
  )
  expect(text.match(/^\| (?!table)\w.*$/gm)).toEqual([
    '| sign\\_ins | failed | 0 | 0 | 0 | 0 | 0 |',
    '| users | complete | 12,345 | 2 | 30 | 1 | 7 |',
    '| groups | complete | 3 | 0 | 0 | 0 | 0 |',
  ])
  expect(text).toContain('- **sign\\_ins** failed: Graph said no. (request-id abc-1)')
  expect(notes).toEqual(['::error title=sign_ins failed::Graph said no. (request-id abc-1)'])
})

it('says nothing of a run that went well, and lists what was skipped', async () => {
  const skipped = table('risky_users', { verdict: 'skipped', reason: 'It needs Entra ID P2.' })
  const { notes, text } = await summarised(report(0, [table('users'), skipped]), 0)
  expect(notes).toEqual([])
  expect(text).toContain(
    '<summary>1 skipped</summary>\n\n- **risky\\_users** skipped: It needs Entra ID P2.\n',
  )
  expect(text).not.toContain('| risky')
})

it.each([
  ['GitHub Actions', GITHUB, '::error title=a%3A%2C%25%0Ab failed::50%25%0D%0A::error::x, y: z'],
  [
    'Azure Pipelines',
    AZURE,
    '##vso[task.logissue type=error]a:,%AZP25%0Ab failed: 50%AZP25%0D%0A::error::x, y: z',
  ],
  ['nobody known', {}, 'error: a:,% b failed: 50% ::error::x, y: z'],
])('lets no text of others become a command of %s', async (_name, env, note) => {
  const hostile = table('a:,%\nb', { verdict: 'failed', reason: '50%\r\n::error::x, y: z' })
  expect((await summarised(report(1, [hostile]), 1, env)).notes).toEqual([note])
})

it('lets no text of others become Markdown or HTML', async () => {
  const reason = 'a|b <script>x</script>\n# T ![i](https://x) `c` *d* _e_ &amp; ~~f~~ $g$'
  const { text } = await summarised(report(1, [table('users', { verdict: 'failed', reason })]), 1)
  expect(text).toContain(
    'failed: a\\|b &lt;script&gt;x&lt;/script&gt; \\# T \\!\\[i\\](https://x) \\`c\\` \\*d\\* \\_e\\_ &amp;amp; \\~\\~f\\~\\~ \\$g\\$\n',
  )
})

it('takes a partial table for a fault only where the run does', async () => {
  const tables = [table('users', { verdict: 'partial', reason: 'Stopped by --max-duration.' })]
  expect((await summarised(report(5, tables), 5)).notes).toEqual([])
  expect((await summarised(report(1, tables), 1)).notes).toEqual([
    '::error title=users partial::Stopped by --max-duration.',
  ])
})

it('warns of tables that were asked for and skipped', async () => {
  const tables = [table('risky_users', { verdict: 'skipped' }), table('users')]
  expect((await summarised(report(4, tables), 4)).notes).toEqual([
    '::warning title=Entra extract::a table asked for by name was skipped (exit code 4): risky_users',
  ])
})

it.each([
  ['', 3, 'not signed in (exit code 3)'],
  ['{"runId": "cut', 130, 'interrupted; the next run goes on (exit code 130)'],
  ['null', 2, 'wrong usage or configuration, or the lake is in use (exit code 2)'],
  ['', 137, 'ended with 137 (exit code 137)'],
])('says what is known without a report (%j, %i)', async (of, code, text) => {
  const { notes, text: summary } = await summarised(of, code)
  expect(notes).toEqual([`::error title=Entra extract::${text}`])
  expect(summary).toContain(`Exit code ${code}, and no report; the log says why.`)
})

it('says how it is used', async () => {
  const script = join(ROOT, 'examples/ci/summary.mjs')
  const ended = await runCommand(
    process.execPath,
    [script, 'report.json', 'x', 'summary.md'],
    await freshFolder(),
  )
  expect(ended).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('Usage:') })
})
