// Azurite's blob service in a process of its own: in memory, on a port of its own, as strict as it can be.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ContainerClient, StorageSharedKeyCredential } from '@azure/storage-blob'
import type { KeyPair } from './tls/private-ca.ts'

/** The account that every Azurite has; its key is published. https://learn.microsoft.com/azure/storage/common/storage-use-azurite */
export const ACCOUNT = 'devstoreaccount1'
export const ACCOUNT_KEY =
  'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=='

export interface Azurite {
  /** Of the account, without a slash at its end. */
  readonly endpoint: string
  /** Of the account and the container, for a client of the tests' own; not with TLS. */
  makeContainer(name: string): Promise<void>
  close(): Promise<void>
}

/** With TLS it takes tokens of Microsoft Entra, whoever signed them. */
export async function startAzurite(tls?: KeyPair): Promise<Azurite> {
  const folder = await mkdtemp(join(tmpdir(), 'azurite-'))
  const main = createRequire(import.meta.url).resolve('azurite/dist/src/blob/main.js')
  const secure = tls === undefined ? [] : await secureArguments(folder, tls)
  const child = spawn(
    process.execPath,
    [
      main,
      '--inMemoryPersistence',
      '--blobPort',
      '0',
      '--skipApiVersionCheck',
      '--disableTelemetry',
      '--extentMemoryLimit',
      '512',
      ...secure,
    ],
    { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  const end = () => child.kill('SIGKILL')
  process.once('exit', end)
  const origin = await originOf(child)
  const endpoint = `${origin}/${ACCOUNT}`
  return {
    endpoint,
    makeContainer: async name => {
      const credential = new StorageSharedKeyCredential(ACCOUNT, ACCOUNT_KEY)
      await new ContainerClient(`${endpoint}/${name}`, credential).create()
    },
    close: async () => {
      const gone = new Promise(resolve => child.once('exit', resolve))
      end()
      await gone
      process.off('exit', end)
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function secureArguments(folder: string, { cert, key }: KeyPair): Promise<string[]> {
  const [certFile, keyFile] = [join(folder, 'cert.pem'), join(folder, 'key.pem')]
  await Promise.all([writeFile(certFile, cert), writeFile(keyFile, key)])
  return ['--cert', certFile, '--key', keyFile, '--oauth', 'basic']
}

function originOf(child: ChildProcess): Promise<string> {
  let told = ''
  return new Promise((resolve, reject) => {
    const listen = (chunk: Buffer): void => {
      told += chunk.toString()
      const [, origin] = /successfully listens on (\S+)/i.exec(told) ?? []
      if (origin !== undefined) resolve(origin)
    }
    child.stdout?.on('data', listen)
    child.stderr?.on('data', listen)
    child.once('exit', code => reject(new Error(`Azurite ended with ${code}: ${told}`)))
  })
}
