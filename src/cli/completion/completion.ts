// `entra-extract completion`: a script by which a shell completes what is typed. Everything is in it: nothing is started at a TAB.
import { Argument, type Command } from 'commander'
import type { AddCommand, Context } from '../context.ts'
import { helpText } from '../help.ts'

export const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const
export type Shell = (typeof SHELLS)[number]

const help = helpText({
  reads: 'nothing: the script is made from the commands of this version and its tables.',
  writes: 'nothing; the script goes to stdout.',
  notes: ['Make it anew with each new version.'],
  examples: [
    ['source <(entra-extract completion bash)', 'in ~/.bashrc'],
    ['entra-extract completion bash > ~/.entra-extract.bash', 'into a file that ~/.bashrc reads'],
    ['entra-extract completion zsh > ~/.zfunc/_entra-extract', 'into a folder of $fpath'],
    ['entra-extract completion fish > ~/.config/fish/completions/entra-extract.fish', 'where fish looks'],
    ['entra-extract completion powershell | Out-String | Invoke-Expression', 'in $PROFILE'],
  ],
  see: ['completion'],
})

export const addCompletion: AddCommand = (program, context, finish) => {
  program
    .command('completion')
    .description(
      'Print a script by which a shell completes commands, options, their words, tables and files.',
    )
    .addArgument(new Argument('<shell>', 'whose script').choices(SHELLS))
    .addHelpText('after', help)
    .action(async (shell: Shell) => {
      await printScript(shell, program, context)
      finish(0)
    })
}

async function printScript(shell: Shell, program: Command, context: Context): Promise<void> {
  const [{ commandsOf }, { tables }] = await Promise.all([
    import('./model.ts'),
    import('../../streams/index.ts'),
  ])
  context.print(await scriptOf(shell, commandsOf(program, [...tables.keys()].sort())))
}

async function scriptOf(
  shell: Shell,
  commands: Parameters<typeof import('./bash.ts').bashScript>[0],
): Promise<string> {
  switch (shell) {
    case 'bash':
      return (await import('./bash.ts')).bashScript(commands)
    case 'zsh':
      return (await import('./zsh.ts')).zshScript(commands)
    case 'fish':
      return (await import('./fish.ts')).fishScript(commands)
    case 'powershell':
      return (await import('./powershell.ts')).powershellScript(commands)
  }
}
