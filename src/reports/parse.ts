// Reads a report's SQL file. Whoever writes a report is told its line; users never see these errors.
import type {
  Chart,
  FileColumns,
  Parameter,
  ParameterType,
  ReportDefinition,
  Section,
  Value,
} from './define.ts'

/** A line of the head, with what goes on below it. */
interface Note {
  readonly key: string
  readonly text: string
}

const KEYS = ['report', 'summary', 'parameter', 'needs', 'uses', 'read', 'caveat'] as const

/** Throws an Error that names the report and what is wrong. */
export function parseReport(name: string, text: string): ReportDefinition {
  const fail = (what: string): never => {
    throw new Error(`the report ${name}: ${what}`)
  }
  const [head = '', ...rest] = text.split(/^(?=-- section: )/m)
  const { notes, sql: prelude } = readNotes(head)
  for (const { key } of notes) if (!KEYS.some(known => known === key)) fail(`an unknown key ${key}`)
  const all = (key: (typeof KEYS)[number]) => notes.filter(note => note.key === key).map(note => note.text)
  const one = (key: (typeof KEYS)[number]): string => {
    const [first, second] = all(key)
    return first === undefined || second !== undefined ? fail(`needs one ${key}`) : first
  }
  if (rest.length === 0) fail('has no section')
  return {
    name,
    title: one('report'),
    summary: one('summary'),
    parameters: all('parameter').map(line => parameterOf(line) ?? fail(`cannot read the parameter ${line}`)),
    needs: wordsOf(one('needs')),
    uses: all('uses').flatMap(wordsOf),
    reading: one('read'),
    caveats: all('caveat'),
    prelude,
    sections: rest.map(part => sectionOf(part) ?? fail(`cannot read the section ${part.split('\n')[0]}`)),
    text,
  }
}

/** Comment lines `-- key: text` from the beginning on; `--   text` goes on with the one above. What follows is SQL. */
function readNotes(part: string): { notes: Note[]; sql: string } {
  const lines = part.split('\n')
  const end = lines.findIndex(line => !/^--( \w+: | {3}|$)/.test(line))
  const head = end === -1 ? lines : lines.slice(0, end)
  const notes: { key: string; text: string }[] = []
  for (const line of head) {
    const [, key, text = ''] = /^-- (\w+): (.*)$/.exec(line) ?? []
    const last = notes.at(-1)
    if (key !== undefined) notes.push({ key, text: text.trim() })
    else if (last !== undefined) last.text = `${last.text} ${line.slice(2).trim()}`.trim()
  }
  return { notes, sql: end === -1 ? '' : lines.slice(end).join('\n').trim() }
}

const wordsOf = (text: string): string[] => text.split(/[\s,]+/).filter(word => word !== '')

/** `days integer 90 | What it is`; a default of `-` is none. */
function parameterOf(line: string): Parameter | null {
  const [, name, kind, columns, given, help] =
    /^([a-z_]+) (integer|text|time|file)(?:\(([^)]*)\))?(?: (\S+))? \| (.+)$/.exec(line) ?? []
  if (name === undefined || kind === undefined || help === undefined) return null
  const type = typeOf(kind, columns)
  if (type === null) return null
  const shown = given === undefined || given === '-' ? null : given
  const fallback = shown === null ? null : fallbackOf(type, shown)
  return fallback === undefined ? null : { name, type, fallback, shown, help }
}

/** Undefined: no value of the type. Of a time, days back. */
function fallbackOf({ kind }: ParameterType, text: string): Value | undefined {
  if (kind === 'text') return text
  const [, days] = /^(\d+)d$/.exec(text) ?? []
  if (kind === 'time') return days === undefined ? undefined : { backMs: Number(days) * 86_400_000 }
  return kind === 'integer' && /^\d+$/.test(text) ? Number(text) : undefined
}

function typeOf(kind: string, columns: string | undefined): ParameterType | null {
  if (kind === 'integer' || kind === 'text' || kind === 'time') return columns === undefined ? { kind } : null
  if (columns === undefined) return null
  const found = columns.split(',').map(each => /^\s*(\w+)(\?)? (VARCHAR|DOUBLE|DATE)\s*$/.exec(each))
  if (found.includes(null)) return null
  const types = found.map(match => [match?.[1] ?? '', match?.[3] ?? ''])
  return {
    kind: 'file',
    columns: Object.fromEntries(types) as FileColumns,
    optional: found.flatMap(match => (match?.[2] === '?' ? [match[1] ?? ''] : [])),
  }
}

function sectionOf(part: string): Section | null {
  const { notes, sql } = readNotes(part)
  const [first] = notes
  const [, name, title] = /^([a-z-]+) \| (.+)$/.exec(first?.text ?? '') ?? []
  const statement = sql.replace(/;\s*$/, '')
  if (first?.key !== 'section' || name === undefined || title === undefined || statement === '') return null
  const of = (key: string): string | null => notes.find(note => note.key === key)?.text ?? null
  const drawn = of('chart')
  const chart = drawn === null ? null : chartOf(drawn)
  if ((drawn !== null && chart === null) || notes.some(({ key }) => !/^(section|note|chart)$/.test(key)))
    return null
  return { name, title, note: of('note'), chart, sql: statement }
}

/** `bar department by dormant30, dormant60` */
function chartOf(text: string): Chart | null {
  const [, kind, label, values = ''] = /^(bar|stacked|line) (\w+) by (\w+(?:, \w+)*)$/.exec(text) ?? []
  if (label === undefined || (kind !== 'bar' && kind !== 'stacked' && kind !== 'line')) return null
  return { kind, label, values: values.split(', ') }
}
