import type { FaultRow } from "../faults/row.js";
import type { Shape } from "../faults/shape.js";
import { durationOf, toUs } from "../kernel/time.js";
import type { Draw } from "../scenario/draw.js";

/** What goes wrong once, of what there is to choose from; null where nothing does. */
type Kind = (servers: readonly string[]) => Readonly<Record<string, unknown>> | null;

/** Of servers alone: clients and services keep their links. */
function cut(shape: (servers: readonly string[]) => Shape | null): Kind {
  return (servers) => {
    const among = servers.length < 2 ? null : shape(servers);
    return among === null ? null : { partition: { among: servers, cut: among } };
  };
}

function some(servers: readonly string[], any: number): Shape | null {
  return any < 1 ? null : { any, of: servers };
}

function hit(verb: "crash" | "pause", count: (servers: number) => number): Kind {
  return (servers) => ({ [verb]: { any: Math.max(1, count(servers.length)), of: servers } });
}

/** By nemesis: the kinds of trouble that it makes, by name. */
const kinds: Readonly<Record<string, Readonly<Record<string, Kind>>>> = {
  partition: {
    one: cut((servers) => some(servers, 1)),
    majority: cut((servers) => some(servers, Math.floor(servers.length / 2))),
    "minority-third": cut((servers) => some(servers, Math.floor((servers.length - 1) / 3))),
    "majorities-ring": cut((servers) => (servers.length < 4 ? some(servers, 1) : { ring: "majority" })),
  },
  kill: {
    one: hit("crash", () => 1),
    minority: hit("crash", (servers) => Math.floor((servers - 1) / 2)),
    all: hit("crash", (servers) => servers),
  },
  pause: {
    one: hit("pause", () => 1),
    minority: hit("pause", (servers) => Math.floor((servers - 1) / 2)),
    all: hit("pause", (servers) => servers),
  },
};

export const nemesisNames = Object.keys(kinds);

/** The timetable of each nemesis: trouble and peace in turn, both of any length up to twice the interval. */
export function timetable(
  names: readonly string[],
  servers: readonly string[],
  intervalMs: number,
  timeLimitMs: number,
  draw: Draw,
): readonly FaultRow[] {
  return names.flatMap((name) => {
    const rows: FaultRow[] = [];
    const length = (of: string) => toUs(draw.length(`${name}-${of}`, "1ms", durationOf(2000 * intervalMs)));
    for (let atUs = 0, number = 1; ; number++) {
      atUs += length(`${number}-after`);
      if (atUs >= timeLimitMs * 1000) return rows;
      const kind = draw.pick(`${name}-${number}-kind`, Object.keys(kinds[name]));
      const lengthUs = length(`${number}-for`);
      const fault = kinds[name][kind](servers);
      // What lasts longer is lifted when the rest begins.
      if (fault !== null) rows.push({ at: durationOf(atUs), for: durationOf(lengthUs), ...fault } as FaultRow);
      atUs += lengthUs;
    }
  });
}
