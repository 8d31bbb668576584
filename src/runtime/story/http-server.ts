import { ConnectionError, type Socket } from "./socket.js";

/** What was asked over http. */
export interface HttpRequest {
  readonly method: string;
  /** With what follows a question mark. */
  readonly path: string;
  /** By name in lower case; of several of one name, all, with commas between them. */
  readonly headers: Readonly<Record<string, string>>;
  /** What it says: parsed, if it says that it is JSON; else as text. */
  readonly body: unknown;
}

/** What is answered: 200 and nothing unless given. A text is sent as it is, all else as JSON. */
export interface HttpAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** A request may not be larger than this, in bytes. */
const mostBytes = 16_777_216;

/** Answers the requests of one connection, one after the other, until either end has had enough. */
export async function answerHttp(
  socket: Socket,
  answer: (request: HttpRequest) => HttpAnswer | Promise<HttpAnswer>,
): Promise<void> {
  const input = new Input(socket);
  // What goes wrong with the connection is no error of who answers: whoever asked has gone.
  const hasGone = (error: unknown) => {
    if (!(error instanceof ConnectionError)) throw error;
    return null;
  };
  for (;;) {
    const request = await readRequest(input).catch(hasGone);
    if (request === null) break;
    const isLast = request === "malformed" || request.headers.connection?.toLowerCase() === "close";
    const reply = request === "malformed" ? { status: 400 } : await answer(request);
    await socket.write(writeAnswer(reply, isLast, request !== "malformed" && request.method === "HEAD")).catch(hasGone);
    if (isLast) break;
  }
  socket.end();
}

/** Bytes as they come, of which any number can be asked for, or those up to a mark. */
class Input {
  private rest = new Uint8Array(0);
  private readonly socket: Socket;

  constructor(socket: Socket) {
    this.socket = socket;
  }

  /** So many bytes; null if there are not so many any more. */
  async take(count: number): Promise<Uint8Array | null> {
    while (this.rest.length < count) if (!(await this.more())) return null;
    const taken = this.rest.slice(0, count);
    this.rest = this.rest.slice(count);
    return taken;
  }

  /** The text before the next mark, which is left out; null if there is none. */
  async upTo(mark: string): Promise<string | null> {
    for (;;) {
      // Head and sizes of chunks are of one byte a character.
      const text = Array.from(this.rest, (byte) => String.fromCharCode(byte)).join("");
      const at = text.indexOf(mark);
      if (at >= 0) {
        this.rest = this.rest.slice(at + mark.length);
        return text.slice(0, at);
      }
      if (this.rest.length > mostBytes || !(await this.more())) return null;
    }
  }

  private async more(): Promise<boolean> {
    const bytes = await this.socket.read();
    if (bytes === null) return false;
    const joined = new Uint8Array(this.rest.length + bytes.length);
    joined.set(this.rest);
    joined.set(bytes, this.rest.length);
    this.rest = joined;
    return true;
  }
}

async function readRequest(input: Input): Promise<HttpRequest | "malformed" | null> {
  const head = await input.upTo("\r\n\r\n");
  if (head === null) return null;
  const [first = "", ...lines] = head.split("\r\n");
  const [, method, path] = /^([A-Z]+) (\S+) HTTP\/1\.[01]$/.exec(first) ?? [];
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const [, name, value = ""] = /^([^\s:]+):\s*(.*?)\s*$/.exec(line) ?? [];
    if (name === undefined) return "malformed";
    const key = name.toLowerCase();
    headers[key] = headers[key] === undefined ? value : `${headers[key]}, ${value}`;
  }
  if (method === undefined || path === undefined) return "malformed";
  const bytes = await readBody(input, headers);
  if (bytes === "malformed") return bytes;
  const text = new TextDecoder().decode(bytes);
  if (!/\bjson\b/.test(headers["content-type"] ?? "")) return { method, path, headers, body: text };
  try {
    return { method, path, headers, body: JSON.parse(text) };
  } catch {
    return "malformed";
  }
}

async function readBody(input: Input, headers: Readonly<Record<string, string>>): Promise<Uint8Array | "malformed"> {
  if (!/\bchunked\b/i.test(headers["transfer-encoding"] ?? "")) {
    const length = Number(headers["content-length"] ?? 0);
    if (!Number.isInteger(length) || length < 0 || length > mostBytes) return "malformed";
    return (await input.take(length)) ?? "malformed";
  }
  const chunks: number[] = [];
  for (;;) {
    const size = Number.parseInt((await input.upTo("\r\n")) ?? "", 16);
    if (!(size >= 0) || chunks.length + size > mostBytes) return "malformed";
    const chunk = await input.take(size);
    if (chunk === null || (await input.upTo("\r\n")) === null) return "malformed";
    if (size === 0) return Uint8Array.from(chunks);
    for (const byte of chunk) chunks.push(byte);
  }
}

function writeAnswer({ status = 200, headers = {}, body }: HttpAnswer, isLast: boolean, isHead: boolean): Uint8Array {
  const isText = typeof body === "string";
  const content = new TextEncoder().encode(body === undefined ? "" : isText ? body : JSON.stringify(body));
  const type = body === undefined ? {} : { "content-type": isText ? "text/plain; charset=utf-8" : "application/json" };
  const all = {
    ...type,
    ...headers,
    "content-length": String(content.length),
    connection: isLast ? "close" : "keep-alive",
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = new TextEncoder().encode(`HTTP/1.1 ${status} ${status < 400 ? "OK" : "Error"}\r\n${lines.join("")}\r\n`);
  if (isHead) return head;
  const answer = new Uint8Array(head.length + content.length);
  answer.set(head);
  answer.set(content, head.length);
  return answer;
}
