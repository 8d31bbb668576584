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

/** What travels between nodes of the simulation: the kind is there for those who look at the run. */
export interface Packet {
  readonly kind: string;
  /** Who asks; left out between nodes, which know one another. */
  readonly src?: string;
  readonly body: Body;
}

/**
 * A message that a node has printed. Another node is given the very same line: there is no need to write the body anew,
 * and a number that JavaScript cannot hold arrives as it was. Nobody holds the body but those who read it, so that its
 * parts need not be frozen.
 */
export class PrintedPacket implements Packet {
  readonly kind: string;
  readonly body: Body;
  readonly #line: string;

  constructor(body: Body, line: string) {
    this.kind = kindOf(body);
    this.body = body;
    this.#line = line;
    Object.freeze(this);
  }

  /** The line of a packet; null if there is none, for it was made here, or damaged on its way. */
  static lineOf(packet: Packet): string | null {
    return #line in packet ? packet.#line : null;
  }
}

/** The party that sends `init`; all others have higher numbers. */
export const initiator = "c0";

/** Clients have ids that begin with a c. */
export function isClient(id: string): boolean {
  return id.startsWith("c");
}

export function packetOf(body: Body): Packet {
  return { kind: kindOf(body), body };
}

function kindOf({ type }: Body): string {
  return typeof type === "string" ? type : "message";
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
