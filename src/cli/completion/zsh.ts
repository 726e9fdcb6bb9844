// Completion for zsh, as a function of its own completion system.
// https://zsh.sourceforge.io/Doc/Release/Completion-System.html
import { FUNCTION, type TypedCommand, type TypedOption, type Values } from './model.ts'

export function zshScript(commands: readonly TypedCommand[]): string {
  return `#compdef entra-extract
# Completion of entra-extract for zsh, made by \`entra-extract completion zsh\`.

${commands.map(functionOf).join('\n\n')}

# Loaded as a file of $fpath it is called at once; read by a shell it is made known.
if [[ $funcstack[1] == _entra-extract ]]; then
  ${FUNCTION} "$@"
else
  compdef ${FUNCTION} entra-extract
fi
`
}

const nameOf = (path: string): string => [FUNCTION, path.replaceAll(/[ -]/g, '_')].filter(Boolean).join('_')

function functionOf({ path, commands, options, argument }: TypedCommand): string {
  const specs = options.map(option => `    ${quote(specOf(option))}`)
  const own =
    commands.length > 0 ? ["    '(-)1: :->command'", "    '(-)*:: :->rest'"] : argumentSpec(argument)
  const lines = [
    `${nameOf(path)}() {`,
    '  local curcontext=$curcontext state line',
    '  typeset -A opt_args',
    '  _arguments -C \\',
    [...specs, ...own].join(' \\\n'),
    ...(commands.length > 0 ? dispatch(path, commands) : []),
    '}',
  ]
  return lines.join('\n')
}

function dispatch(path: string, commands: TypedCommand['commands']): string[] {
  return [
    '  case $state in',
    '    command)',
    '      local -a commands',
    `      commands=(${commands.map(({ name, about }) => quote(`${name}:${about.replaceAll(':', '\\:')}`)).join(' ')})`,
    '      _describe command commands ;;',
    '    rest)',
    '      case $words[1] in',
    ...commands.map(({ name }) => `        ${name}) ${nameOf(`${path} ${name}`.trim())} ;;`),
    '      esac ;;',
    '  esac',
  ]
}

const argumentSpec = (argument: Values | null): string[] =>
  argument === null ? [] : [`    ${quote(`*: :${actionOf(argument)}`)}`]

function specOf({ name, about, values, repeatable }: TypedOption): string {
  const text = about.replaceAll(/[\\\][:]/g, '\\$&')
  const head = `${repeatable ? '*' : ''}${name}`
  return values === null ? `${head}[${text}]` : `${head}=[${text}]: :${actionOf(values)}`
}

/** https://zsh.sourceforge.io/Doc/Release/Completion-System.html#index-_005farguments: what completes a value. */
function actionOf(values: Values): string {
  switch (values.kind) {
    case 'any':
      return ' '
    case 'path':
      return '_files'
    case 'words':
      return `(${values.words.join(' ')})`
    case 'list':
      return `_sequence compadd - ${values.words.join(' ')}`
    case 'more':
      return `compadd -S "" - ${values.words.join(' ')}`
  }
}

const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`
