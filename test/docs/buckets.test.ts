// What docs/buckets.md names has to be so: options, rights, periods, and blocks to copy.
import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { flagName } from '../../src/cli/options.ts'
import { storeOptions } from '../../src/cli/store.ts'
import { HEART } from '../../src/state/bucket-lock.ts'
import { parsePlace } from '../../src/store/place.ts'
import { at, cronJob, listAt, ROOT } from './examples-ci/files.ts'

const page = readFileSync(`${ROOT}docs/buckets.md`, 'utf8')
const blocks = (language: string): string[] =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``, 'g'))].map(([, text = '']) => text)
const sourcesOf = (vendor: string): string =>
  readdirSync(`${ROOT}src/store`)
    .filter(name => name.startsWith(vendor))
    .map(name => readFileSync(`${ROOT}src/store/${name}`, 'utf8'))
    .join('\n')
const sorted = (all: Iterable<unknown>): string[] => [...new Set(all)].map(String).sort()

it('lists the options of stores, and no other', () => {
  const listed = [...page.matchAll(/^\| `(--(?:store|scratch)[a-z-]*)` \|/gm)].map(([, name]) => name)
  expect(sorted(listed)).toEqual(sorted(Object.keys(storeOptions).map(flagName)))
})

it('shows addresses that are taken for what they are', () => {
  const kinds = { s3: 's3', gs: 'gcs', abfss: 'azure', az: 'azure' }
  const shown = [...page.matchAll(/^\| `((\w+):\/\/[^`]+)` \|/gm)]
  expect(shown.map(([, , scheme]) => scheme)).toEqual(Object.keys(kinds))
  for (const [, address = '', scheme = ''] of shown)
    expect(parsePlace(address, '--out')).toMatchObject({ kind: Reflect.get(kinds, scheme) })
  const [onelake = ''] = page.match(/abfss:\/\/\S*onelake[^`\s]*/) ?? []
  expect(parsePlace(onelake, '--out')).toMatchObject({ kind: 'azure', container: 'WORKSPACE' })
})

it('grants in S3 just what is asked for', () => {
  const [policy] = blocks('json').map(text => JSON.parse(text))
  const [ofBucket, ofObjects] = listAt(policy, 'Statement')
  const granted = [ofBucket, ofObjects].map(statement => sorted(listAt(statement, 'Action')))
  const asked = sorted(sourcesOf('s3').match(/(?<=')s3:[A-Za-z]+(?=')/g) ?? [])
  expect(sorted(granted.flat())).toEqual(asked)
  expect(granted[0]?.every(name => name.startsWith('s3:ListBucket'))).toBe(true)
  expect(at(ofObjects, 'Resource')).toBe(`${String(at(ofBucket, 'Resource'))}/lake/*`)
})

it('grants at Google just what is asked for', () => {
  const [granted = ''] = page.match(/(?<=--permissions )\S+/) ?? []
  expect(sorted(granted.split(','))).toEqual(
    sorted(sourcesOf('gcs').match(/storage\.objects\.[a-z]+/g) ?? []),
  )
})

it('has JSON and YAML that can be read', () => {
  expect(blocks('json').map(text => Object.keys(JSON.parse(text)))).toEqual([
    ['Version', 'Statement'],
    ['Version', 'Statement'],
    ['Rules'],
  ])
  const [pod] = blocks('yaml').map(text => parse(text))
  const [volume, mount] = [at(pod, 'volumes', 0), at(pod, 'containers', 0, 'volumeMounts', 0)]
  expect(at(mount, 'name')).toBe(at(volume, 'name'))
  const token = at(volume, 'projected', 'sources', 0, 'serviceAccountToken')
  const file = listAt(pod, 'containers', 0, 'env').find(
    each => at(each, 'name') === 'AZURE_FEDERATED_TOKEN_FILE',
  )
  expect(at(file, 'value')).toBe(`${String(at(mount, 'mountPath'))}/${String(at(token, 'path'))}`)
  const spec = at(cronJob, 'spec', 'jobTemplate', 'spec', 'template', 'spec')
  expect(at(pod, 'containers', 0, 'name')).toBe(at(spec, 'containers', 0, 'name'))
})

it("tells the lock's periods", () => {
  const seconds = (ms: number): string => `${ms / 1000}`
  expect(page.replace(/\s+/g, ' ')).toContain(
    `beats every ${seconds(HEART.beatMs)} seconds. A lock whose heart has been silent for ${seconds(HEART.silentMs)} seconds is watched for ${seconds(HEART.watchMs)} more`,
  )
})

it('leads to files that there are', () => {
  const links = [...page.matchAll(/\]\(([^)#:]+)(#[^)]*)?\)/g)].map(([, path = '']) => path)
  for (const path of links)
    if (path !== '') expect(readFileSync(`${ROOT}docs/${path}`).length, path).toBeGreaterThan(0)
})
