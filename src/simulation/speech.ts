import type { AnswerReader, Server } from "../runtime/net/exchange-client.js";

/** What clients say over connections, and how they understand what they are told, with functions of the scenario. */
export interface Speech<Answer> {
  readonly port: number;
  /** The bytes of a request, which nobody changes any more, and what reads the answer to it. */
  ask(request: unknown, server: Server): { readonly bytes: Uint8Array; readonly reader: AnswerReader<Answer> };
  /** What an answer means, as the scenario says: a `Reading`, unless its author is mistaken. */
  readingOf(answer: Answer, request: unknown): unknown;
  /** The function that gives readings, where it stands in the scenario, and what it must give. */
  readonly reads: { readonly path: string; readonly value: unknown; readonly must: string };
  /** Whether so many bytes that nobody asked for are kept for the next answer; else they are the end of a connection. */
  keepsUnasked(bytes: number): boolean;
}
