import type { Failing, Proposal, Proposals } from "./candidate.js";
import type { Change } from "./change-settings.js";
import { firstOf, leaveOut } from "./search.js";
import { withoutNodes } from "./simpler-target.js";
import { isJudgedUnderFaults } from "./target.js";
import { changeRow, type Row, targetOf, timetableOf, verbOf, writeTimetable } from "./timetable.js";

/** Draws tamer values for what the scenario leaves open. */
export function* tamerDraws(now: Failing): Proposals {
  const names = (now.form.drawn ?? []).map(({ name }) => name);
  const tamer = ({ form }: Failing, name: string) => form.drawn?.find((draw) => draw.name === name)?.tamer ?? [];
  now = yield* firstOf(now, [names], (names, now) => ({
    what: "the tamest draws",
    changes: names.flatMap((name) =>
      tamer(now, name)
        .slice(0, 1)
        .map((value) => ({ path: `draw.${name}`, value })),
    ),
  }));
  for (const name of names) {
    now = yield* firstOf(now, tamer(now, name), (value) => ({
      what: `${name} ${JSON.stringify(value)}`,
      changes: [{ path: `draw.${name}`, value }],
    }));
  }
  return now;
}

/** Leaves out nodes, with all that names them. */
export function* fewerNodes(now: Failing): Proposals {
  if (isJudgedUnderFaults(now.target, now.form.faults ?? [])) return now;
  return yield* leaveOut(now, Object.keys(now.form.nodes), keepNodes);
}

function keepNodes(kept: readonly string[], now: Failing): Proposal | null {
  if (kept.length === 0) return null;
  const { nodes, machines = {}, network, workload } = now.form;
  const gone = Object.keys(nodes).filter((name) => !kept.includes(name));
  const isThere = (name: string) => !gone.includes(name);
  const takeOut = (path: string, names: readonly string[]) =>
    names.map((name) => ({ path: `${path}.${name}`, value: null }));
  const links = Object.entries(network?.links ?? {});
  const linksLeft = links.filter(([link]) => link.split(">").every(isThere));
  const changes: (Change | false)[] = [
    ...takeOut("nodes", gone),
    ...takeOut(
      "machines",
      gone.filter((name) => Object.hasOwn(machines, name)),
    ),
    linksLeft.length < links.length && { path: "network.links", value: Object.fromEntries(linksLeft) },
    workload?.to?.every(isThere) === false && { path: "workload.to", value: workload.to.filter(isThere) },
  ];
  const rows = timetableOf(now);
  const left = rows.flatMap((row) => without(row, gone, kept.length) ?? []);
  const isSame = left.every((row, at) => row === rows[at]);
  return {
    what: `${kept.length} nodes`,
    changes: [...changes.filter((change) => change !== false), ...(isSame ? [] : writeTimetable(left, now))],
  };
}

/** A row without nodes that are gone; the row itself if it does not know of them, null if it means nobody else. */
function without(row: Row, gone: readonly string[], left: number): Row | null {
  const target = targetOf(row.row);
  const changed = withoutNodes(target, gone, left);
  if (changed === null) return null;
  const { by } = row.row;
  const names =
    Array.isArray(by) && gone.some((name) => by.includes(name)) ? by.filter((name) => !gone.includes(name)) : by;
  if (JSON.stringify(changed) === JSON.stringify(target) && names === by) return row;
  const others = Array.isArray(names) && names.length === 0 ? undefined : names;
  return { ...row, row: changeRow(row.row, { [verbOf(row.row)]: changed, by: others }) };
}
