/** What a client is told about its request. */
export type Word =
  | { readonly kind: "ok"; readonly value: unknown }
  /** It had no effect, and may be tried again: with this node, perhaps. */
  | { readonly kind: "refused"; readonly instead?: string }
  /** It had no effect. */
  | { readonly kind: "failed" }
  | { readonly kind: "unknown" };

/** Tells a client, by number, about what it has sent last. */
export type Tell = (client: number, word: Word) => void;

/** How requests of clients, who are meant by number, get to nodes, and answers back. */
export interface Carrier {
  /** Sends a request; what was sent before needs no answer any more. What is told of it is told in a later event. */
  send(client: number, node: string, request: unknown): void;
  /** A client waits no longer. Whether its request may have had, or may yet have, an effect. */
  abandon(client: number): boolean;
  /** Something has arrived for a client. */
  arrive(client: number, ticket: number, payload: unknown, from: string): void;
}
