// The entries of the keychain, through a process of its own that can be ended when the keychain does not answer.
import { type ChildProcess, fork } from 'node:child_process'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { KeychainEntries } from './keychain.ts'
import { KeychainAnswer, type KeychainRequest } from './keychain-messages.ts'

/** Enough to unlock a keychain that asks for its password. */
const PATIENCE_MS = 20_000

const childFile = (): string =>
  fileURLToPath(new URL(`./keychain-child${extname(import.meta.url)}`, import.meta.url))

/** `file`: the program to start, which answers `KeychainRequest`s; it starts with the first question and ends with this process. */
export function keychainProcess(file: string = childFile(), patienceMs = PATIENCE_MS): KeychainEntries {
  const waiting = new Map<number, (answer: KeychainAnswer | Error) => void>()
  let child: ChildProcess | null = null
  let gone: Error | null = null
  let serial = 0

  function end(error: Error): void {
    gone = error
    child?.kill('SIGKILL')
    for (const settle of waiting.values()) settle(error)
  }

  function start(): ChildProcess {
    const started = fork(file, { execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
    started.on('message', message => {
      const answer = KeychainAnswer.safeParse(message)
      if (answer.success) waiting.get(answer.data.id)?.(answer.data)
    })
    started.on('error', end)
    started.on('exit', () => end(gone ?? new Error('the process that asks the keychain has ended')))
    started.unref()
    started.channel?.unref()
    return started
  }

  async function ask(request: Omit<KeychainRequest, 'id'>): Promise<string | null> {
    if (gone !== null) throw gone
    const id = ++serial
    child ??= start()
    const { promise, settle } = answerOf()
    waiting.set(id, settle)
    const seconds = Math.ceil(patienceMs / 1000)
    const timer = setTimeout(() => end(new Error(`it did not answer within ${seconds} s`)), patienceMs)
    child.send({ id, ...request }, error => error !== null && settle(error))
    const answer = await promise
    clearTimeout(timer)
    waiting.delete(id)
    if (answer instanceof Error) throw answer
    if (answer.error !== null) throw new Error(answer.error)
    return answer.value
  }

  return {
    get: name => ask({ act: 'get', name, text: '' }),
    set: async (name, text) => void (await ask({ act: 'set', name, text })),
    remove: async name => void (await ask({ act: 'remove', name, text: '' })),
  }
}

function answerOf() {
  let settle: (answer: KeychainAnswer | Error) => void = () => {}
  const promise = new Promise<KeychainAnswer | Error>(resolve => {
    settle = resolve
  })
  return { promise, settle: (answer: KeychainAnswer | Error) => settle(answer) }
}
