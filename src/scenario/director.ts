import type { Random } from "../kernel/random.js";
import type { Answer } from "../node/context.js";

/** Clients that one director leads: for work in which what one client asks for depends on what others did. */
export interface DirectedWorkload {
  readonly clients: number;
  /** The most operations of each client; as many as the director likes, unless given. */
  readonly requests?: number;
  /** Makes the director of one run, who sets the first alarms. */
  readonly direct: (desk: ClientDesk) => Director;
  readonly every?: undefined;
  readonly timeout?: undefined;
  readonly to?: undefined;
  readonly request?: undefined;
}

/** What becomes of clients is told to their director, an event each. Clients are meant by number, from 0 on. */
export interface Director {
  /** An alarm of this client rings. */
  alarm(client: number): void;
  /** A client is given the answer to what it sent last. */
  reply(client: number, answer: Answer): void;
  /** The trouble is over: all faults are lifted, and the time of rest begins. */
  rest(): void;
}

/** What a director may do. */
export interface ClientDesk {
  readonly clients: number;
  readonly requests: number;
  /** All nodes, in the scenario's order. */
  readonly nodes: readonly string[];
  readonly nowUs: number;
  /** When the run ends. */
  readonly endUs: number;
  /** A stream of chance of this name. */
  stream(name: string): Random;
  /** Sets the alarm of a client, of which it has one, instead of the one that was set; null for none. */
  setAlarm(client: number, atUs: number | null): void;
  /** Opens an operation, from here on in the history. To be called once in an event at most: its order is that of events. */
  open(client: number, request: unknown, node: string): void;
  /** Closes the open operation of a client, in another event than it was opened in. */
  close(client: number, outcome: "ok" | "failed" | "unknown", result?: unknown): void;
  /** Sends plain data to a node, as a request. What the client sent before needs no answer any more. */
  send(client: number, node: string, body: unknown): void;
  /** Ends the run with a failure of this node. */
  blame(node: string, what: string): void;
}
