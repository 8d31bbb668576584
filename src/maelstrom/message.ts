/** What one party says to another: a type, ids of request and reply, and whatever belongs to the type. */
export interface Body {
  readonly type: string;
  /** Of the message, unique for its sender; left out where no reply is wanted. */
  readonly msg_id?: number;
  /** The `msg_id` of the message that this one answers. */
  readonly in_reply_to?: number;
  readonly [key: string]: unknown;
}

/** A line of a node's stdin or stdout, once it was read. */
export interface Message {
  readonly src: string;
  readonly dest: string;
  readonly body: Body;
}

/**
 * What travels between the parties of a run. What others see of it is its type, as its kind, with the rest of its body
 * beside that. Its body is nobody's but those who read it, so that its parts need not be frozen.
 */
export class Packet {
  readonly kind: string;
  readonly #body: Body;
  readonly #line: string | null;
  readonly #client: string | null;

  /**
   * A message; where a node has printed it, with its line: another node is given the very same one. With the name of the
   * client that it is of or for, since those who work in turn are one to the run.
   */
  constructor(body: Body, { line, client }: { readonly line?: string; readonly client?: string } = {}) {
    this.kind = typeof body.type === "string" ? body.type : "message";
    this.#body = body;
    this.#line = line ?? null;
    this.#client = client ?? null;
    const shown = this as Record<string, unknown>;
    if (client !== undefined) shown.client = client;
    for (const key in body) if (key !== "type" && key !== "kind" && key !== "__proto__") shown[key] = body[key];
    Object.freeze(this);
  }

  /** The body of a packet: where it was damaged on its way, what there is to see of it. */
  static bodyOf(packet: object): Body {
    if (#body in packet) return packet.#body;
    const { kind, ...rest } = packet as { readonly kind: string };
    return { ...rest, type: kind };
  }

  /** The line of a packet; null where it was made here, or damaged on its way. */
  static lineOf(packet: object): string | null {
    return #line in packet ? packet.#line : null;
  }

  /** The client that a packet is of or for; null between nodes. */
  static clientOf(packet: object): string | null {
    return #client in packet ? packet.#client : null;
  }
}

/** The party that sends `init`; all others have higher numbers. */
export const initiator = "c0";

/** Clients have ids that begin with a c. */
export function isClient(id: string): boolean {
  return id.startsWith("c");
}

/** Reads a line that a node has printed, or says what is wrong with it. */
export function readLine(line: string): Message | string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return "is not JSON: only messages may be printed to stdout, notes belong to stderr";
  }
  if (!isObject(value)) return "is no message: it must be an object with src, dest and body";
  const { src, dest, body } = value;
  if (typeof src !== "string") return 'has no "src" that is a text';
  if (typeof dest !== "string") return 'has no "dest" that is a text';
  if (!isObject(body)) return 'has no "body" that is an object';
  return { src, dest, body: body as Body };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
