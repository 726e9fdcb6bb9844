// What the process that talks to the keychain is asked, and what it answers.
import { z } from 'zod'

export const KeychainRequest = z.object({
  id: z.int(),
  act: z.enum(['get', 'set', 'remove']),
  name: z.string(),
  text: z.string(),
})
export type KeychainRequest = z.infer<typeof KeychainRequest>

/** `error` is null when it went well; `value` is for `get`, null when there is no such entry. */
export const KeychainAnswer = z.object({
  id: z.int(),
  value: z.string().nullable(),
  error: z.string().nullable(),
})
export type KeychainAnswer = z.infer<typeof KeychainAnswer>
