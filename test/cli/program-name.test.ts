import { expect, it } from 'vitest'
import { programName } from '../../src/cli/program-name.ts'

it.each([
  ['/repo/bin/entra-extract.js', '/repo', 'node bin/entra-extract.js'],
  ['/repo/bin/entra-extract.js', '/repo/docs', 'node ../bin/entra-extract.js'],
  ['/my repo/bin/entra-extract.js', '/', 'node "my repo/bin/entra-extract.js"'],
  ['/usr/local/bin/entra-extract', '/repo', 'entra-extract'],
  ['/repo/node_modules/.bin/vitest', '/repo', 'entra-extract'],
  [undefined, '/repo', 'entra-extract'],
])('started as %j in %j is %j', (script, cwd, name) => {
  expect(programName(script, cwd)).toBe(name)
})
