// What must not stand in a config file: files are committed, copied and backed up. Nothing of a secret is shown.
import { UsageError } from '../../errors.ts'
import { keyName } from '../options.ts'
import type { Json } from './json.ts'

/** Ends of names, without case and punctuation. */
const SECRET_NAME =
  /(secret|secretvalue|secrettext|password|passwd|pwd|passphrase|token|assertion|connectionstring|(private|api|account|access|mask)key)$/

const SECRET_TEXTS: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY/, 'a private key'],
  // Signed and encrypted tokens alike begin with a JSON object in base64.
  [/\beyJ[\w-]{8,}\.[\w-]/, 'a token'],
  [/:\/\/[^\s/?#]*:[^\s/?#]*@/, 'a URL with a password'],
  [/[?&]sig=/i, 'a shared access signature'],
  [/\b(AccountKey|SharedAccessKey|SharedAccessSignature|Password|Pwd)=/i, 'a connection string'],
  // The form in which Microsoft Entra makes client secrets.
  [/[\w.~-]{3}\dQ~[\w.~-]{31}/, 'a client secret'],
]

export const isSecretName = (name: string): boolean =>
  SECRET_NAME.test(name.toLowerCase().replaceAll(/[^a-z]/g, ''))

/** Throws a `UsageError` for a name of a secret or a text that looks like one, anywhere. `path`: the keys that lead to the value. */
export function refuseSecrets(value: Json, file: string, path: readonly string[] = []): void {
  const where = path.length === 0 ? file : keyName(path.join('.'), file)
  if (typeof value === 'string') refuseText(value, where)
  if (value === null || typeof value !== 'object') return
  for (const [name, inner] of Object.entries(value)) {
    refuseText(name, `A key in ${file}`)
    if (isSecretName(name)) {
      const key = keyName([...path, name].join('.'), file)
      throw new UsageError(`${key} is a secret and does not belong in a file; ${insteadOf(name)}.`)
    }
    refuseSecrets(inner, file, [...path, name])
  }
}

function refuseText(text: string, where: string): void {
  const found = SECRET_TEXTS.find(([pattern]) => pattern.test(text))
  if (found === undefined) return
  throw new UsageError(
    `${where} looks like ${found[1]}, and a secret does not belong in a file; give it in the environment.`,
  )
}

function insteadOf(name: string): string {
  if (/mask/i.test(name))
    return 'set ENTRA_EXTRACT_MASK_KEY in the environment, or name a file by maskKeyFile'
  if (/certificate/i.test(name)) return 'set AZURE_CLIENT_CERTIFICATE_PASSWORD in the environment'
  if (/token/i.test(name)) return 'set ENTRA_EXTRACT_ACCESS_TOKEN in the environment'
  if (/secret|^password$/i.test(name)) return 'set AZURE_CLIENT_SECRET in the environment'
  return 'give it in the environment'
}
