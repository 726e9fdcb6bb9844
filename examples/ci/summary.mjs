// What a run of `extract --json` came to, as Markdown and as notes of the CI service:
//   node summary.mjs <report.json> <exit code> <summary.md>
// The Markdown is appended to the file; the notes (of GitHub Actions or Azure Pipelines, whichever runs it) are written to stdout.
import { appendFileSync, readFileSync } from 'node:fs'

/** What the exit codes mean, when there is no report that says more. */
const MEANINGS = {
  0: 'every table is complete',
  1: 'a table failed or is partial',
  2: 'wrong usage or configuration, or the lake is in use',
  3: 'not signed in',
  4: 'a table asked for by name was skipped',
  5: 'stopped by --max-duration; the next run goes on',
  130: 'interrupted; the next run goes on',
}

/** The worst first. */
const VERDICTS = ['failed', 'partial', 'complete', 'skipped']

/** Null: the run ended before it could write one. */
function readReport(path) {
  try {
    const report = JSON.parse(readFileSync(path, 'utf8'))
    return Array.isArray(report?.tables) ? report : null
  } catch {
    return null
  }
}

const meaning = code => MEANINGS[code] ?? `ended with ${code}`
const count = number => Number(number).toLocaleString('en-US')
const sum = (tables, key) => tables.reduce((all, table) => all + table[key], 0)
const of = (tables, ...verdicts) => tables.filter(({ verdict }) => verdicts.includes(verdict))

/** Text that others wrote, in which nothing is Markdown or HTML. */
const plain = text =>
  String(text)
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_{}[\]#|~!$]/g, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')

function took({ startedAt, endedAt }) {
  const seconds = Math.round((Date.parse(endedAt) - Date.parse(startedAt)) / 1000)
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}

function row(table) {
  const cells = ['rows', 'inserted', 'updated', 'deleted', 'requests'].map(key => count(table[key]))
  return `| ${plain(table.table)} | ${plain(table.verdict)} | ${cells.join(' | ')} |`
}

const reasonLine = ({ table, verdict, reason, requestId }) =>
  `- **${plain(table)}** ${plain(verdict)}: ${plain(reason ?? 'no reason given')}${requestId && verdict !== 'skipped' ? ` (request-id ${plain(requestId)})` : ''}`

function tally(tables) {
  const counts = VERDICTS.map(verdict => [verdict, of(tables, verdict).length])
  return counts.flatMap(([verdict, many]) => (many === 0 ? [] : [`${many} ${verdict}`])).join(', ')
}

function markdown(report, code) {
  const title = `## Entra extract: ${meaning(code)}`
  if (report === null) return [title, '', `Exit code ${code}, and no report; the log says why.`, '']
  const { tables } = report
  const shown = VERDICTS.slice(0, 3).flatMap(verdict => of(tables, verdict))
  const skipped = of(tables, 'skipped')
  const reasons = of(tables, 'failed', 'partial')
  const changes = ['inserted', 'updated', 'deleted'].map(key => `${count(sum(tables, key))} ${key}`)
  return [
    title,
    '',
    `${tally(tables)} in ${took(report)}; ${count(report.requests)} requests, ${count(report.retries)} retries, ${Math.round(report.waitedMs / 1000)} s waiting; ${changes.join(', ')}.`,
    `Tenant ${plain(report.tenantId)} (${plain(report.cloud)}), run ${plain(report.runId)}, entra-extract ${plain(report.version)}, exit code ${code}.`,
    '',
    ...reasons.map(reasonLine),
    ...(reasons.length > 0 ? [''] : []),
    '| table | verdict | rows | inserted | updated | deleted | requests |',
    '|---|---|--:|--:|--:|--:|--:|',
    ...shown.map(row),
    '',
    ...(skipped.length > 0
      ? [
          `<details><summary>${skipped.length} skipped</summary>`,
          '',
          ...skipped.map(reasonLine),
          '',
          '</details>',
          '',
        ]
      : []),
  ]
}

/** What somebody has to look at: `error`, or `warning`. */
function notes(report, code) {
  const tables = report?.tables ?? []
  const wrong = code === 5 ? of(tables, 'failed') : of(tables, 'failed', 'partial')
  const ended = { level: 'error', title: 'Entra extract', text: `${meaning(code)} (exit code ${code})` }
  if (code === 4)
    return [{ ...ended, level: 'warning', text: `${ended.text}: ${names(of(tables, 'skipped'))}` }]
  const own = wrong.map(({ table, verdict, reason, requestId }) => ({
    level: 'error',
    title: `${table} ${verdict}`,
    text: `${reason ?? 'no reason given'}${requestId ? ` (request-id ${requestId})` : ''}`,
  }))
  return own.length > 0 || code === 0 || code === 5 ? own : [ended]
}

const names = tables => tables.map(({ table }) => table).join(', ')

const codesFor = pairs => text =>
  pairs.reduce((escaped, [from, to]) => escaped.replaceAll(from, to), String(text))

const gitHubText = codesFor([
  ['%', '%25'],
  ['\r', '%0D'],
  ['\n', '%0A'],
])
const gitHubTitle = codesFor([
  [':', '%3A'],
  [',', '%2C'],
])
const azureText = codesFor([
  ['%', '%AZP25'],
  ['\r', '%0D'],
  ['\n', '%0A'],
])

/** https://docs.github.com/actions/reference/workflow-commands-for-github-actions */
const gitHubNote = ({ level, title, text }) =>
  `::${level} title=${gitHubTitle(gitHubText(title))}::${gitHubText(text)}`

/** https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands */
const azureNote = ({ level, title, text }) =>
  `##vso[task.logissue type=${level}]${azureText(`${title}: ${text}`)}`

const plainNote = ({ level, title, text }) => `${level}: ${title}: ${text}`.replace(/\s+/g, ' ')

function noteStyle(env) {
  if (env.GITHUB_ACTIONS === 'true') return gitHubNote
  return env.TF_BUILD ? azureNote : plainNote
}

const [reportPath, codeText, summaryPath] = process.argv.slice(2)
if (summaryPath === undefined || !/^\d+$/.test(codeText)) {
  console.error('Usage: node summary.mjs <report.json> <exit code> <summary.md>')
  process.exitCode = 2
} else {
  const report = readReport(reportPath)
  const code = Number(codeText)
  appendFileSync(summaryPath, markdown(report, code).join('\n'))
  for (const note of notes(report, code)) console.log(noteStyle(process.env)(note))
}
