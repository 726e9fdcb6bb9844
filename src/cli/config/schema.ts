// The shape of entra-extract.config.json, made from the options: its check, its JSON schema and its errors. Loaded when there is a file.
import { isAbsolute, resolve } from 'node:path'
import { z } from 'zod'
import { UsageError } from '../../errors.ts'
import { nearest } from '../../streams/nearest.ts'
import { type Config, flagName, keyName, type OptionSpec, type OptionSpecs } from '../options.ts'
import { parseJson } from './json.ts'
import { COMMAND_LINE_ONLY, configSpecs, isPath, shapeOf } from './keys.ts'
import { checkNames } from './names.ts'
import { refuseSecrets } from './secrets.ts'

type ConfigValue = string | number | boolean | readonly string[] | Readonly<Record<string, readonly string[]>>

/** In an error, the words of a schema follow `out in entra-extract.config.json is`. */
const words = (error: string): { error: string } => ({ error })

const name = z.string(words('a name')).regex(/^[^\s,=]+$/, words('a name without blanks, commas and ='))
const names = z.array(name, words('a list of names'))
const atLeastOne = words('a list of at least one name')
const someNames = z.array(name, atLeastOne).min(1, atLeastOne)
const columns = z.record(name, someNames, {
  error: ({ code }) =>
    code === 'invalid_key' ? 'the name of a table' : 'an object with a list of columns for each table',
})

function schemaOf(spec: OptionSpec<unknown>): z.ZodType<ConfigValue> {
  switch (shapeOf(spec)) {
    case 'flag':
      return z.boolean(words('true or false'))
    case 'number':
      return z.number(words('a number'))
    case 'list':
      return names
    case 'columns':
      return columns
    case 'text':
      return z.string(words(spec.words === undefined ? 'a text' : `one of ${spec.words.join(', ')}`))
  }
}

/** Of keys that no word or default tells enough about. */
const EXAMPLES: Readonly<Record<string, ConfigValue>> = {
  tenant: 'contoso.onmicrosoft.com',
  clientId: '5d0c9e5a-0c4c-4b8c-9a53-6f2f4b9f3c11',
  cacheFile: './sign-ins.json',
  graphUrl: 'https://graph.microsoft.us',
  authority: 'https://login.microsoftonline.us',
  caFile: './network-ca.pem',
  share: '30%',
  out: './entra-lake',
  exclude: ['sign_ins', 'sign_ins_non_interactive'],
  fullEvery: '30d',
  since: '2026-01-01',
  lookback: '12h',
  maxDuration: '50m',
  columns: { users: ['id', 'displayName', 'department'] },
  memory: '2GB',
  timeout: '5m',
  mask: ['users.mobilePhone:drop', '*.userPrincipalName:hmac'],
  maskKeyFile: './mask.key',
  owner: ['0f6c1d6e-54f4-4b8e-9d0c-3a7b1c2d4e5f'],
}

/** A sentence about an option, without what only a command line needs. */
export function describeKey({ help }: OptionSpec<unknown>): string {
  const text = help.replace(
    /[,;] (separated by commas|with commas between|may be repeated|before [A-Z_]+)\b.*$/,
    '',
  )
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}

function annotated(key: string, spec: OptionSpec<unknown>): z.ZodType<ConfigValue> {
  const example = EXAMPLES[key]
  return schemaOf(spec).meta({
    description: `${describeKey(spec)}${spec.shown === undefined ? '' : ` Default: ${spec.shown}.`}`,
    ...(spec.words === undefined ? {} : { enum: [...spec.words] }),
    ...(example === undefined ? {} : { examples: [example] }),
  })
}

const schemaKey = z
  .string(words('a text'))
  .meta({ description: 'The JSON schema of this file, for editors.' })
const tablesKey = someNames.meta({
  description: 'The tables, where a command is given none. Default: the default set.',
  examples: [['users', 'groups', 'group_members']],
})

const configSchema = (specs: OptionSpecs) =>
  z
    .strictObject({
      $schema: schemaKey.optional(),
      tables: tablesKey.optional(),
      ...Object.fromEntries(
        Object.entries(specs).map(([key, spec]) => [key, annotated(key, spec).optional()]),
      ),
    })
    .meta({ title: 'entra-extract.config.json', description: 'What entra-extract reads, and where to.' })

/** The JSON schema (draft 2020-12) of the file. */
export const configJsonSchema = (specs: OptionSpecs = configSpecs): object =>
  z.toJSONSchema(configSchema(specs))

/**
 * What the text of a file says. `folder`, absolute: what its paths are relative to; `file`: what errors call it. Every value has
 * been through the parser of its option, and every table and column exists. Throws a `UsageError`.
 */
export function parseConfig(
  text: string,
  file: string,
  folder: string,
  specs: OptionSpecs = configSpecs,
): Config {
  const json = parseJson(text, file)
  refuseSecrets(json, file)
  if (json === null || typeof json !== 'object' || Array.isArray(json))
    throw new UsageError(`${file} holds an object such as { "out": "./entra-lake" }, not ${kindOf(json)}.`)
  const result = configSchema(specs).safeParse(json, { reportInput: true })
  if (!result.success) throw new UsageError(sentenceOf(result.error.issues, file, specs))
  const { $schema, tables = [], ...options } = result.data
  const given: Readonly<Record<string, ConfigValue | undefined>> = options
  const values = Object.entries(specs).flatMap(([key, spec]) => {
    const value = given[key]
    return value === undefined ? [] : [[key, textOf(key, spec, value, { file, folder })] as const]
  })
  const config = { path: file, values: Object.fromEntries(values), tables }
  checkNames(config, file)
  return config
}

/** A value as its flag would have it, tried. */
function textOf(
  key: string,
  spec: OptionSpec<unknown>,
  value: ConfigValue,
  { file, folder }: { readonly file: string; readonly folder: string },
): string {
  const source = keyName(key, file)
  const plain = plainText(value)
  const text = isPath(spec) ? below(folder, plain, source) : plain
  spec.parse(text, source)
  return text
}

function plainText(value: ConfigValue): string {
  if (typeof value !== 'object') return String(value)
  if (isList(value)) return value.join(',')
  return Object.entries(value)
    .map(([table, columns]) => `${table}=${columns.join(',')}`)
    .join(',')
}

const isList = (value: object): value is readonly string[] => Array.isArray(value)

/** Empty texts and the URLs of buckets are left to the parser of the option. */
function below(folder: string, path: string, source: string): string {
  if (/^~(\/|$)/.test(path))
    throw new UsageError(`${source} is written in full, since only a shell knows what ~ is.`)
  return path === '' || isAbsolute(path) || /^[a-z][a-z0-9+.-]+:\/\//i.test(path)
    ? path
    : resolve(folder, path)
}

/** One sentence about the first thing that is wrong; an unknown key tells more than what it may have led to. */
function sentenceOf(issues: readonly z.core.$ZodIssue[], file: string, specs: OptionSpecs): string {
  const unknown = issues.flatMap(issue => (issue.code === 'unrecognized_keys' ? issue.keys : []))
  if (unknown[0] !== undefined)
    return unknownKey(unknown[0], file, ['$schema', 'tables', ...Object.keys(specs)])
  const [issue] = issues
  const where = keyName(issue?.path.join('.') ?? '', file)
  return `${where} is ${issue?.message}, not ${kindOf(issue?.input)}.`
}

function unknownKey(key: string, file: string, known: readonly string[]): string {
  if (COMMAND_LINE_ONLY.includes(key))
    return `'${key}' is not for ${file}; give ${flagName(key)} on the command line.`
  const near = nearest(key, known).map(each => `'${each}'`)
  const hint =
    near.length === 0 ? ` the keys are ${known.join(', ')}.` : ` did you mean ${near.join(' or ')}?`
  return `Unknown key '${key}' in ${file};${hint}`
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (typeof value === 'string') return `'${value}'`
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list'
  return typeof value === 'object' ? 'an object' : String(value)
}
