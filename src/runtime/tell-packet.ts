import { tellCount } from "../node/loss.js";
import type { Segment } from "./net/segment.js";

/** A packet of the network, for people. */
export interface ToldPacket {
  /** Between which ports, and what the network means by it: `tcp 49152 → 80 data, 112 bytes`. */
  readonly head: string;
  /** The same without ports: `tcp 112 bytes`. */
  readonly words: string;
  /** What it carries, if that is text. */
  readonly text: string | null;
  /** The kind of thing that it is, the same in other runs: `tcp SYN`, `http POST`. */
  readonly kind: string;
}

interface Datagram {
  readonly from: number;
  readonly to: number;
  readonly bytes: Uint8Array;
}

/** What a message between nodes is, if it is a packet of the network; null if it is not. */
export function tellPacket(message: unknown): ToldPacket | null {
  const { channel, body, returned } = (message ?? {}) as Readonly<Record<string, unknown>>;
  const { from, to, bytes } = (body ?? {}) as Partial<Datagram>;
  const isPacket = (channel === "tcp" || channel === "udp") && bytes instanceof Uint8Array;
  if (!isPacket) return null;
  const what = channel === "tcp" ? flagsOf(body as Segment) : "datagram";
  const text = textOf(bytes);
  const size = tellCount(bytes.length, "byte");
  const back = returned === true ? "turned back: " : "";
  return {
    head: `${back}${channel} ${from} → ${to} ${what}${bytes.length === 0 ? "" : `, ${size}`}`,
    words: `${back}${channel} ${bytes.length === 0 ? what : text === null ? size : ""}`.trimEnd(),
    text,
    kind: `${back}${kindOf(text) ?? `${channel} ${what}`}`,
  };
}

/** A line of this length says what it is about; in shorter ones, as protocols of lines have them, it takes several. */
const tellingLength = 14;

/** A packet in a few words, and the first lines of what it carries. */
export function tellPacketBriefly({ words, text }: ToldPacket): string {
  if (text === null) return words;
  const [first = "", ...lines] = text.trimEnd().split(/\r?\n/);
  let told = first;
  while (lines.length > 0 && told.length < tellingLength) told += `↵${lines.shift()}`;
  return `${words} ${told}${lines.length === 0 ? "" : " …"}`;
}

/** In the words of TCP. */
function flagsOf({ kind, acknowledged, bytes }: Segment): string {
  switch (kind) {
    case "open":
      return acknowledged < 0 ? "SYN" : "SYN ACK";
    case "data":
      return bytes.length === 0 ? "ACK" : "data";
    case "end":
      return "FIN";
    case "reset":
      return "RST";
    case "probe":
      return "probe";
  }
}

const request = /^([A-Z]{3,10}) (\/[^/?\s]*)\S* HTTP\/1\.\d/;
const response = /^HTTP\/1\.\d (\d{3})/;

function kindOf(text: string | null): string | null {
  const [, method, path] = text?.match(request) ?? [];
  if (method !== undefined) return `http ${method} ${path}`;
  const [, status] = text?.match(response) ?? [];
  return status === undefined ? null : `http ${status}`;
}

/** Bytes as the text that they are; null if they are none. What is cut in the midst of a character still is one. */
function textOf(bytes: Uint8Array): string | null {
  if (bytes.length === 0) return null;
  const text = new TextDecoder().decode(bytes);
  // Text has no control characters but those of lines, and hardly anything that is not UTF-8.
  const strange = [...text].filter((sign) => sign === "\uFFFD" || (sign < " " && !"\t\r\n".includes(sign))).length;
  return strange <= 2 && strange * 10 <= text.length ? text : null;
}
