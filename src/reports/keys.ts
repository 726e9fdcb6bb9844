import type { Parameter } from './define.ts'

/** The name of a parameter as an option of a program: `spray_users` is `sprayUsers`, and on the command line `--spray-users`. */
export const keyOf = ({ name }: Pick<Parameter, 'name'>): string =>
  name.replace(/_[a-z]/g, part => part.slice(1).toUpperCase())
