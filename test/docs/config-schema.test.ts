// schema/ and the table of docs/configuration.md are what the options say (`npm run docs` writes them).
import { existsSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { DEFAULT_CONFIG } from '../../src/cli/config/config.ts'
import { configSpecs, shapeOf } from '../../src/cli/config/keys.ts'
import { configJsonSchema, describeKey, parseConfig } from '../../src/cli/config/schema.ts'
import { type JsonShape, variableName } from '../../src/cli/options.ts'
import { tables } from '../../src/streams/index.ts'

const pathOf = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url))
const SCHEMA = pathOf('schema/entra-extract.config.schema.json')
const PAGE = pathOf('docs/configuration.md')
const CA_FILE = pathOf('test/support/tls/cert.pem')

interface KeySchema {
  readonly description: string
  readonly examples?: readonly unknown[]
  readonly enum?: readonly string[]
}

const schema = configJsonSchema() as {
  readonly $schema: string
  readonly additionalProperties: boolean
  readonly required?: readonly string[]
  readonly properties: Readonly<Record<string, KeySchema>>
}

const parse = (content: unknown) => parseConfig(JSON.stringify(content), DEFAULT_CONFIG, dirname(CA_FILE))

describe('the JSON schema', () => {
  test('is the one that is published', async () => {
    await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot(SCHEMA)
  })

  test('has every key with a description, and allows no other', () => {
    expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema')
    expect(Object.keys(schema.properties)).toEqual(['$schema', 'tables', ...Object.keys(configSpecs)])
    expect([schema.additionalProperties, schema.required]).toEqual([false, undefined])
    for (const { description } of Object.values(schema.properties)) expect(description).toMatch(/^[A-Z].*\.$/)
  })

  test('has examples and words that are accepted', () => {
    const accepted = Object.entries(schema.properties).flatMap(([key, { examples = [], enum: words = [] }]) =>
      [...examples, ...words].map(value => [key, key === 'caFile' ? CA_FILE : value] as const),
    )
    expect(accepted.length).toBeGreaterThan(15)
    for (const [key, value] of accepted) expect(() => parse({ [key]: value }), key).not.toThrow()
  })
})

describe('docs/configuration.md', () => {
  const page = readFileSync(PAGE, 'utf8')

  test('lists the keys as they are', async () => {
    const [before = '', rest = ''] = page.split('## Keys\n')
    const after = rest.slice(rest.indexOf('\n## '))
    await expect(`${before}## Keys\n\n${keyTable()}\n${after}`).toMatchFileSnapshot(PAGE)
  })

  test('has an example that is accepted, with tables that exist', () => {
    const [, example = ''] = page.match(/```json\n(.*?)```/s) ?? []
    const config = parseConfig(example, DEFAULT_CONFIG, '/srv')
    expect(Object.keys(config.values).length).toBeGreaterThan(4)
    const { $schema, exclude = [], columns = {} } = JSON.parse(example)
    expect(existsSync(pathOf($schema)), $schema).toBe(true)
    for (const name of [...config.tables, ...exclude, ...Object.keys(columns)])
      expect([...tables.keys()]).toContain(name)
    for (const [name, asked] of Object.entries(columns))
      expect(Object.keys(tables.get(name)?.definition.columns ?? {})).toEqual(
        expect.arrayContaining(asked as string[]),
      )
  })
})

const SHAPES: Readonly<Record<JsonShape, string>> = {
  text: 'text',
  flag: 'true or false',
  number: 'number',
  list: 'list of texts',
  columns: 'object: by table, a list of columns',
}

function keyTable(): string {
  const rows = Object.entries(configSpecs).map(([key, spec]) => {
    const value = spec.words?.map(code).join(', ') ?? SHAPES[shapeOf(spec)]
    const variables = [variableName(key), ...(spec.variables ?? [])]
    return [code(key), value, describeKey(spec), spec.shown ?? '', variables.map(code).join(', ')]
  })
  const about = (key: string): string => schema.properties[key]?.description ?? ''
  const own = [
    [code('$schema'), SHAPES.text, about('$schema'), '', ''],
    [code('tables'), SHAPES.list, about('tables'), '', ''],
  ]
  const head = [['key', 'value', 'meaning', 'default', 'variable'], Array<string>(5).fill('---')]
  return [...head, ...own, ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n')
}

const code = (text: string): string => `\`${text.replaceAll('|', '\\|')}\``
