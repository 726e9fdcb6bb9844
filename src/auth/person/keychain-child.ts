// The process that talks to the keychain: its library may wait for a person for ever, and a process waits for its libraries.
import { type KeychainAnswer, KeychainRequest } from './keychain-messages.ts'

const SERVICE = 'entra-extract'

/** The kernel's keyring, which the library else falls back on, forgets everything when the machine starts anew. */
const OPTIONS = { linux: { store: 'secret-service' } } as const

async function perform({ act, name, text }: KeychainRequest): Promise<string | null> {
  const { AsyncEntry } = await import('@napi-rs/keyring')
  const entry = new AsyncEntry(SERVICE, name, OPTIONS)
  if (act === 'get') return (await entry.getPassword()) ?? null
  if (act === 'set') await entry.setPassword(text)
  else await entry.deleteCredential()
  return null
}

async function answer(request: KeychainRequest): Promise<KeychainAnswer> {
  try {
    return { id: request.id, value: await perform(request), error: null }
  } catch (error) {
    return { id: request.id, value: null, error: error instanceof Error ? error.message : String(error) }
  }
}

process.on('message', async message => {
  const reply = await answer(KeychainRequest.parse(message))
  if (process.connected) process.send?.(reply)
})
// Ctrl-C is for the program that asks; with its end this one ends, whatever the keychain is waiting for.
process.on('SIGINT', () => {})
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))
