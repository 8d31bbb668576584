import type { AnswerReader } from "../net/exchange-client.js";
import type { HttpResponse } from "./message.js";

/** What a head says of the body behind it. */
type Framing =
  | { readonly kind: "length"; readonly bytes: number }
  | { readonly kind: "chunks" }
  | { readonly kind: "to the end" };

interface Head {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly framing: Framing;
}

/** More than this is no head, nor the length of a chunk. */
const mostHead = 65_536;
const nothing = Buffer.alloc(0);

/** Makes the answer to one request out of bytes, in pieces as they come (RFC 9112, section 6). */
export class ResponseReader implements AnswerReader<HttpResponse> {
  isBroken = false;
  keepsAlive = false;
  private readonly method: string;
  private bytes: Buffer = nothing;
  private head: Head | null = null;
  private readonly chunks: Buffer[] = [];
  private inTrailers = false;

  constructor(method: string) {
    this.method = method;
  }

  take(bytes: Uint8Array): HttpResponse | null {
    this.bytes = Buffer.concat([this.bytes, bytes]);
    while (this.head === null && !this.isBroken) {
      const end = this.bytes.indexOf("\r\n\r\n");
      if (end < 0) {
        this.isBroken = this.bytes.length > mostHead;
        return null;
      }
      const head = this.readHead(this.cut(end + 4).toString("latin1"));
      if (head === null) this.isBroken = true;
      // What is said in between (100 Continue, 103 Early Hints) is no answer yet.
      else if (head.status >= 200) this.head = head;
    }
    return this.head === null || this.isBroken ? null : this.readBody(this.head);
  }

  end(): HttpResponse | null {
    return this.head?.framing.kind === "to the end" ? this.whole(this.head, this.bytes) : null;
  }

  private readHead(text: string): Head | null {
    const [first, ...lines] = text.trimEnd().split("\r\n");
    const [, minor, code] = /^HTTP\/1\.([01]) (\d{3})(?: |$)/.exec(first) ?? [];
    if (code === undefined) return null;
    const status = Number(code);
    const headers: Record<string, string> = {};
    for (const line of lines) {
      const colon = line.indexOf(":");
      if (colon < 1) return null;
      const name = line.slice(0, colon).toLowerCase();
      const value = line.slice(colon + 1).trim();
      headers[name] = Object.hasOwn(headers, name) ? `${headers[name]}, ${value}` : value;
    }
    const connection = (headers.connection ?? "").toLowerCase();
    const framing = framingOf(this.method, status, headers);
    const lasts = minor === "1" ? !connection.includes("close") : connection.includes("keep-alive");
    this.keepsAlive = lasts && framing?.kind !== "to the end";
    return framing === null ? null : { status, headers, framing };
  }

  private readBody(head: Head): HttpResponse | null {
    const { framing } = head;
    if (framing.kind === "chunks") return this.readChunks(head);
    if (framing.kind === "to the end" || this.bytes.length < framing.bytes) return null;
    return this.whole(head, this.cut(framing.bytes));
  }

  private readChunks(head: Head): HttpResponse | null {
    for (;;) {
      const end = this.bytes.indexOf("\r\n");
      if (end < 0) {
        this.isBroken = this.bytes.length > mostHead;
        return null;
      }
      if (this.inTrailers) {
        this.cut(end + 2);
        if (end === 0) return this.whole(head, Buffer.concat(this.chunks));
        continue;
      }
      const [digits] = /^[\da-f]{1,8}(?=[;\s]|$)/i.exec(this.bytes.toString("latin1", 0, end)) ?? [];
      if (digits === undefined) {
        this.isBroken = true;
        return null;
      }
      const length = Number.parseInt(digits, 16);
      if (length === 0) {
        this.cut(end + 2);
        this.inTrailers = true;
      } else {
        if (this.bytes.length < end + 2 + length + 2) return null;
        this.cut(end + 2);
        this.chunks.push(this.cut(length));
        this.cut(2);
      }
    }
  }

  private whole({ status, headers }: Head, body: Buffer): HttpResponse {
    // What comes behind the answer was not asked for: nobody knows what an answer on this connection would belong to.
    if (this.bytes.length > 0) this.keepsAlive = false;
    return { status, headers, body: readText(body.toString(), headers["content-type"] ?? "") };
  }

  private cut(length: number): Buffer {
    const part = this.bytes.subarray(0, length);
    this.bytes = this.bytes.subarray(length);
    return part;
  }
}

function framingOf(method: string, status: number, headers: Head["headers"]): Framing | null {
  if (method === "HEAD" || status < 200 || status === 204 || status === 304) return { kind: "length", bytes: 0 };
  const coding = headers["transfer-encoding"];
  if (coding !== undefined)
    return coding.toLowerCase().endsWith("chunked") ? { kind: "chunks" } : { kind: "to the end" };
  const length = headers["content-length"];
  if (length === undefined) return { kind: "to the end" };
  return /^\d{1,15}$/.test(length) ? { kind: "length", bytes: Number(length) } : null;
}

function readText(text: string, type: string): unknown {
  if (!/^application\/(?:[\w.-]+\+)?json\b/i.test(type)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
