import type { Latency } from "../../kernel/latency.js";
import { type Duration, toUs } from "../../kernel/time.js";
import type { Failing, Proposal, Proposals } from "./candidate.js";
import type { Change } from "./change-settings.js";
import { writeLength } from "./round-length.js";
import { eachOf } from "./search.js";
import { hazards } from "./wildness.js";

const shortLatency = "1ms";

/** Makes network and machines behave: nothing is lost by itself, and all takes as long as ever. */
export function* tamerHardware(now: Failing): Proposals {
  return yield* eachOf(now, changesFor(now), propose);
}

function propose([what, changes]: Option): Proposal {
  return { what, changes };
}

type Option = readonly [what: string, changes: readonly Change[]];

/** From the whole to its parts. What changes nothing makes nothing simpler, and is not tried. */
function changesFor({ form: { network, machine, machines } }: Failing): readonly Option[] {
  const latencies = [...new Set([shortLatency, usual(network?.latency ?? shortLatency)])];
  const whole = (latency: string): Change => ({ path: "network", value: { latency } });
  const tame = (path: string): Change => ({ path, value: null });
  const machineless = [
    machine === undefined ? [] : tame("machine"),
    machines === undefined ? [] : tame("machines"),
  ].flat();
  const parts = [...hazards, "links", "queue", "bandwidth"].filter((key) => network !== undefined && key in network);
  const disk = Object.keys(machine?.disk ?? {}).map((key) => `machine.disk.${key}`);
  const hardware = Object.keys(machine ?? {}).map((key) => `machine.${key}`);
  const single = (paths: readonly string[]) => paths.map((path): Option => [`no ${path}`, [tame(path)]]);
  return [
    ["a perfect network and plain machines", [whole(shortLatency), ...machineless]],
    ...latencies.map((latency): Option => [`a network that takes ${latency}`, [whole(latency)]]),
    ["plain machines", machineless],
    ...single(parts.map((key) => `network.${key}`)),
    ...(network === undefined ? [] : latencies).map(
      (latency): Option => [`latency ${latency}`, [{ path: "network.latency", value: latency }]],
    ),
    ...single([...hardware, ...disk, ...Object.keys(machines ?? {}).map((name) => `machines.${name}`)]),
  ];
}

/** The latency that a network has as a rule. */
function usual(latency: Latency): Duration {
  if (typeof latency === "string") return latency;
  if ("exponential" in latency) return writeLength(toUs(latency.exponential) + toUs(latency.atLeast ?? 0));
  if ("normal" in latency) return latency.normal[0];
  if ("whole" in latency) return usual(latency.of);
  return "pareto" in latency ? latency.pareto : latency[0];
}
