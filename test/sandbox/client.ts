import { afterEach } from 'vitest'
import { type GraphObject, type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/index.ts'

export const NOON = '2026-11-20T12:00:00Z'

const open: Sandbox[] = []

afterEach(async () => {
  await Promise.all(open.splice(0).map(sandbox => sandbox.close()))
})

/** A sandbox that is closed after the test: small, without quotas, at a fixed time. */
export async function start(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox({ users: 120, now: NOON, quotas: 'off', ...options })
  open.push(sandbox)
  return sandbox
}

export interface Page {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly body: GraphObject
  readonly value: readonly GraphObject[]
  readonly next: string | undefined
  readonly delta: string | undefined
  /** Graph's error code. */
  readonly code: string | undefined
  readonly message: string | undefined
}

interface GraphBody extends GraphObject {
  readonly value?: GraphObject[]
  readonly '@odata.nextLink'?: string
  readonly '@odata.deltaLink'?: string
  readonly error?: { readonly code: string; readonly message: string }
}

/** One request; a path is below the sandbox, a link is taken as it is. */
export async function get(
  sandbox: Sandbox,
  path: string,
  headers: Record<string, string> = {},
): Promise<Page> {
  const url = path.startsWith('http') ? path : `${sandbox.url}${path}`
  const response = await fetch(url, {
    headers: { authorization: `Bearer ${sandbox.token()}`, ...headers },
    redirect: 'manual',
  })
  const text = await response.text()
  const body: GraphBody = text.startsWith('{') ? JSON.parse(text) : {}
  return {
    status: response.status,
    headers: response.headers,
    text,
    body,
    value: body.value ?? [],
    next: body['@odata.nextLink'],
    delta: body['@odata.deltaLink'],
    code: body.error?.code,
    message: body.error?.message,
  }
}

/** Every page of a listing. */
export async function* pages(
  sandbox: Sandbox,
  path: string,
  headers: Record<string, string> = {},
): AsyncGenerator<Page> {
  for (let link: string | undefined = path; link !== undefined; ) {
    const page: Page = await get(sandbox, link, headers)
    if (page.status !== 200) throw new Error(`${page.status} ${page.text} for ${link}`)
    yield page
    link = page.next
  }
}

export async function readAll(
  sandbox: Sandbox,
  path: string,
  headers: Record<string, string> = {},
): Promise<GraphObject[]> {
  const rows: GraphObject[] = []
  for await (const page of pages(sandbox, path, headers)) rows.push(...page.value)
  return rows
}

export const byId = (rows: Iterable<GraphObject>): Map<unknown, GraphObject> =>
  new Map([...rows].map(row => [row.id, row]))

export const ids = (rows: Iterable<GraphObject>): string[] => [...rows].map(row => String(row.id)).sort()

/** What a naive reader of a delta query holds: objects by id, and the related ids of each. */
export class Replay {
  readonly objects = new Map<string, GraphObject>()
  readonly relations = new Map<string, Set<string>>()
  link: string

  constructor(link: string) {
    this.link = link
  }

  /** Reads one round, with something happening after each page; returns the number of rows it brought. */
  async round(
    sandbox: Sandbox,
    headers: Record<string, string> = {},
    meanwhile = (): void => {},
  ): Promise<number> {
    let rows = 0
    for await (const page of pages(sandbox, this.link, headers)) {
      for (const row of page.value) this.#apply(row)
      rows += page.value.length
      if (page.delta) this.link = page.delta
      meanwhile()
    }
    return rows
  }

  #apply(row: GraphObject): void {
    const id = String(row.id)
    if (row['@removed']) {
      this.objects.delete(id)
      for (const key of this.relations.keys()) if (key.startsWith(id)) this.relations.delete(key)
      return
    }
    const { 'members@delta': members, 'owners@delta': owners, 'manager@delta': manager, ...properties } = row
    this.objects.set(id, { ...this.objects.get(id), ...properties })
    this.#relate(`${id}/members`, members)
    this.#relate(`${id}/owners`, owners)
    this.#relate(`${id}/manager`, manager)
  }

  #relate(key: string, changes: unknown): void {
    const related = this.relations.get(key) ?? new Set<string>()
    this.relations.set(key, related)
    for (const change of Array.isArray(changes) ? changes : []) {
      if (change['@removed']) related.delete(change.id)
      else related.add(change.id)
    }
  }

  /** `parent/relation/related` of everything held, sorted. */
  edges(relation: 'members' | 'owners' | 'manager'): string[] {
    return [...this.relations]
      .filter(([key]) => key.endsWith(`/${relation}`))
      .flatMap(([key, related]) => [...related].map(id => `${key}/${id}`))
      .sort()
  }
}

export const trueEdges = (sandbox: Sandbox, relation: 'members' | 'owners'): string[] =>
  [...sandbox.truth(relation === 'members' ? 'group_members' : 'group_owners')]
    .map(edge => `${edge.groupId}/${relation}/${edge.id}`)
    .sort()

/** The first element, or an error: a test about nothing proves nothing. */
export function first<T>(list: Iterable<T>): T {
  for (const item of list) return item
  throw new Error('nothing there')
}
