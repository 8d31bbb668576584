import type { Scenario } from "../../scenario/scenario.js";

/** The keys of a network by which links lose packets, or change them. */
export const hazards = ["loss", "duplicate", "reorder", "corrupt"] as const;
const capacities = ["bandwidth", "queue"] as const;

/** How many ways network and machines have of differing from the tamest there are. */
export function wildness({ network, machine, machines }: Scenario): number {
  const links = Object.keys(network?.links ?? {}).length;
  const isVaried = network === undefined || (network.latency !== undefined && typeof network.latency !== "string");
  const { disk, ...rest } = machine ?? {};
  return (
    [
      ...hazards.filter((key) => (network?.[key] ?? 0) > 0),
      ...capacities.filter((key) => network?.[key] !== undefined),
      ...Object.keys(rest),
      ...Object.keys(disk ?? {}),
      ...Object.keys(machines ?? {}),
    ].length +
    links +
    (isVaried ? 1 : 0)
  );
}
