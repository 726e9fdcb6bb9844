// The shell texts of examples/ci, run for real: against the sandbox into a bucket, and against a program that ends in every way.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sandboxEnvironment } from '../../src/cli/sandbox.ts'
import type { RunReport } from '../../src/extract/report.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts'
import { type S3Server, startS3Server } from '../support/s3-server.ts'
import { imageEnv, inImage, pipelineScript, ROOT, workflowScript } from './examples-ci/files.ts'
import {
  can,
  checkout,
  executable,
  freshFolder,
  report,
  runCommand,
  runStep,
  table,
  textIn,
} from './examples-ci/scripts.ts'

let sandbox: Sandbox
let s3: S3Server
beforeAll(async () => {
  sandbox = await startSandbox({ users: 20, quotas: 'off' })
  s3 = await startS3Server()
})
afterAll(async () => {
  await sandbox.close()
  await s3.close()
})

/** What leads to the sandbox and to the bucket, as variables of the service and its sign-ins would. */
const outside = (lake: string): Record<string, string> => ({
  ...sandboxEnvironment(sandbox),
  ENTRA_EXTRACT_OUT: `s3://bucket/${lake}`,
  ENTRA_EXTRACT_STORE_ENDPOINT: s3.url,
  ENTRA_EXTRACT_STORE_PATH_STYLE: '1',
  AWS_ACCESS_KEY_ID: 'key',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_REGION: 'us-east-1',
})

const keysIn = (lake: string): string[] =>
  [...s3.bucket.objects.keys()].filter(key => key.startsWith(`${lake}/`))

/** The tables that are read: a few, so that it does not take long. */
const choose = (folder: string, ...tables: string[]): Promise<void> =>
  writeFile(join(folder, 'entra-extract.config.json'), JSON.stringify({ tables }))

const SERVICES = [
  ['GitHub Actions', workflowScript, 'report.json'],
  ['Azure DevOps', pipelineScript, 'kept/report.json'],
] as const

async function serviceEnv(name: string, folder: string): Promise<Record<string, string>> {
  if (name === 'GitHub Actions')
    return { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: join(folder, 'kept-summary.md') }
  await mkdir(join(folder, 'kept'))
  return { TF_BUILD: 'True', BUILD_ARTIFACTSTAGINGDIRECTORY: join(folder, 'kept') }
}

const summaryIn = async (folder: string): Promise<string> =>
  (await textIn(folder, 'kept-summary.md')) || textIn(folder, 'kept/summary.md')

describe.each(SERVICES)('the step of %s', (name, script, kept) => {
  it('extracts into a bucket, and shows what came', async () => {
    const folder = await checkout('real')
    await choose(folder, 'groups', 'users')
    const lake = name.replace(' ', '-').toLowerCase()
    const ended = await runStep(script, folder, { ...outside(lake), ...(await serviceEnv(name, folder)) })
    expect(ended).toMatchObject({ code: 0, stdout: expect.not.stringMatching(/error|warning/) })
    const { tables, requests }: RunReport = JSON.parse(await textIn(folder, kept))
    expect(tables.map(each => [each.table, each.verdict])).toEqual([
      ['groups', 'complete'],
      ['users', 'complete'],
    ])
    const summary = await summaryIn(folder)
    for (const each of tables) expect(summary).toContain(`| ${each.table} | complete | ${each.rows} | `)
    expect(summary).toContain(`${requests} requests`)
    expect(keysIn(lake)).toContain(`${lake}/users/data.parquet`)
    expect(keysIn(lake)).toContain(`${lake}/state.json`)
    expect(keysIn(lake).filter(key => key.includes('/_work/'))).toEqual([])
  })

  it('warns of a table that is not allowed, and goes on', async () => {
    const poor = await startSandbox({ users: 5, quotas: 'off', grants: ['User.Read.All'] })
    const folder = await checkout('real')
    await choose(folder, 'users', 'conditional_access_policies')
    const env = {
      ...outside(`poor-${kept}`),
      ...sandboxEnvironment(poor),
      ...(await serviceEnv(name, folder)),
    }
    const ended = await runStep(script, folder, env)
    await poor.close()
    expect(ended).toMatchObject({ code: 0, stdout: expect.stringContaining('conditional_access_policies') })
    expect(await summaryIn(folder)).toContain('1 complete, 1 skipped')
  })

  it('fails with a sentence when it is not signed in', async () => {
    const folder = await checkout('real')
    const env = { ...outside('nobody'), AZURE_CLIENT_SECRET: 'wrong', ...(await serviceEnv(name, folder)) }
    const ended = await runStep(script, folder, env)
    expect(ended).toMatchObject({ code: 3, stdout: expect.stringContaining('not signed in (exit code 3)') })
    expect(await summaryIn(folder)).toContain('no report')
    expect(keysIn('nobody')).toEqual([])
  })

  it.each([
    [0, 0],
    [1, 1],
    [2, 2],
    [3, 3],
    [4, 0],
    [5, 0],
    [130, 130],
  ])('makes %i of the program to %i', async (code, expected) => {
    const prints = JSON.stringify(report(code, [table('users')]))
    const folder = await checkout({ prints, code })
    const ended = await runStep(script, folder, await serviceEnv(name, folder))
    expect(ended.code).toBe(expected)
    expect(await textIn(folder, kept)).toBe(prints)
    expect(await summaryIn(folder)).toContain(`exit code ${code}.`)
  })
})

describe('job.sh', () => {
  async function image(source: string): Promise<string> {
    const folder = await freshFolder()
    await mkdir(join(folder, 'bin'))
    await writeFile(join(folder, 'bin/entra-extract.js'), source)
    await copyFile(join(ROOT, 'examples/ci/job.sh'), join(folder, 'job.sh'))
    return folder
  }

  it.each([
    [0, 0],
    [1, 1],
    [3, 3],
    [4, 0],
    [5, 0],
  ])('makes %i to %i, and hands on its arguments', async (code, expected) => {
    const folder = await image(
      `console.log(JSON.stringify(process.argv.slice(2)))\nprocess.exitCode = ${code}\n`,
    )
    const ended = await runCommand('sh', [join(folder, 'job.sh'), 'extract', 'a b', '*'], '/')
    expect(ended).toEqual({ code: expected, stdout: '["extract","a b","*"]\n', stderr: '' })
  })

  it('hands a signal on, and waits until the program has stopped', async () => {
    const folder = await image(
      `const alive = setInterval(() => {}, 1000)
       process.on('SIGTERM', () => setTimeout(() => { clearInterval(alive); console.log('stopped'); process.exitCode = 130 }, 300))
       console.log('ready')\n`,
    )
    const child = spawn(join(folder, 'job.sh'), { stdio: ['ignore', 'pipe', 'inherit'] })
    let said = ''
    child.stdout.setEncoding('utf8').on('data', text => {
      said += text
      if (text.includes('ready')) child.kill('SIGTERM')
    })
    expect(await once(child, 'close')).toEqual([130, null])
    expect(said).toBe('ready\nstopped\n')
  })
})

/** A shell text for a mount namespace of its own: all is read-only but one folder, and nobody is root any more. */
const LOCKED = `
set -e
mount -t tmpfs -o mode=1777 tmpfs "$1"
mount -o remount,bind,ro /
cd "$1"
user="$2" group="$3"
shift 3
exec setpriv --reuid "$user" --regid "$group" --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all "$@"
`

const mayMount = await can(
  'unshare',
  '--mount',
  'sh',
  '-c',
  'mount -t tmpfs tmpfs /mnt && setpriv --reuid 1000 true',
)

describe('the image, as far as it goes without Docker', () => {
  it.runIf(mayMount)(
    'extracts without root on a read-only root file system, and leaves nothing behind',
    async () => {
      const scratch = await freshFolder()
      const [user = '', group = ''] = inImage('USER').split(':')
      const entry: string[] = JSON.parse(inImage('ENTRYPOINT').replace('/app/', ROOT))
      const env = Object.fromEntries(
        Object.entries(imageEnv).map(([key, value]) => [key, value.replace('/tmp', scratch)]),
      )
      const list = 'ls -A; if touch /var/tmp/tried 2> /dev/null; then echo writable; fi; id -u'
      const script = `"$@"; code=$?; ${list}; exit $code`
      const command = ['sh', '-c', script, 'sh', ...entry, 'extract', 'users', 'groups', '--json']
      const args = ['--mount', 'sh', '-c', LOCKED, 'sh', scratch, user, group, ...command]
      const ended = await runCommand('unshare', args, '/', { ...outside('locked'), ...env })
      expect(ended).toMatchObject({ code: 0, stderr: expect.not.stringMatching(/EROFS|EACCES|EPERM/) })
      expect(ended.stdout.slice(ended.stdout.lastIndexOf('}') + 1)).toBe(`\n${user}\n`)
      expect(keysIn('locked')).toContain('locked/users/data.parquet')
    },
  )
})

const python = await can('python3', '--version')

/** Stand-ins for Airflow and the client of Kubernetes, which remember what they are told. */
const STUBS: Readonly<Record<string, string>> = {
  'airflow/__init__.py': '',
  'airflow/sdk.py': `
told = {}
class DAG:
    def __init__(self, **told_):
        told["dag"] = told_
    def __enter__(self):
        return self
    def __exit__(self, *_):
        return False
`,
  'airflow/providers/cncf/kubernetes/operators/pod.py': `
from airflow import sdk
def KubernetesPodOperator(**told):
    sdk.told["pod"] = told
`,
  'kubernetes/__init__.py': '',
  'kubernetes/client/__init__.py': '',
  'kubernetes/client/models.py': 'def __getattr__(name):\n    return lambda **told: told\n',
  'main.py': `
import json, runpy, sys
runpy.run_path(sys.argv[1])
from airflow import sdk
print(json.dumps(sdk.told, default=str))
`,
}

describe.runIf(python)('the DAG of Airflow', () => {
  it('starts the pod of the CronJob, one at a time', async () => {
    const folder = await freshFolder()
    for (const [path, text] of Object.entries(STUBS)) {
      await mkdir(join(folder, path, '..'), { recursive: true })
      await executable(join(folder, path), text)
    }
    const dag = join(ROOT, 'examples/ci/airflow_dag.py')
    const ended = await runCommand('python3', ['-B', join(folder, 'main.py'), dag], folder)
    expect(ended).toMatchObject({ code: 0, stderr: '' })
    const { dag: schedule, pod } = JSON.parse(ended.stdout)
    expect(schedule).toMatchObject({ schedule: '17 * * * *', catchup: false, max_active_runs: 1 })
    expect(pod).toMatchObject(await podOfCronJob())
    expect(pod.execution_timeout).toBe('0:58:00')
    expect(await readdir(join(ROOT, 'examples/ci'))).not.toContain('__pycache__')
  })
})

/** Its pod, in the words of the operator. */
async function podOfCronJob() {
  const { at, cronJob, listAt } = await import('./examples-ci/files.ts')
  const spec = at(cronJob, 'spec', 'jobTemplate', 'spec', 'template', 'spec')
  const container = at(spec, 'containers', 0)
  const variables = listAt(container, 'env').map(each => [String(at(each, 'name')), at(each, 'value')])
  return {
    image: at(container, 'image'),
    cmds: at(container, 'command'),
    arguments: at(container, 'args'),
    env_vars: Object.fromEntries(variables),
    service_account_name: at(spec, 'serviceAccountName'),
    automount_service_account_token: false,
    termination_grace_period: at(spec, 'terminationGracePeriodSeconds'),
    container_resources: at(container, 'resources'),
    ...inSnakeCase({
      securityContext: at(spec, 'securityContext'),
      containerSecurityContext: at(container, 'securityContext'),
      volumes: at(spec, 'volumes'),
      volumeMounts: at(container, 'volumeMounts'),
    }),
  }
}

function inSnakeCase(value: object): object {
  const text = JSON.stringify(value, (_key, each) => each)
  return JSON.parse(
    text.replace(/"(\w+)":/g, key => key.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)),
  )
}
