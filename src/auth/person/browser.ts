// The browser of this machine.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { envOfPrograms } from '../secret-variables.ts'

type Env = Readonly<Record<string, string | undefined>>

const childFile = (): string =>
  fileURLToPath(new URL(`./browser-child${extname(import.meta.url)}`, import.meta.url))

/**
 * Opens an address in the default browser, which gets `env` without its secrets: the proxies are in there, and no longer in the
 * environment of this process. `file`: the program that opens it. Throws when there is nothing to open it with.
 */
export async function openBrowser(url: string, env: Env, file: string = childFile()): Promise<void> {
  const child = spawn(process.execPath, [file, url], {
    env: { ...envOfPrograms(env) },
    stdio: 'ignore',
    windowsHide: true,
  })
  const [exitCode] = await once(child, 'exit')
  if (exitCode !== 0) throw new Error('no browser was opened')
}

/** Why no browser can open here, as the beginning of a sentence; null when there is no reason to think so. */
export function lacksBrowser(env: Env, platform: NodeJS.Platform = process.platform): string | null {
  const has = (name: string): boolean => (env[name] ?? '') !== ''
  if (has('SSH_CONNECTION') || has('SSH_TTY')) return 'This is a remote shell'
  if (has('CI')) return 'This is a job without a browser'
  const displayed = has('DISPLAY') || has('WAYLAND_DISPLAY') || has('WSL_DISTRO_NAME')
  return platform === 'linux' && !displayed ? 'This machine has no display' : null
}
