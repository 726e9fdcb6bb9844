// The shape of plain HTTP that sign-in needs; the client that sends it lives beside it, so that only src/graph names undici.

export interface HttpRequest {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

export interface HttpResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Sends one request and reads the whole answer. Throws a `NetworkError` when no answer came. Never follows redirects. */
export type HttpSend = (request: HttpRequest) => Promise<HttpResponse>
