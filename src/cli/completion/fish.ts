// Completion for fish. https://fishshell.com/docs/current/cmds/complete.html
import { type TypedCommand, type TypedOption, type Values, valuedOptions } from './model.ts'

const AT = '__entra_extract_at'

export function fishScript(commands: readonly TypedCommand[]): string {
  const valued = [...new Set(valuedOptions(commands).map(([, { name }]) => name))]
  const paths = commands.flatMap(({ path }) => (path === '' ? [] : [quote(path)]))
  return `# Completion of entra-extract for fish, made by \`entra-extract completion fish\`.

# Whether the line so far names this command, and none below it.
function ${AT}
    set -l path ''
    set -l is_value 0
    for word in (commandline -opc)[2..-1]
        if test $is_value = 1
            set is_value 0
        else if contains -- $word ${valued.join(' ')}
            set is_value 1
        else if not string match -q -- '-*' $word
            set -l below (string trim -- "$path $word")
            if contains -- $below ${paths.join(' ')}
                set path $below
            end
        end
    end
    test "$path" = "$argv[1]"
end

# Words for a list with commas, after what of it is there.
function __entra_extract_list
    set -l head (commandline -ct | string replace -r -- '^--[^=]*=' '' | string match -r -- '^.*,')
    for word in $argv
        echo "$head$word"
    end
end

complete -c entra-extract -f
${commands.flatMap(linesOf).join('\n')}
`
}

function linesOf({ path, commands, options, argument }: TypedCommand): string[] {
  const line = `complete -c entra-extract -n ${quote(`${AT} ${path === '' ? '""' : `"${path}"`}`)}`
  return [
    ...commands.map(({ name, about }) => `${line} -a ${name} -d ${quote(about)}`),
    ...(argument === null || !('words' in argument) ? [] : [`${line} -a ${quote(argument.words.join(' '))}`]),
    ...options.map(option => `${line} ${optionWords(option)}`),
  ]
}

const optionWords = ({ name, about, values }: TypedOption): string =>
  [`-l ${name.slice(2)}`, ...(values === null ? [] : [valueWords(values)]), `-d ${quote(about)}`].join(' ')

function valueWords(values: Values): string {
  switch (values.kind) {
    case 'any':
      return '-x'
    case 'path':
      return '-r -F'
    case 'list':
      return `-x -a ${quote(`(__entra_extract_list ${values.words.join(' ')})`)}`
    default:
      return `-x -a ${quote(values.words.join(' '))}`
  }
}

const quote = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
