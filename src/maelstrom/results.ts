import { availabilityReport } from "../checks/availability.js";
import type { History, Judgement } from "../checks/history.js";
import type { PropertyReport, Report } from "../simulation/report.js";
import type { Simulation } from "../simulation/simulation.js";
import { MaelstromDirector } from "./director.js";
import type { NodeState } from "./node.js";
import { type MaelstromOptions, readOptions } from "./options.js";
import { countByFunction } from "./statistics.js";
import { noTraffic, type Traffic } from "./traffic.js";
import type { WorkloadCheck } from "./workloads/workload.js";

export type Valid = true | false | "unknown";

/** The results of a run by the names that people know, as plain data. */
export interface Results {
  readonly [part: string]: Readonly<Record<string, unknown>> | Valid;
  readonly "valid?": Valid;
}

const validity: Readonly<Record<Judgement["verdict"], Valid>> = { valid: true, invalid: false, unknown: "unknown" };

/** What a run that was played has shown. */
export function resultsOf(simulation: Simulation, report: Report, options: MaelstromOptions): Results {
  const plan = readOptions(options);
  const { history } = simulation.world;
  const [check] = simulation.plan.consistency as readonly WorkloadCheck[];
  const [own, stats] = report.properties.filter(({ kind }) => kind === "consistency").map(judgementOf);
  const director = simulation.director instanceof MaelstromDirector ? simulation.director : null;
  const parts = {
    perf: { "valid?": true, events: report.events, "virtual-seconds": report.virtualUs / 1_000_000 },
    stats: { "valid?": validity[stats.verdict], ...tellStats(history) },
    exceptions: { "valid?": true, exceptions: director?.exceptions ?? [] },
    availability: tellAvailability(history, plan.availability),
    net: tellNet(simulation, history),
    workload: {
      "valid?": validity[own.verdict],
      ...(own.verdict === "unknown" ? { reason: own.reason } : {}),
      ...orNothing(() => check.results(history, own)),
    },
  };
  const verdicts: unknown[] = Object.values(parts).map((part) => (part as { "valid?"?: Valid })["valid?"] ?? true);
  const hasEnded = report.nodes.some(({ status }) => status === "crashed" || status === "stopped");
  const isBroken = hasEnded || report.errors.some(({ excuse }) => excuse === null);
  const isEmpty = plan.rate > 0 && !history.some(({ outcome }) => outcome === "ok");
  const isLeaky = report.nodes.some(({ leaks }) => leaks !== undefined);
  // Another machine may be faster.
  if (isBroken && !simulation.hangs) verdicts.push(false);
  else if (isEmpty || isLeaky || simulation.hangs) verdicts.push("unknown");
  return { ...parts, "valid?": verdicts.includes(false) ? false : verdicts.includes("unknown") ? "unknown" : true };
}

/** What a check has found, from what was reported of it. */
function judgementOf({ verdict, evidence }: PropertyReport): Judgement {
  if (verdict === "held") return { verdict: "valid", steps: 0 };
  if (verdict === "violated") return { verdict: "invalid", steps: 0, evidence };
  // A history that was cut off would be blamed for what had no time to happen.
  return { verdict: "unknown", steps: 0, reason: evidence[0] ?? "the run has not come to its end" };
}

function orNothing(tell: () => Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  try {
    return tell();
  } catch {
    // Whatever it throws at, the judgement of the check says so.
    return {};
  }
}

function tellStats(history: History): Readonly<Record<string, unknown>> {
  const byFunction = countByFunction(history);
  const told = [...byFunction].map(([name, { ok, failed, unknown }]) => [
    name,
    { "valid?": ok > 0, count: ok + failed + unknown, "ok-count": ok, "fail-count": failed, "info-count": unknown },
  ]);
  const sum = (of: "ok" | "failed" | "unknown") =>
    [...byFunction.values()].reduce((all, counts) => all + counts[of], 0);
  return {
    count: history.length,
    "ok-count": sum("ok"),
    "fail-count": sum("failed"),
    "info-count": sum("unknown"),
    "by-f": Object.fromEntries(told),
  };
}

function tellAvailability(history: History, needed: number | "total" | null): Readonly<Record<string, unknown>> {
  const fraction = availabilityReport(history).ratio ?? 1;
  const isEnough = needed === null || fraction >= (needed === "total" ? 1 : needed);
  return { "valid?": isEnough, "ok-fraction": fraction };
}

/** Messages that were sent, received, and there at all: for everybody, with clients, and between the rest. */
function tellNet(simulation: Simulation, history: History): Readonly<Record<string, unknown>> {
  const all = noTraffic();
  for (const { state } of simulation.world.nodes) {
    const { traffic } = state as Partial<NodeState>;
    for (const who of ["clients", "servers"] as const) {
      all[who].sent += traffic?.[who].sent ?? 0;
      all[who].received += traffic?.[who].received ?? 0;
    }
  }
  const { clients, servers } = all;
  // With a client, what is received by the one end was sent by the other.
  const ofClients = counts(clients.sent + clients.received, clients.sent + clients.received);
  const ofServers = counts(servers.sent, servers.received);
  const perOp = (messages: number) => (history.length === 0 ? 0 : Number((messages / history.length).toPrecision(8)));
  const both = counts(
    ofClients["send-count"] + ofServers["send-count"],
    ofClients["recv-count"] + ofServers["recv-count"],
  );
  return {
    all: { ...both, "msgs-per-op": perOp(both["msg-count"]) },
    clients: ofClients,
    servers: { ...ofServers, "msgs-per-op": perOp(ofServers["msg-count"]) },
    "valid?": true,
  };
}

function counts(sent: Traffic["clients"]["sent"], received: number) {
  return { "send-count": sent, "recv-count": received, "msg-count": Math.max(sent, received) };
}
