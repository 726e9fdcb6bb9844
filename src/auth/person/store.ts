// Where sign-ins of persons are kept: a file that was named, else the keychain, else nowhere beyond this process.
import { cacheFileStore } from './cache-file.ts'
import { type KeychainEntries, openKeychain } from './keychain.ts'
import { keychainProcess } from './keychain-process.ts'
import type { SignIn, SignInStore } from './sign-ins.ts'

export async function openStore(
  file: string | null,
  entries: () => KeychainEntries = keychainProcess,
): Promise<SignInStore> {
  if (file !== null) return cacheFileStore(file)
  const keychain = await openKeychain(entries())
  return typeof keychain === 'string' ? memoryStore(keychain) : keychain
}

/** `reason`: why there is no lasting one. */
function memoryStore(reason: string): SignInStore {
  let kept: readonly SignIn[] = []
  return {
    place: 'memory',
    lasting: false,
    reason: `no keychain on this machine: ${reason}`,
    load: async () => kept,
    tryOut: async () => {},
    update: async change => {
      kept = change(kept)
      return kept
    },
  }
}
