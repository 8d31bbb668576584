import type { Connection, ConnectionFailure, Owner } from "../net/connection.js";

/** What a connection came to, told like Node does: by a code. */
export class ConnectionError extends Error {
  override readonly name = "ConnectionError";
  readonly code: ConnectionFailure | "EHOSTUNREACH" | "EPIPE" | "EADDRINUSE";

  constructor(code: ConnectionError["code"], what: string) {
    super(`${what} ${code}`);
    this.code = code;
  }
}

type Waiting = { readonly resolve: (bytes: Uint8Array | null) => void; readonly reject: (error: Error) => void };

/** One end of a connection, for async functions: bytes in order, as they come. */
export class Socket implements AsyncIterable<Uint8Array> {
  /** The node at the other end. */
  readonly peer: string;
  private readonly connection: Connection;
  private readonly arrived: Uint8Array[] = [];
  private readonly readers: Waiting[] = [];
  private readonly writers: Waiting[] = [];
  private isEnded = false;
  private failure: ConnectionError | null = null;

  constructor(connection: Connection) {
    this.peer = connection.ends.peer;
    this.connection = connection;
  }

  /** The next bytes; null when the other end has nothing more to say. Rejects with a `ConnectionError`. */
  read(): Promise<Uint8Array | null> {
    return new Promise((resolve, reject) => {
      this.readers.push({ resolve, reject });
      this.connection.resume();
      this.serve();
    });
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void> {
    for (let bytes = await this.read(); bytes !== null; bytes = await this.read()) yield bytes;
  }

  /** What comes as lines of text, without their ends; what follows the last of these is a line, too. */
  async *lines(): AsyncGenerator<string, void> {
    const decoder = new TextDecoder();
    let rest = "";
    for await (const bytes of this) {
      const parts = (rest + decoder.decode(bytes, { stream: true })).split("\n");
      rest = parts.pop() as string;
      yield* parts;
    }
    rest += decoder.decode();
    if (rest !== "") yield rest;
  }

  /** Resolves when there is room for more. Rejects with a `ConnectionError` if nobody hears it any more. */
  write(data: string | Uint8Array): Promise<void> {
    const { connection, failure } = this;
    const broken = failure?.code ?? connection.broken;
    if (broken !== undefined) return Promise.reject(new ConnectionError(broken, "write"));
    const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data.slice();
    if (connection.write(bytes)) return Promise.resolve();
    return new Promise((resolve, reject) => this.writers.push({ resolve: () => resolve(), reject }));
  }

  /** Says that nothing more will be written. */
  end(): void {
    this.connection.end();
  }

  /** Is done with it: what was written still arrives, what comes is turned away. */
  close(): void {
    this.connection.close();
    this.fail("ECONNRESET");
  }

  /** Ends it for both ends at once. */
  reset(): void {
    this.connection.reset();
    this.fail("ECONNRESET");
  }

  /** @internal What the connection tells this end of it. */
  owner(): Owner {
    return {
      opened() {},
      received: (bytes) => {
        this.arrived.push(bytes.slice());
        this.serve();
        return this.readers.length > 0;
      },
      ended: () => {
        this.isEnded = true;
        this.serve();
      },
      drained: () => {
        for (const { resolve } of this.writers.splice(0)) resolve(null);
      },
      failed: (code) => this.fail(code),
    };
  }

  /** @internal */
  fail(code: ConnectionFailure): void {
    this.failure ??= new ConnectionError(code, "read");
    for (const { reject } of this.writers.splice(0)) reject(new ConnectionError(code, "write"));
    this.serve();
  }

  /** Gives to those who wait what there is for them. */
  private serve(): void {
    while (this.readers.length > 0) {
      const bytes = this.arrived.shift() ?? (this.isEnded ? null : undefined);
      if (bytes === undefined && this.failure === null) return;
      const { resolve, reject } = this.readers.shift() as Waiting;
      if (bytes === undefined) reject(this.failure as ConnectionError);
      else resolve(bytes);
    }
  }
}
