// The objects under `_work/`, which nobody but the holder of the lock writes: listed once, then kept in mind.
import type { Objects } from './objects.ts'

const WORK = '_work/'

export class WorkObjects {
  private readonly objects: Objects
  private listed: Promise<Map<string, number>> | null = null

  constructor(objects: Objects) {
    this.objects = objects
  }

  /** Lengths by key. */
  known(): Promise<Map<string, number>> {
    this.listed ??= this.list()
    return this.listed
  }

  /** What was known may be of another run's time. */
  listAgain(): void {
    this.listed = null
  }

  private async list(): Promise<Map<string, number>> {
    const { objects } = await this.objects.list(WORK, true)
    return new Map(objects.map(({ key, bytes }) => [key, bytes]))
  }

  async size(key: string): Promise<number | null> {
    return (await this.known()).get(key) ?? null
  }

  /** The names right below a prefix. */
  async names(prefix: string): Promise<string[]> {
    const below = [...(await this.known()).keys()].filter(key => key.startsWith(prefix))
    return [...new Set(below.map(key => key.slice(prefix.length).split('/')[0] ?? ''))]
  }

  async put(key: string, bytes: number): Promise<void> {
    ;(await this.known()).set(key, bytes)
  }

  /** Removes an object, or all below it. */
  async remove(path: string): Promise<void> {
    const known = await this.known()
    const keys = [...known.keys()].filter(key => key === path || key.startsWith(`${path}/`))
    if (keys.length === 0) return
    await this.objects.remove(keys)
    for (const key of keys) known.delete(key)
  }
}
