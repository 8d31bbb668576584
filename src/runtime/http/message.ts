/** What a client asks of an http server, as plain data. */
export interface HttpRequest {
  readonly method: string;
  /** With its query, from the first slash on. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** A text as it is; anything else as JSON. */
  readonly body?: unknown;
}

/** What a server has answered, as plain data. */
export interface HttpResponse {
  readonly status: number;
  /** By their names in lower case; what came several times is joined by commas. */
  readonly headers: Readonly<Record<string, string>>;
  /** The value, if the server says that it is JSON, and a text otherwise. */
  // biome-ignore lint/suspicious/noExplicitAny: whoever asks knows what is answered
  readonly body: any;
}
