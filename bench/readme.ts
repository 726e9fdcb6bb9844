// Puts generated text between its two markers in bench/README.md; what people wrote around it stays.
import { readFileSync, writeFileSync } from 'node:fs'

const README = 'bench/README.md'

export function writeSection(name: string, lines: readonly string[]): void {
  const text = readFileSync(README, 'utf8')
  const begin = `<!-- ${name}: written by npm run bench -->\n`
  const end = `<!-- end of ${name} -->`
  const from = text.indexOf(begin)
  const to = text.indexOf(end, from)
  if (from < 0 || to < 0) throw new Error(`${README} has no section '${name}'`)
  const section = `\n${lines.join('\n')}\n\n`
  writeFileSync(README, text.slice(0, from + begin.length) + section + text.slice(to))
}

/** A table of Markdown; columns after the first are numbers. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map((_, column) => (column === 0 ? '---' : '---:'))), ...rows.map(line)]
}

/** What was promised, what was measured, and whether it holds. */
export interface Verdict {
  readonly what: string
  readonly measured: string
  readonly target: string
  readonly met: boolean
}

export const atMost = (what: string, measured: number, limit: number, unit: string): Verdict => ({
  what,
  measured: `${rounded(measured)}${unit}`,
  target: `at most ${limit}${unit}`,
  met: measured <= limit,
})

export const atLeast = (what: string, measured: number, limit: number, unit: string): Verdict => ({
  what,
  measured: `${rounded(measured)}${unit}`,
  target: `at least ${limit}${unit}`,
  met: measured >= limit,
})

export function verdictTable(verdicts: readonly Verdict[]): string[] {
  const rows = verdicts.map(({ what, measured, target, met }) => [
    what,
    measured,
    target,
    met ? 'yes' : '**no**',
  ])
  return markdownTable(['', 'measured', 'target', 'met'], rows)
}

export function rounded(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(value >= 10 ? 1 : 2)
}
