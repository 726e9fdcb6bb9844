// The examples of examples/ci, read as what they are.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseAllDocuments } from 'yaml'

/** The root of the project. */
export const ROOT = fileURLToPath(new URL('../../../', import.meta.url))

export const textOf = (name: string): string => readFileSync(`${ROOT}examples/ci/${name}`, 'utf8')

/** The documents of a YAML file. Throws when it is not whole, or warns of anything. */
export function documentsOf(name: string): unknown[] {
  return parseAllDocuments(textOf(name)).map(document => {
    const [wrong] = [...document.errors, ...document.warnings]
    if (wrong !== undefined) throw wrong
    return document.toJS()
  })
}

/** What is at a path of names and indexes; an error when nothing is. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  let found = value
  for (const name of path) {
    if (typeof found !== 'object' || found === null || !(name in found))
      throw new Error(`There is no ${path.join('.')}: ${String(name)} is missing.`)
    found = (found as Readonly<Record<string | number, unknown>>)[name]
  }
  return found
}

export function listAt(value: unknown, ...path: readonly (string | number)[]): readonly unknown[] {
  const found = at(value, ...path)
  if (!Array.isArray(found)) throw new Error(`${path.join('.')} is no list.`)
  return found
}

/** The item of a list whose `key` is `name`. */
export function item(list: readonly unknown[], key: string, name: string): unknown {
  const found = list.find(
    each => typeof each === 'object' && each !== null && Reflect.get(each, key) === name,
  )
  if (found === undefined) throw new Error(`No item has the ${key} ${name}.`)
  return found
}

const [workflow] = documentsOf('github-actions.yml')
const [pipeline] = documentsOf('azure-pipelines.yml')
const [account, cronJob] = documentsOf('kubernetes.yaml')
const [containerJob] = documentsOf('container-apps-job.yaml')

export { account, containerJob, cronJob, pipeline, workflow }

export const workflowSteps = listAt(workflow, 'jobs', 'extract', 'steps')
export const pipelineJob = at(pipeline, 'stages', 0, 'jobs', 0)
export const pipelineSteps = listAt(pipelineJob, 'strategy', 'runOnce', 'deploy', 'steps')

/** The shell text of the step that extracts. */
export const workflowScript = String(at(item(workflowSteps, 'name', 'Extract'), 'run'))
export const pipelineScript = String(
  at(item(pipelineSteps, 'displayName', 'Extract'), 'inputs', 'inlineScript'),
)

interface Instruction {
  readonly word: string
  readonly rest: string
}

/** The instructions of a Dockerfile, continued lines joined. */
export const dockerfile: readonly Instruction[] = textOf('Dockerfile')
  .replace(/^#.*$/gm, '')
  .replace(/\\\n/g, ' ')
  .split('\n')
  .flatMap(line => {
    const [, word, rest] = /^([A-Z]+) +(.*)$/.exec(line) ?? []
    return word === undefined || rest === undefined ? [] : [{ word, rest }]
  })

/** What follows an instruction of the last stage. */
export function inImage(word: string): string {
  const found = dockerfile.findLast(each => each.word === word)
  if (found === undefined) throw new Error(`The Dockerfile has no ${word}.`)
  return found.rest
}

/** Of the image. */
export const imageEnv: Readonly<Record<string, string>> = Object.fromEntries(
  inImage('ENV')
    .split(' ')
    .map(pair => {
      const [name = '', value = ''] = pair.split('=')
      return [name, value]
    }),
)
