// How the program was started, for commands that a reader copies. Pure.
import { basename, relative } from 'node:path'

/** `entra-extract`, or `node bin/entra-extract.js` when Node was given the file. `script` is `process.argv[1]`. */
export function programName(script: string | undefined, cwd: string): string {
  if (script === undefined || basename(script) !== 'entra-extract.js') return 'entra-extract'
  const path = relative(cwd, script)
  return `node ${/^[\w./\\:-]+$/.test(path) ? path : JSON.stringify(path)}`
}
