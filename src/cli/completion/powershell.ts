// Completion for PowerShell, from version 5.1 on.
// https://learn.microsoft.com/powershell/module/microsoft.powershell.core/register-argumentcompleter
import { type TypedCommand, type Values, valuedOptions } from './model.ts'

const BODY = `  function FindValues($command, $option) {
    if ($values.ContainsKey("\${command}:$option")) { return $values["\${command}:$option"] }
    return $values["*:$option"]
  }

  $word = "$wordToComplete"
  $before = @($commandAst.CommandElements | Select-Object -Skip 1 |
    Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object { $_.Extent.Text })
  $command = ''
  $option = ''
  foreach ($element in $before) {
    if ($option -ne '') { $option = ''; continue }
    if ($element -like '--*=*') { continue }
    if ($element -like '-*') {
      if (FindValues $command $element) { $option = $element }
      continue
    }
    $below = "$command $element".Trim()
    if ($commands.ContainsKey($below)) { $command = $below }
  }

  $head = ''
  if ($option -ne '') {
    $found = FindValues $command $option
  } elseif ($word -match '^(--[^=]+)=(.*)$') {
    $head = $Matches[1] + '='
    $word = $Matches[2]
    $found = FindValues $command $Matches[1]
  } elseif ($word -like '-*') {
    $found = @{ Kind = 'words'; Words = $commands[$command].Options }
  } elseif ($commands[$command].Commands.Count -gt 0) {
    $found = @{ Kind = 'words'; Words = $commands[$command].Commands }
  } else {
    $found = $commands[$command].Argument
  }
  if (-not $found) { return }

  if ($found.Kind -eq 'path') {
    return [System.Management.Automation.CompletionCompleters]::CompleteFilename($word)
  }
  if ($found.Kind -eq 'list' -and $word -match '^(.*,)([^,]*)$') {
    $head = $head + $Matches[1]
    $word = $Matches[2]
  }
  $found.Words | Where-Object { $_.StartsWith($word) } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new("$head$_", $_, 'ParameterValue', $_)
  }`

export function powershellScript(commands: readonly TypedCommand[]): string {
  return `# Completion of entra-extract for PowerShell, made by \`entra-extract completion powershell\`.

Register-ArgumentCompleter -Native -CommandName entra-extract -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)

  # What each command has: subcommands, options, and what stands after it.
  $commands = @{
${commands.map(commandLine).join('\n')}
  }

  # What stands behind an option: a kind, and words.
  $values = @{
${valuedOptions(commands)
  .map(([path, { name, values }]) => `    ${quote(`${path}:${name}`)} = ${valuesOf(values)}`)
  .join('\n')}
  }
${BODY}
}
`
}

function commandLine({ path, commands, options, argument }: TypedCommand): string {
  const names = (some: readonly { readonly name: string }[]) => list(some.map(({ name }) => name))
  const parts = [
    `Commands = ${names(commands)}`,
    `Options = ${names(options)}`,
    `Argument = ${argument === null ? '$null' : valuesOf(argument)}`,
  ]
  return `    ${quote(path)} = @{ ${parts.join('; ')} }`
}

const valuesOf = (values: Values | null): string =>
  `@{ Kind = ${quote(values?.kind ?? 'any')}; Words = ${list(values !== null && 'words' in values ? values.words : [])} }`

const list = (words: readonly string[]): string => `@(${words.map(quote).join(', ')})`

const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`
