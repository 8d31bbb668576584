import type { Operation } from "../../checks/history.js";
import { formatInstant, formatLength } from "../../kernel/time.js";
import { brief } from "../../playback/brief.js";
import { lastInvokedBy, operationsByClient } from "../../playback/operations.js";
import type { View } from "../../playback/view.js";
import { widthOf } from "../display-width.js";
import { block, cell, firstInSight, type Line, type Piece, widest } from "../lines.js";
import type { PaneStyle, Tone } from "../style.js";

/** What the clients ask for around the step at hand, as bars in time, and the operation of each that is at hand. */
export function clientsPane(view: View, width: number, height: number, style: PaneStyle): string[] {
  const { recording, position, hidden } = view;
  const lists = operationsByClient(recording);
  const names = lists.map((_, client) => recording.peers[recording.nodeCount + client]);
  const visible = names.map((_, client) => client).filter((client) => !hidden.has(recording.nodeCount + client));
  if (visible.length === 0 || recording.history.length === 0) {
    const why =
      lists.length === 0 ? "this scenario has no clients" : "no client has asked for anything, or all are hidden";
    return block([[[why, "faint"]]], width, height, style);
  }
  const who = recording.whoOf(position) - recording.nodeCount;
  const linesEach = height - 1 >= visible.length * 2 ? 2 : 1;
  const room = Math.max(1, Math.floor((height - 1) / linesEach));
  const top = firstInSight(Math.max(0, visible.indexOf(who)), visible.length, room);
  const seen = visible.slice(top, top + room);

  const nameWidth = widest(
    seen.map((client) => names[client]),
    12,
  );
  const barWidth = Math.max(1, width - nameWidth - 2);
  const nowUs = recording.atUs(position);
  const time = timeAround(
    seen.map((client) => lists[client]),
    position,
    nowUs,
  );
  const placeOf = (us: number) => Math.round(((us - time.fromUs) / (time.toUs - time.fromUs)) * (barWidth - 1));

  const lines = seen.flatMap((client): Line[] => {
    const operations = lists[client];
    const last = lastInvokedBy(operations, position);
    const [name, tone] = [cell(names[client], nameWidth), client === who ? "strong" : "faint"] as const;
    const bars: Line = [[name, tone], "  ", ...barsOf(operations, last, barWidth, placeOf, placeOf(nowUs))];
    if (linesEach === 1) return [bars];
    return [bars, [" ".repeat(nameWidth + 2), ...tellOperation(operations[last], nowUs)]];
  });
  const [from, now, to] = [time.fromUs, nowUs, time.toUs].map(formatInstant);
  return block(
    [[" ".repeat(nameWidth + 2), ...axis(from, now, to, placeOf(nowUs), barWidth)], ...lines],
    width,
    height,
    style,
  );
}

/**
 * The time on show, with now in its middle: as much as most clients need to be seen at the operation at hand and those
 * beside it. One that waits for long does not make the others too small to read.
 */
function timeAround(lists: readonly (readonly Operation[])[], position: number, nowUs: number) {
  const reaches = lists.map((operations) => {
    const last = lastInvokedBy(operations, position);
    const [earlier, later] = [operations[Math.max(0, last - 1)], operations[last + 1]];
    const back = earlier === undefined ? 0 : nowUs - earlier.invokedUs;
    return Math.max(back, later === undefined ? 0 : later.invokedUs - nowUs);
  });
  const sorted = reaches.sort((one, other) => one - other);
  const reachUs = Math.max(1_000, Math.min(sorted[sorted.length >> 1] * 1.2, farthestUs));
  return { fromUs: Math.max(0, nowUs - reachUs), toUs: nowUs + reachUs };
}

/** No more time than this is shown on one side of now. */
const farthestUs = 10_000_000;

const ends: Readonly<Record<Operation["outcome"], readonly [sign: string, tone: Tone]>> = {
  ok: ["┤", "good"],
  failed: ["×", "bad"],
  unknown: ["?", "doubtful"],
};

/** The bars of one client: those that meet the time on show. */
function barsOf(
  operations: readonly Operation[],
  last: number,
  width: number,
  placeOf: (us: number) => number,
  now: number,
): Piece[] {
  const cells: { sign: string; tones: Tone[] }[] = Array.from({ length: width }, (_, at) =>
    at === now ? { sign: "╎", tones: ["strong"] } : { sign: " ", tones: [] },
  );
  const draw = (operation: Operation, nextFrom: number) => {
    const from = placeOf(operation.invokedUs);
    const isOpen = operation.completedUs === Number.POSITIVE_INFINITY;
    const to = isOpen ? nextFrom - 1 : placeOf(operation.completedUs);
    const [end, tone] = ends[operation.outcome];
    const put = (at: number, sign: string) => {
      if (at >= 0 && at < width) cells[at] = { sign, tones: at === now ? [tone, "strong"] : [tone] };
    };
    for (let at = Math.max(0, from); at <= Math.min(to, width - 1); at++) put(at, isOpen ? "╌" : "─");
    put(from, "├");
    const label = ` ${brief(operation.request, 40)}${operation.outcome === "ok" ? ` → ${brief(operation.result, 20)}` : ""} `;
    const [first, room] = [Math.max(0, from + 1), Math.min(to, width) - Math.max(0, from + 1)];
    if (room >= label.length && /^[ -~→]*$/.test(label)) {
      for (const [at, sign] of Array.from(label).entries()) put(first + at, sign);
    }
    put(Math.max(to, from + 1), end);
  };
  // What a later operation begins over is seen less than where it begins.
  let first = last;
  while (first > 0 && placeOf(operations[first].invokedUs) > 0) first--;
  for (let place = Math.max(0, first); place < operations.length; place++) {
    const from = placeOf(operations[place].invokedUs);
    if (from >= width) break;
    const next = operations[place + 1];
    draw(operations[place], next === undefined ? width : Math.min(width, placeOf(next.invokedUs)));
  }
  return cells.map(({ sign, tones }) => [sign, ...tones]);
}

/** One operation in words, as far as it has come. */
function tellOperation(operation: Operation | undefined, nowUs: number): Piece[] {
  if (operation === undefined) return [["nothing asked for yet", "faint"]];
  const { request, outcome, result, node, invokedUs, completedUs } = operation;
  const asked = `${brief(request)} `;
  const since = formatLength(nowUs - invokedUs);
  if (completedUs > nowUs && completedUs !== Number.POSITIVE_INFINITY) {
    return [asked, [`waits for ${since}; will be ${outcome} by ${node}`, "faint"]];
  }
  if (outcome === "ok")
    return [
      asked,
      ["→ ", "faint"],
      [brief(result), "good"],
      [`  by ${node} in ${formatLength(completedUs - invokedUs)}`, "faint"],
    ];
  if (outcome === "failed") return [asked, [`failed: nobody took it, last ${node}`, "bad"]];
  return [asked, [`unknown outcome: asked ${node} ${since} ago, and never answered`, "doubtful"]];
}

function axis(from: string, now: string, to: string, place: number, width: number): Piece[] {
  const mark = `▼ ${now}`;
  const left = widthOf(from) + 1 <= place ? from : "";
  const head = left + " ".repeat(Math.max(0, Math.min(place, width - mark.length) - widthOf(left)));
  const room = width - widthOf(head) - widthOf(mark);
  return [
    [head, "faint"],
    [mark, "strong"],
    [room > widthOf(to) + 1 ? to.padStart(room) : "", "faint"],
  ];
}
