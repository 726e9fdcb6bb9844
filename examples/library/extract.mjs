// Reads three tables into a lake, says how each of them ended, and ends as the command would.
//   node extract.mjs <folder or address of a bucket>
import { exitCodeOf, extract } from 'entra-extract'

const stop = new AbortController()
process.once('SIGINT', () => stop.abort())

try {
  const report = await extract({
    out: process.argv[2] ?? './entra-lake',
    tables: ['users', 'groups', 'group_members'],
    // Signs in as the command does, and goes through the same proxies.
    environment: process.env,
    maxDuration: '50m',
    signal: stop.signal,
    onEvent: event => {
      if (event.type === 'stream-started') console.error(`${event.stream}: ${event.kind}`)
      if (event.type === 'waiting') console.error(`${event.stream}: waiting ${event.ms} ms, ${event.reason}`)
    },
  })
  for (const { table, verdict, rows, inserted, updated, deleted, reason } of report.tables)
    console.log(
      `${table}: ${verdict}, ${rows} rows, +${inserted} ~${updated} -${deleted} ${reason ?? ''}`.trim(),
    )
  process.exitCode = report.exitCode
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exitCode = exitCodeOf(error)
}
