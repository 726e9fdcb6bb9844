// The browser of this machine.

type Env = Readonly<Record<string, string | undefined>>

/** Opens an address in the default browser. Throws when there is nothing to open it with. */
export async function openBrowser(url: string): Promise<void> {
  const { default: open } = await import('open')
  await open(url)
}

/** Why no browser can open here, as the beginning of a sentence; null when there is no reason to think so. */
export function lacksBrowser(env: Env, platform: NodeJS.Platform = process.platform): string | null {
  const has = (name: string): boolean => (env[name] ?? '') !== ''
  if (has('SSH_CONNECTION') || has('SSH_TTY')) return 'This is a remote shell'
  if (has('CI')) return 'This is a job without a browser'
  const displayed = has('DISPLAY') || has('WAYLAND_DISPLAY') || has('WSL_DISTRO_NAME')
  return platform === 'linux' && !displayed ? 'This machine has no display' : null
}
