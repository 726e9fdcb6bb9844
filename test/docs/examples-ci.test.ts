// The examples of examples/ci: read by the parsers of their kind, and held against rules of our own.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { validate } from 'dockerfile-utils'
import { describe, expect, it } from 'vitest'
import { globalOptions } from '../../src/cli/connection.ts'
import { extractOptions } from '../../src/cli/extract-options.ts'
import { flagName, variableName } from '../../src/cli/options.ts'
import {
  account,
  at,
  containerJob,
  cronJob,
  dockerfile,
  imageEnv,
  inImage,
  item,
  listAt,
  pipeline,
  pipelineJob,
  pipelineScript,
  pipelineSteps,
  ROOT,
  textOf,
  workflow,
  workflowScript,
  workflowSteps,
} from './examples-ci/files.ts'
import { workflowErrors } from './examples-ci/workflow-errors.ts'

const HOUR = 3600
const podSpec = at(cronJob, 'spec', 'jobTemplate', 'spec', 'template', 'spec')
const container = at(podSpec, 'containers', 0)
const appContainer = at(containerJob, 'properties', 'template', 'containers', 0)

/** Seconds of `--max-duration`, in the text of a command or in its arguments. */
function maxDuration(command: unknown): number {
  const text = Array.isArray(command) ? command.join(' ') : String(command)
  return 60 * Number(/--max-duration (\d+)m/.exec(text)?.[1] ?? Number.NaN)
}

describe('the workflow of GitHub Actions', () => {
  const text = textOf('github-actions.yml')
  const job = at(workflow, 'jobs', 'extract')

  it("passes GitHub's own parser, which finds a mistake", async () => {
    expect(await workflowErrors(text)).toEqual([])
    expect(await workflowErrors(text.replace('timeout-minutes:', 'timeout-minuets:'))).not.toEqual([])
    expect(
      await workflowErrors(text.replace("startsWith(vars.ENTRA_EXTRACT_OUT, 's3://')", 'startsWith(')),
    ).not.toEqual([])
  })

  it('has no more rights than it needs', () => {
    expect(at(workflow, 'permissions')).toEqual({})
    expect(at(job, 'permissions')).toEqual({ contents: 'read', 'id-token': 'write' })
    expect(text).not.toMatch(/secrets\./)
  })

  it('pins each action to a commit, and says its version', () => {
    const uses = [...text.matchAll(/uses: (.*)$/gm)].map(([, what]) => what)
    expect(uses).toHaveLength(5)
    for (const what of uses) expect(what).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/)
  })

  it('runs every hour, one at a time, and ends by itself before it is ended', () => {
    expect(listAt(workflow, 'on', 'schedule')).toEqual([{ cron: expect.stringMatching(/^\d+ \* \* \* \*$/) }])
    expect(at(workflow, 'concurrency', 'cancel-in-progress')).toBe(false)
    expect(maxDuration(workflowScript)).toBeLessThan(60 * Number(at(job, 'timeout-minutes')) - 300)
    expect(60 * Number(at(job, 'timeout-minutes'))).toBeLessThanOrEqual(HOUR)
  })

  it('signs in only where the lake is', () => {
    expect(at(item(workflowSteps, 'name', 'Sign in to AWS'), 'if')).toContain("'s3://'")
    expect(at(item(workflowSteps, 'name', 'Sign in to Google Cloud'), 'if')).toContain("'gs://'")
  })

  it('keeps the report of a run that failed too', () => {
    const step = item(workflowSteps, 'name', 'Keep the report')
    expect(at(step, 'if')).toBe('always()')
    expect(workflowScript).toContain(`> ${String(at(step, 'with', 'path'))}`)
  })

  it('takes from outside only what its head says', () => {
    const [head = ''] = text.split('\nname:')
    const named = [...text.matchAll(/\bvars\.(\w+)/g)].map(([, name]) => name ?? '')
    for (const name of named) expect(head).toContain(name)
    // What is put into a shell text by the service may be a command.
    expect(workflowScript).not.toContain('${{')
  })
})

describe('the pipeline of Azure DevOps', () => {
  it('runs every hour whatever the sources are, one at a time', () => {
    expect(at(pipeline, 'schedules', 0)).toMatchObject({
      cron: expect.stringMatching(/^\d+ \* \* \* \*$/),
      always: true,
    })
    expect(at(pipeline, 'trigger')).toBe('none')
    expect(at(pipeline, 'pr')).toBe('none')
    expect(at(pipeline, 'stages', 0, 'lockBehavior')).toBe('runLatest')
    expect(typeof at(pipelineJob, 'environment')).toBe('string')
  })

  it('ends by itself before it is ended', () => {
    expect(maxDuration(pipelineScript)).toBeLessThan(60 * Number(at(pipelineJob, 'timeoutInMinutes')) - 300)
  })

  it('hands the token of the job to one step alone', () => {
    expect(textOf('azure-pipelines.yml').match(/System\.AccessToken/g)).toHaveLength(1)
    expect(at(item(pipelineSteps, 'displayName', 'Extract'), 'env')).toEqual({
      SYSTEM_ACCESSTOKEN: '$(System.AccessToken)',
    })
  })

  it('keeps the report of a run that failed too', () => {
    expect(at(item(pipelineSteps, 'displayName', 'Keep the report'), 'condition')).toBe('always()')
  })

  it('puts nothing of the service into a shell text', () => {
    expect(pipelineScript).not.toMatch(/\$\(|\$\{\{/)
  })
})

describe('the Dockerfile', () => {
  it('passes a linter, which finds a mistake', () => {
    const text = textOf('Dockerfile')
    expect(validate(text).map(({ message }) => message)).toEqual([])
    expect(validate(text.replace('ENTRYPOINT', 'ENTRYPIONT'))).not.toEqual([])
  })

  it('copies what is there, and what its ignore file lets through', () => {
    const allowed = textOf('Dockerfile.dockerignore')
      .split('\n')
      .filter(line => line.startsWith('!'))
      .map(line => line.slice(1))
    const copied = dockerfile
      .filter(({ word, rest }) => word === 'COPY' && !rest.includes('--from='))
      .flatMap(({ rest }) =>
        rest
          .split(' ')
          .filter(part => !part.startsWith('--'))
          .slice(0, -1),
      )
    expect([...new Set(copied)].sort()).toEqual(allowed.sort())
    for (const path of copied) expect(existsSync(`${ROOT}${path}`), path).toBe(true)
  })

  it('runs without root, and writes to one place', () => {
    expect(inImage('USER')).toMatch(/^[1-9]\d*:[1-9]\d*$/)
    expect(imageEnv).toMatchObject({ HOME: '/tmp', TMPDIR: '/tmp' })
    expect(inImage('WORKDIR')).toBe('/tmp')
  })

  it('has the Node of the workflows, of a version that the program takes', () => {
    const [, version] =
      /^NODE=(\d+\.\d+\.\d+)-[a-z]+-slim$/.exec(dockerfile.find(({ word }) => word === 'ARG')?.rest ?? '') ??
      []
    expect(Number.parseInt(version ?? '', 10)).toBeGreaterThanOrEqual(20)
    expect(at(item(workflowSteps, 'uses', usesOf('actions/setup-node')), 'with', 'node-version')).toBe(
      version,
    )
    expect(at(item(pipelineSteps, 'task', 'UseNode@1'), 'inputs', 'version')).toBe(version)
  })

  const usesOf = (action: string): string =>
    workflowSteps
      .map(step => String(Reflect.get(Object(step), 'uses')))
      .find(uses => uses.startsWith(action)) ?? action
})

describe('the CronJob', () => {
  const spec = at(cronJob, 'spec')
  const jobSpec = at(spec, 'jobTemplate', 'spec')

  it('runs every hour, one at a time, and ends by itself before it is ended', () => {
    expect([at(cronJob, 'apiVersion'), at(cronJob, 'kind')]).toEqual(['batch/v1', 'CronJob'])
    expect(at(spec, 'schedule')).toMatch(/^\d+ \* \* \* \*$/)
    expect(at(spec, 'concurrencyPolicy')).toBe('Forbid')
    expect(maxDuration(at(container, 'args'))).toBeLessThan(
      Number(at(jobSpec, 'activeDeadlineSeconds')) - 300,
    )
    expect(at(jobSpec, 'activeDeadlineSeconds')).toBeLessThan(HOUR)
  })

  it('may do nothing but run', () => {
    expect(at(podSpec, 'securityContext')).toMatchObject({
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
    })
    const { runAsUser, runAsGroup } = Object(at(podSpec, 'securityContext'))
    expect(`${runAsUser}:${runAsGroup}`).toBe(inImage('USER'))
    expect(at(container, 'securityContext')).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    })
    expect(at(podSpec, 'automountServiceAccountToken')).toBe(false)
  })

  it('is who its service account says', () => {
    expect(at(podSpec, 'serviceAccountName')).toBe(at(account, 'metadata', 'name'))
    expect(at(account, 'metadata', 'annotations', 'azure.workload.identity/client-id')).toMatch(
      /^[0-9a-f-]{36}$/,
    )
    expect(at(jobSpec, 'template', 'metadata', 'labels', 'azure.workload.identity/use')).toBe('true')
  })

  it.each([
    ['the CronJob', container, 'name', listAt(podSpec, 'volumes')],
    [
      'the Container Apps job',
      appContainer,
      'volumeName',
      listAt(containerJob, 'properties', 'template', 'volumes'),
    ],
  ])('%s has one writable place, and everything goes there', (_name, of, key, volumes) => {
    const mount = at(of, 'volumeMounts', 0)
    const path = at(mount, 'mountPath')
    for (const variable of ['HOME', 'TMPDIR'])
      expect(at(item(listAt(of, 'env'), 'name', variable), 'value')).toBe(path)
    expect(item(volumes, 'name', String(at(mount, key)))).toBeDefined()
  })

  it('names commands that the image has', () => {
    for (const each of [container, appContainer])
      expect(
        dockerfile.some(({ rest }) => `/app/${rest.split(' ').at(-1)}` === String(at(each, 'command', 0))),
      ).toBe(true)
  })
})

describe('the Container Apps job', () => {
  const configuration = at(containerJob, 'properties', 'configuration')

  it('runs every hour, one at a time, and ends by itself before it is ended', () => {
    expect(at(configuration, 'triggerType')).toBe('Schedule')
    expect(at(configuration, 'scheduleTriggerConfig')).toEqual({
      cronExpression: expect.stringMatching(/^\d+ \* \* \* \*$/),
      parallelism: 1,
      replicaCompletionCount: 1,
    })
    expect(maxDuration(at(appContainer, 'args'))).toBeLessThan(
      Number(at(configuration, 'replicaTimeout')) - 300,
    )
    expect(at(configuration, 'replicaTimeout')).toBeLessThan(HOUR)
  })

  it('pulls with the identity that it runs as', () => {
    const [identity] = Object.keys(Object(at(containerJob, 'identity', 'userAssignedIdentities')))
    expect(at(configuration, 'registries', 0, 'identity')).toBe(identity)
    expect(at(appContainer, 'image')).toMatch(
      new RegExp(`^${String(at(configuration, 'registries', 0, 'server'))}/`),
    )
  })
})

describe('all of them', () => {
  const files = readdirSync(`${ROOT}examples/ci`)
  const all = files.map(name => readFileSync(`${ROOT}examples/ci/${name}`, 'utf8')).join('\n')

  it('name options and variables that there are', () => {
    const keys = Object.keys({ ...globalOptions, ...extractOptions })
    const commands = all.replace(/["',[\]\\]+/g, '').matchAll(/(?<![-\w])extract(( --[a-z-]+ \S+)+)/g)
    const flags = [...commands].flatMap(([, given = '']) => given.match(/--[a-z-]+/g) ?? [])
    expect(new Set(flags).size).toBeGreaterThan(2)
    for (const name of flags) expect(keys.map(flagName)).toContain(name)
    const variables = new Set([...all.matchAll(/\bENTRA_EXTRACT_[A-Z_]+/g)].map(([name]) => name))
    for (const name of variables) expect(keys.map(variableName)).toContain(name)
  })

  it('pin what they run, and hold no secret', () => {
    expect(all).not.toMatch(/:latest\b/)
    expect(all).not.toMatch(/(SECRET|KEY|PASSWORD|TOKEN)\w*\s*[:=]\s*["']?[A-Za-z0-9+/]{20,}/)
  })

  it('are told of in docs/buckets.md', () => {
    const page = readFileSync(`${ROOT}docs/buckets.md`, 'utf8')
    for (const name of files.filter(name => !/dockerignore$/.test(name)))
      expect(page).toContain(`examples/ci/${name}`)
  })
})
