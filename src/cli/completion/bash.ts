// Completion for bash, from version 3.2 on, as macOS has it.
import { FUNCTION, grouped, type TypedCommand, type Values, valuedOptions } from './model.ts'

const OFFER = `# Offers what fits the text: \`prefix\` stands before it on the line.
${FUNCTION}_offer() {
  local text=$1 prefix=$2 head='' each
  case "$kind" in
    path)
      compopt -o filenames 2>/dev/null
      while IFS= read -r each; do COMPREPLY+=("$prefix$each"); done < <(compgen -f -- "$text")
      return ;;
    list)
      compopt -o nospace 2>/dev/null
      if [[ $text == *,* ]]; then head=\${text%,*}, text=\${text##*,}; fi ;;
    more) compopt -o nospace 2>/dev/null ;;
  esac
  for each in $words; do
    if [[ $each == "$text"* && ",$head" != *",$each,"* ]]; then COMPREPLY+=("$prefix$head$each"); fi
  done
}`

const MAIN = `${FUNCTION}() {
  local command='' commands='' options='' kind='' words='' option='' word prefix='' index last
  local -a line
  COMPREPLY=()
  line=()
  # Readline cuts words at =; an option and its value are put together again.
  for ((index = 1; index <= COMP_CWORD; index++)); do
    word=\${COMP_WORDS[index]}
    last=$((\${#line[@]} - 1))
    if ((last >= 0)) && [[ \${line[last]} == --*= || ($word == = && \${line[last]} == --*) ]]; then
      line[last]+=$word
    else
      line+=("$word")
    fi
  done
  last=$((\${#line[@]} - 1))
  for ((index = 0; index < last; index++)); do
    word=\${line[index]}
    option=''
    case "$word" in
      --*=*) ;;
      -*)
        ${FUNCTION}_value "$command" "$word"
        if [[ -n $kind ]]; then option=$word; index=$((index + 1)); fi ;;
      *) ${FUNCTION}_descend "$command" "$word" ;;
    esac
  done
  word=\${line[last]}
  if ((index == last)); then option=''; fi
  if [[ -n $option ]]; then
    ${FUNCTION}_value "$command" "$option"
    ${FUNCTION}_offer "$word" ''
  elif [[ $word == --*=* ]]; then
    if [[ $COMP_WORDBREAKS != *=* ]]; then prefix=\${word%%=*}=; fi
    ${FUNCTION}_value "$command" "\${word%%=*}"
    ${FUNCTION}_offer "\${word#*=}" "$prefix"
  else
    ${FUNCTION}_command "$command"
    if [[ $word == -* ]]; then
      kind=words words=$options
    elif [[ -n $commands ]]; then
      kind=words words=$commands
    fi
    ${FUNCTION}_offer "$word" ''
  fi
}`

export function bashScript(commands: readonly TypedCommand[]): string {
  return `# Completion of entra-extract for bash, made by \`entra-extract completion bash\`.

# What may stand behind an option of a command: sets kind and words; kind is empty for a switch.
${FUNCTION}_value() {
  case "$1:$2" in
${valueCases(commands)}
    *) kind='' words='' ;;
  esac
}

# What a command has: sets commands, options, kind and words.
${FUNCTION}_command() {
  case "$1" in
${commands.map(commandCase).join('\n')}
  esac
}

# The command after this word of a line; the same one where it names none.
${FUNCTION}_descend() {
  case "$1:$2" in
    ${descents(commands)}) command="\${1:+$1 }$2" ;;
  esac
}

${OFFER}

${MAIN}

complete -F ${FUNCTION} entra-extract
`
}

const setting = ({ kind, ...rest }: Values): string =>
  `kind=${kind} words='${'words' in rest ? rest.words.join(' ') : ''}'`

const valueCases = (commands: readonly TypedCommand[]): string =>
  grouped(
    valuedOptions(commands).map(([path, { name, values }]): [string, Values] => [
      path === '*' ? `*:${name}` : `'${path}:${name}'`,
      values ?? { kind: 'any' },
    ]),
  )
    .map(([values, patterns]) => `    ${patterns.join(' | ')}) ${setting(values)} ;;`)
    .join('\n')

function commandCase({ path, commands, options, argument }: TypedCommand): string {
  const names = (some: readonly { readonly name: string }[]) => `'${some.map(({ name }) => name).join(' ')}'`
  const values = argument ?? ({ kind: 'any' } as const)
  return `    '${path}') commands=${names(commands)} options=${names(options)} ${setting(values)} ;;`
}

const descents = (commands: readonly TypedCommand[]): string =>
  commands.flatMap(({ path, commands }) => commands.map(({ name }) => `'${path}:${name}'`)).join(' | ')
