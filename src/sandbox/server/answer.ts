/** An answer before it is written to a socket or into a batch. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** JSON text, or whatever a fault made of it. */
  readonly body: string | Buffer
}

/** A refusal in Graph's shape; thrown by handlers, written by the dispatcher. */
export class GraphError extends Error {
  readonly status: number
  readonly code: string
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message)
    this.status = status
    this.code = code
    this.headers = headers
  }
}

export const JSON_TYPE =
  'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8'

export const json = (body: string, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status: 200,
  headers: { 'content-type': JSON_TYPE, ...headers },
  body,
})

export const badRequest = (message: string): GraphError => new GraphError(400, 'BadRequest', message)

export const unsupported = (message: string): GraphError =>
  new GraphError(400, 'Request_UnsupportedQuery', message)

export const notFound = (id: string): GraphError =>
  new GraphError(
    404,
    'Request_ResourceNotFound',
    `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
  )
