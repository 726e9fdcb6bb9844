// The option that names the config file. It is no key of the file itself.

import { value } from '../options.ts'
import { DEFAULT_CONFIG } from './config.ts'

export const configOption = {
  config: value<string | null>({
    placeholder: '<file>',
    help: 'options of every run, in JSON',
    parse: path => path,
    fallback: null,
    shown: `${DEFAULT_CONFIG}, if it is there`,
  }),
}
