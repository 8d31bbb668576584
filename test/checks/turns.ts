import type { History, Operation } from "../../src/checks/history.js";
import type { Random } from "../../src/kernel/random.js";

/** What came of a turn. What is of unknown outcome may have taken effect or not: that is up to who answers it. */
export interface Turn {
  readonly request: unknown;
  readonly result?: unknown;
  readonly outcome?: Operation["outcome"];
}

export interface Clients {
  readonly clients: number;
  readonly operations: number;
  /** What an operation asks and is answered; called in the order in which operations take effect. */
  readonly take: (turn: { readonly process: number; readonly number: number; readonly random: Random }) => Turn;
}

/**
 * The history of clients whose operations take effect one after another, each at an instant at which it is open. They
 * begin and end in any order that is true to that.
 */
export function takeTurns({ clients, operations, take }: Clients, random: Random): History {
  const process = Array.from({ length: clients }, (_, client) => client);
  const turns = Array.from({ length: operations }, (_, number) => {
    const client = random.int(0, clients - 1);
    const turn = take({ process: process[client]!, number, random });
    const { request, result, outcome = "ok" } = turn;
    const own = { client, process: process[client]!, request, outcome, result: outcome === "ok" ? result : undefined };
    if (outcome === "unknown") process[client]! += clients;
    return { ...own, effect: number };
  });
  const timed = turns.map((turn, at) => {
    const before =
      turns.findLast((other, place) => place < at && other.client === turn.client)?.effect ?? turn.effect - 3;
    const after = turns.find((other, place) => place > at && other.client === turn.client)?.effect ?? turn.effect + 3;
    // Between two turns of a client the first one ends in the first half, and the second one begins in the other.
    const begin = turn.effect - (random.fraction() * 0.49 + 0.005) * (turn.effect - before);
    const end = turn.effect + (random.fraction() * 0.49 + 0.005) * (after - turn.effect);
    return { ...turn, begin, end: turn.outcome === "unknown" ? Number.POSITIVE_INFINITY : end };
  });
  const instants = timed.flatMap(({ begin, end }) => [begin, end]).sort((a, b) => a - b);
  const indexOf = new Map(instants.map((instant, index) => [instant, index]));
  return timed
    .map(({ begin, end, process, request, result, outcome }): Operation => {
      const invokedAt = indexOf.get(begin)!;
      const completedAt = end === Number.POSITIVE_INFINITY ? end : indexOf.get(end)!;
      const times = { invokedAt, invokedUs: invokedAt * 1_000, completedAt, completedUs: completedAt * 1_000 };
      return { process, request, result, outcome, node: `node ${process % 3}`, ...times };
    })
    .sort((a, b) => a.invokedAt - b.invokedAt);
}

/** An outcome that is ok mostly; and whether what is unknown took effect. */
export function drawOutcome(random: Random): { readonly outcome: Operation["outcome"]; readonly happens: boolean } {
  const outcome = random.chance(0.1) ? "unknown" : random.chance(0.1) ? "failed" : "ok";
  return { outcome, happens: outcome === "ok" || (outcome === "unknown" && random.chance(0.5)) };
}
