// Asks a lake which groups are large, row by row, and what changed in them.
//   node ask.ts <folder or address of a bucket> <members>      (before Node 22.18: compile it first)
import { openLake } from 'entra-extract'

interface Size {
  readonly displayName: string | null
  readonly members: number
}

const [location = './entra-lake', least = '2'] = process.argv.slice(2)

const lake = await openLake(location, { environment: process.env })
try {
  for (const { table, rows, completeAt } of await lake.tables())
    console.log(`${table}: ${rows} rows, complete ${completeAt ?? 'never'}`)

  const sizes = lake.query<Size>(
    `SELECT g."displayName", count(*) AS members
     FROM group_members m JOIN groups g ON g.id = m."groupId"
     GROUP BY ALL HAVING count(*) >= $least ORDER BY members DESC, 1`,
    { least: Number(least) },
  )
  for await (const { displayName, members } of sizes) console.log(`${displayName ?? '?'}: ${members}`)

  const stale = (await lake.status({ maxAge: '6h' })).filter(table => table.stale)
  if (stale.length > 0) console.log(`stale: ${stale.map(({ table }) => table).join(', ')}`)
} finally {
  await lake.close()
}
