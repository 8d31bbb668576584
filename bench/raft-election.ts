import { raft, register, replicas, scenario } from "../src/index.js";
import { freeze } from "../src/kernel/plain.js";
import { Seed } from "../src/kernel/random.js";
import type { Machine } from "../src/node/machine.js";
import type { OwnState } from "../src/protocols/raft/state.js";
import { simulate } from "../src/simulation/run.js";
import type { Simulation } from "../src/simulation/simulation.js";
import { median, printTable } from "./table.js";

/*
 * Time from the crash of a leader to the next one, as in figure 16 of the Raft paper (Ongaro and Ousterhout, 2014,
 * section 9.3): five servers, a broadcast of about 15 ms, a heartbeat of half the shortest election timeout, heard by
 * all at the same moment; the leader crashes at a random point of the interval after it; and all logs differ in length,
 * so that of the four servers left the two with the shorter logs cannot win.
 *
 * The paper does not tell how the 15 ms divide between network and disk. Here a broadcast is a message, a write of term
 * and vote, and a message back; how long a message takes is chosen, and then used for all rows. With 2.5 to 3 ms the
 * median of the row of 150 to 155 ms comes within 15 % of the published one, so that this row proves only that such a
 * division exists. The other rows are predictions; of these, the paper publishes that without randomness it takes more
 * than ten seconds, and that with 50 ms of it the longest of a thousand trials took 513 ms.
 */

const broadcastMs = 15;
/** A local network of that time, and a spinning disk behind it. */
const messageMs = 2.5;
const syncMs = broadcastMs - 2 * messageMs;

const trials = 1_000;
const givenUpMs = 20_000;

interface Row {
  /** Shortest and longest election timeout. */
  readonly timeoutMs: readonly [least: number, most: number];
  readonly published?: { readonly medianMs?: number; readonly longestMs?: number };
}

const rows: readonly Row[] = [
  { timeoutMs: [150, 150], published: { medianMs: Number.POSITIVE_INFINITY } },
  { timeoutMs: [150, 151] },
  { timeoutMs: [150, 155], published: { medianMs: 287 } },
  { timeoutMs: [150, 175] },
  { timeoutMs: [150, 200], published: { longestMs: 513 } },
  { timeoutMs: [150, 300] },
];

export function raftElectionBench(): void {
  const table = rows.map(({ timeoutMs, published = {} }) => {
    const times = Array.from({ length: trials }, (_, trial) => electionMs(trial, timeoutMs)).sort((a, b) => a - b);
    const within = (share: number) => times[Math.ceil(share * trials) - 1];
    return [
      timeoutMs.join("-"),
      tell(times[0]),
      tell(within(0.05)),
      ...beside(median(times), published.medianMs),
      tell(within(0.95)),
      ...beside(within(1), published.longestMs),
      String(times.filter((time) => time > 10_000).length),
    ];
  });
  const header = ["election timeout, ms", "shortest", "5 %", "median", "published", "ratio", "95 %"];
  const title = `Raft: ms from a leader's crash to the next leader, ${trials} trials each`;
  printTable(title, [...header, "longest", "published", "ratio", "over 10 s"], table);
}

/** A figure, the published one, and their ratio. */
function beside(ms: number, publishedMs: number | undefined): readonly [string, string, string] {
  if (publishedMs === undefined) return [tell(ms), "", ""];
  if (publishedMs === Number.POSITIVE_INFINITY) return [tell(ms), "> 10000", ""];
  return [tell(ms), String(publishedMs), (ms / publishedMs).toFixed(2)];
}

function tell(ms: number): string {
  return ms >= givenUpMs ? `> ${givenUpMs}` : ms.toFixed(0);
}

const servers = ["ann", "bob", "cat", "dan", "eve"] as const;
const [, ...late] = servers;

function electionMs(trial: number, [leastMs, mostMs]: Row["timeoutMs"]): number {
  const heartbeatMs = leastMs / 2;
  // By then someone leads, and the heartbeats go their even way: at which point of the interval this is, is chance.
  const crashUs = 5_000_000 + Math.floor(new Seed(trial).stream("crash").fraction() * heartbeatMs * 1_000);
  const simulation = simulate(
    scenario({
      title: "figure 16",
      duration: "1m",
      nodes: replicas(
        servers,
        raft(register, {
          electionTimeout: [`${leastMs}ms`, `${mostMs}ms`],
          heartbeat: `${heartbeatMs}ms`,
          preVote: false,
          checkQuorum: false,
        }),
      ),
      network: { latency: `${messageMs * 1_000}us` },
      machine: { disk: { sync: `${syncMs * 1_000}us` } },
      faults: [
        // One server is early: where timeouts are all the same, nobody would ever lead.
        { at: "0s", for: `${leastMs - 20}ms`, crash: late },
        { at: `${crashUs}us`, crash: "leader" },
      ],
    }),
    { seed: trial },
  );
  const { cluster } = simulation;
  const { machines } = cluster;
  passUntil(simulation, () => cluster.nowUs >= crashUs && machines.some(({ status }) => status === "crashed"));
  const crashedUs = cluster.nowUs;
  const left = machines.filter(({ status }) => status === "up");
  left.forEach(lengthenLog);
  const isOver = () => left.some((machine) => stateOf(machine).role === "leader");
  passUntil(simulation, () => isOver() || cluster.nowUs > crashedUs + givenUpMs * 1_000);
  return (cluster.nowUs - crashedUs) / 1_000;
}

/** Up to here all logs are the same; now each has so many entries that those before it do not have. */
function lengthenLog(machine: Machine, count: number): void {
  const state = stateOf(machine);
  for (let added = 0; added < count; added++) state.log.push(freeze({ term: state.term, command: null }));
  state.durableIndex = state.log.length;
}

function stateOf(machine: Machine): OwnState {
  return machine.state as OwnState;
}

function passUntil(simulation: Simulation, come: () => boolean): void {
  while (!come() && simulation.step()) {}
}
