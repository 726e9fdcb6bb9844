// What a run of one tenant among several has around it: its lines begin with the tenant, and it hears one common Ctrl-C.
import { Writable } from 'node:stream'
import type { Context } from '../context.ts'
import type { Env, StopSignal, Terminal } from '../io.ts'
import { clean } from '../text.ts'

/** `signal`: aborted when all are to stop. */
export function contextOf(context: Context, tenantId: string, env: Env, signal: AbortSignal): Context {
  const noteLines = (text: string) => {
    for (const line of text.split('\n')) context.noteLines(`${tenantId}: ${line}`)
  }
  return {
    ...context,
    env,
    // No terminal: live lines of several runs would overwrite one another.
    stderr: writerOf(noteLines),
    note: text => noteLines(clean(text)),
    noteLines,
    onSignal: listener => onAbort(signal, listener),
  }
}

function writerOf(say: (text: string) => void): Terminal {
  return new Writable({
    decodeStrings: false,
    write(chunk: unknown, _encoding, done) {
      say(String(chunk).replace(/\n$/, ''))
      done()
    },
  })
}

/** A signal that came before is heard too, but never before this has returned. */
function onAbort(signal: AbortSignal, listener: (signal: StopSignal) => void): () => void {
  let listening = true
  const hear = () => {
    if (listening) listener('SIGINT')
  }
  if (signal.aborted) queueMicrotask(hear)
  else signal.addEventListener('abort', hear, { once: true })
  return () => {
    listening = false
    signal.removeEventListener('abort', hear)
  }
}
