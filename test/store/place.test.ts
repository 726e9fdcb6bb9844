// Which addresses are those of a lake, and that what is wrong with the others is said without the secrets in them.
import { describe, expect, test } from 'vitest'
import { outOption, storeOptions } from '../../src/cli/store.ts'
import { UsageError } from '../../src/errors.ts'
import { parsePlace, withoutSecrets } from '../../src/store/place.ts'

const SECRET = 'S3CR3T'

function sentenceOn(text: string): string {
  try {
    parsePlace(text, '--out')
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError)
    return String(error)
  }
  return expect.fail(`${text} was taken`)
}

describe('mistyped slashes', () => {
  test.each([
    's3:/bucket/x',
    's3:bucket/x',
    's3//bucket/x',
    'gs:/b',
    'abfss:/c@a.dfs.core.windows.net',
    'az:acct/c',
  ])('%s is no folder', text => {
    expect(sentenceOn(text)).toMatch(/looks like the address of a bucket .*\.\/ before it/)
  })

  test.each(['./s3:/bucket', 's3-lake', 'az', 'gs/lake', 'C:/lake'])('%s is one', path => {
    expect(parsePlace(path, '--out')).toEqual({ kind: 'folder', path })
  })
})

describe('places', () => {
  const azure = { kind: 'azure', account: 'acct', container: 'c', host: 'acct.blob.core.windows.net' }

  test.each([
    ['lake', { kind: 'folder', path: 'lake' }],
    ['C:\\lakes\\a', { kind: 'folder', path: 'C:\\lakes\\a' }],
    ['s3://my-bucket', { kind: 's3', url: 's3://my-bucket', bucket: 'my-bucket', prefix: '' }],
    ['S3A://my.bucket/a/b/', { kind: 's3', url: 'S3A://my.bucket/a/b', bucket: 'my.bucket', prefix: 'a/b/' }],
    ['gs://my_bucket/a@b', { kind: 'gcs', url: 'gs://my_bucket/a@b', bucket: 'my_bucket', prefix: 'a@b/' }],
    ['az://acct/c', { ...azure, url: 'az://acct/c', prefix: '', host: null }],
    [
      'az://acct/$root/a/',
      { ...azure, url: 'az://acct/$root/a', container: '$root', prefix: 'a/', host: null },
    ],
    [
      'abfss://c@acct.dfs.core.windows.net/a',
      { ...azure, url: 'abfss://c@acct.dfs.core.windows.net/a', prefix: 'a/' },
    ],
    [
      'abfss://c@ACCT.z12.dfs.storage.azure.net',
      {
        ...azure,
        url: 'abfss://c@ACCT.z12.dfs.storage.azure.net',
        prefix: '',
        host: 'acct.z12.blob.storage.azure.net',
      },
    ],
  ])('%s', (text, place) => {
    expect(parsePlace(text, '--out')).toEqual(place)
  })

  test.each([
    ['', 'it is empty'],
    ['s3://', "names no bucket, in small letters: 's3://'"],
    ['s3://My-Bucket/a', "names no bucket, in small letters: 's3://My-Bucket/a'"],
    ['gs:///a', "is no address of a lake: 'gs:///a'"],
    ['s3://bucket/a//b', "is no address of a lake: 's3://bucket/a//b'"],
    ['s3://bucket/../b', "is no address of a lake: 's3://bucket/../b'"],
    ['az://acct', "names no storage account and container: 'az://acct'"],
    ['az://Acct/c', "names no storage account and container: 'az://Acct/c'"],
    ['abfss://c@acct.dfs.example.com/a', "is no data lake of Azure: 'abfss://…@acct.dfs.example.com/a'"],
    ['abfss://c@acct.z1.dfs.storage.azure.net', 'is no data lake of Azure'],
    ['abfss://acct.dfs.core.windows.net/a', 'is no data lake of Azure'],
    ['ftp://host/a', "does not know 'ftp://'"],
  ])('%s is none', (text, words) => {
    const sentence = sentenceOn(text)
    expect(sentence).toContain(words)
    expect(sentence).toContain('--out')
  })
})

const SCHEMES = ['s3', 's3a', 'gs', 'az', 'abfss', 'wasbs', 'https']

describe.each(SCHEMES)('a secret in an address of %s://', scheme => {
  test.each([
    `acct/c/p?sv=2024-11-04&sig=${SECRET}`,
    `acct/c/p?sig=a@${SECRET}`,
    `acct/c/p?sig=a#b?${SECRET}`,
    `acct/c/p#${SECRET}`,
    `acct.blob.core.windows.net/c?sig=${SECRET}`,
    `KEY:${SECRET}@bucket/lake`,
    `KEY:a/${SECRET}/b@bucket/lake`,
    `KEY:a?b#${SECRET}@bucket/lake`,
    `KEY:${SECRET}@acct.dfs.core.windows.net/lake`,
    `${SECRET}@bucket/lake`.replace(SECRET, `KEY:${SECRET}@more`),
    `KEY:${SECRET}/lake`,
  ])('%s is not told', rest => {
    expect(sentenceOn(`${scheme}://${rest}`)).not.toContain(SECRET)
  })
})

test.each([
  ['az://acct/c/p?sig=x', 'az://acct/c/p…'],
  ['s3a://KEY:x@bucket/lake', 's3a://…@bucket/lake'],
  ['https://host:9000/a', 'https://host:9000/a'],
  ['lake', 'lake'],
])('%s is shown as %s', (text, shown) => {
  expect(withoutSecrets(text)).toBe(shown)
})

describe('options', () => {
  test('quote no address with its secret', () => {
    const parse = () => outOption('lake').parse?.(`az://acct/c/p?sig=${SECRET}`, '--out')
    expect(parse).toThrow("--out is no address of a lake: 'az://acct/c/p…'.")
  })

  test.each(['storeKmsKey', 'storeEncryption'] as const)('%s does not repeat what is none', option => {
    const spec = storeOptions[option]
    const parse = () => ('parse' in spec ? spec.parse?.(`${SECRET} or so`, '--option') : null)
    expect(parse).toThrow('--option has characters that are in no such name.')
  })
})
