// A DuckDB for questions, with a folder of its own for what does not fit into memory.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Asking, openAsking } from '../lake/ask.ts'

export interface QuestionSettings {
  /** As DuckDB reads it (`1GB`). */
  readonly memory: string
  /** Folder for what does not fit into memory; null: the system's temporary one. */
  readonly scratch: string | null
}

export interface Questions {
  readonly asking: Asking
  /** Its folder, for files that it is to read. */
  readonly folder: string
  /** Ends DuckDB and removes its folder. */
  close(): Promise<void>
}

export async function openQuestions({ memory, scratch }: QuestionSettings): Promise<Questions> {
  const spill = await mkdtemp(join(scratch ?? tmpdir(), 'entra-query-'))
  const clear = () => rm(spill, { recursive: true, force: true })
  try {
    const asking = await openAsking({ memory, spill })
    const close = async () => {
      asking.close()
      await clear()
    }
    return { asking, folder: spill, close }
  } catch (error) {
    await clear()
    throw error
  }
}
