import { randomBytes } from 'node:crypto'
import { type Answer, badRequest, GraphError } from './answer.ts'

/** How long an address may be used, in real milliseconds. */
const LIFETIME = 5 * 60_000

interface Ticket {
  readonly expires: number
  readonly text: () => Promise<string>
}

/** Files at addresses that are known only to those who were told, each for five minutes. */
export class Downloads {
  readonly #origin: () => string
  readonly #tickets = new Map<string, Ticket>()

  constructor(origin: () => string) {
    this.#origin = origin
  }

  /** A new address for a file whose text is made when it is fetched. */
  offer(text: () => Promise<string>): string {
    const now = Date.now()
    for (const [name, ticket] of this.#tickets) if (ticket.expires <= now) this.#tickets.delete(name)
    const name = randomBytes(24).toString('base64url')
    this.#tickets.set(name, { expires: now + LIFETIME, text })
    return `${this.#origin()}/data/download/${name}`
  }

  /** The file at a raw path; a request that shows a token of Graph is refused. */
  async answer(method: string, raw: string, headers: Readonly<Record<string, string>>): Promise<Answer> {
    if (headers.authorization !== undefined)
      throw badRequest('The address holds its own proof; an Authorization header is not accepted.')
    const name = /^\/data\/download\/([\w-]+)$/.exec(raw)?.[1] ?? ''
    const ticket = this.#tickets.get(name)
    if (method !== 'GET' || !ticket) throw new GraphError(404, 'ResourceNotFound', 'There is no such file.')
    if (ticket.expires <= Date.now())
      throw new GraphError(403, 'AuthenticationFailed', 'The address has expired.')
    return { status: 200, headers: { 'content-type': 'text/csv; charset=utf-8' }, body: await ticket.text() }
  }
}
