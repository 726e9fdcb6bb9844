// The option that names the config file. It is no key of the file itself.
import { DEFAULT_CONFIG } from './config.ts'
import { value } from './options.ts'

export const configOption = {
  config: value<string | null>({
    placeholder: '<file>',
    help: 'options of every run, in JSON',
    parse: path => path,
    fallback: null,
    shown: `${DEFAULT_CONFIG}, if it is there`,
  }),
}
