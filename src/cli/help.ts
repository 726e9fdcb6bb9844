// What stands under the options of a command's help: what it reads and writes, examples, exit codes, and where more is told.

export interface Help {
  /** What is looked at: files, addresses. */
  readonly reads: string
  /** What is changed. */
  readonly writes: string
  /** Paragraphs. */
  readonly notes?: readonly string[]
  /** A line for the shell, and what it does. */
  readonly examples: readonly (readonly [line: string, what: string])[]
  /** Where they are others than 0 done, 2 wrong usage, 130 interrupted. */
  readonly exitCodes?: string
  /** Pages of docs/. */
  readonly see: readonly string[]
}

/** So that it fits the usual terminal, which has 80 columns. */
const WIDTH = 78

/** Text for commander's `addHelpText('after', …)`. */
export function helpText({ reads, writes, notes = [], examples, exitCodes, see }: Help): string {
  const parts = [
    [indented('Reads   ', reads), indented('Writes  ', writes)].join('\n'),
    ...notes.map(note => indented('', note)),
    ['Examples:', ...examples.flatMap(([line, what]) => [indented('  # ', what), `  ${line}`])].join('\n'),
    ...(exitCodes === undefined ? [] : [indented('Exit codes: ', exitCodes)]),
    indented('See also: ', see.map(page => `docs/${page}.md`).join(', ')),
  ]
  return `\n${parts.join('\n\n')}\n`
}

/** Lines of whole words; those after the first one begin below its text, or with the sign of a comment. */
function indented(head: string, text: string): string {
  const rest = head.endsWith('# ') ? head : ' '.repeat(head.endsWith(': ') ? 2 : head.length)
  const lines = [head]
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? ''
    const isEmpty = line === head || line === rest
    if (isEmpty || line.length + 1 + word.length <= WIDTH)
      lines[lines.length - 1] = `${line}${isEmpty ? '' : ' '}${word}`
    else lines.push(`${rest}${word}`)
  }
  return lines.join('\n')
}
