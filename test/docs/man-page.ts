// The manual page, from the same declarations and texts as --help.
import type { Command } from 'commander'

/** `afterHelp`: what a command's help has below its options. https://man7.org/linux/man-pages/man7/man.7.html */
export function manPage(program: Command, afterHelp: (command: Command) => string): string {
  const commands = leaves(program)
  return [
    '.TH ENTRA-EXTRACT 1 "" "entra-extract" "User Commands"',
    '.SH NAME',
    `entra-extract \\- ${escaped(program.description().replace(/\.$/, ''))}`,
    '.SH SYNOPSIS',
    ...commands.flatMap(command => [`.B ${escaped(nameOf(command))}`, escaped(usageOf(command)), '.br']),
    '.SH DESCRIPTION',
    ...literal(afterHelp(program)),
    '.SH OPTIONS',
    'These go with every command.',
    ...options(program),
    '.SH COMMANDS',
    ...commands.flatMap(command => section(command, afterHelp(command))),
    '',
  ].join('\n')
}

const leaves = (command: Command): Command[] =>
  command.commands.length === 0 ? [command] : command.commands.flatMap(leaves)

const nameOf = (command: Command): string =>
  command.parent === null ? command.name() : `${nameOf(command.parent)} ${command.name()}`

const usageOf = (command: Command): string => command.usage()

function section(command: Command, text: string): string[] {
  return [
    `.SS ${escaped(nameOf(command))} ${escaped(usageOf(command))}`,
    escaped(command.description()),
    ...options(command),
    ...literal(text),
  ]
}

function options(command: Command): string[] {
  const help = command.createHelp()
  return help
    .visibleOptions(command)
    .flatMap(option => [
      '.TP',
      `.B ${escaped(help.optionTerm(option))}`,
      escaped(help.optionDescription(option)),
    ])
}

/** Lines as they are. */
const literal = (text: string): string[] => ['.PP', '.nf', ...text.trim().split('\n').map(escaped), '.fi']

/** No backslash, dot or quote of a text is a request, and a hyphen is one that can be copied. */
const escaped = (text: string): string =>
  text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('…', '...')
    .replace(/^(?=[.'])/, '\\&')
