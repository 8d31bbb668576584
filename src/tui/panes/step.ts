import { formatInstant, formatLength } from "../../kernel/time.js";
import { tellLoss } from "../../node/loss.js";
import { brief, briefStep } from "../../playback/brief.js";
import { clockAt } from "../../playback/clocks.js";
import { describeEffect } from "../../playback/describe.js";
import type { Packet, StateChange } from "../../playback/recording.js";
import type { View } from "../../playback/view.js";
import { tellPacket } from "../../runtime/tell-packet.js";
import { lossesUpTo } from "../../simulation/losses.js";
import { beside, block, cell, fitLine, type Line, type Section, stack, widest, wrap } from "../lines.js";
import { pretty } from "../pretty.js";
import type { PaneStyle, Tone } from "../style.js";

/** From this width on, what a step did stands beside what it was. */
const wide = 100;
/** Below this height, a message is told in a line or two. */
const low = 12;
const gap = "  ";

/** All about the step at hand: what happened and why, what came of it, and what it has changed. */
export function stepPane(view: View, width: number, height: number, style: PaneStyle): string[] {
  const isWide = width >= wide;
  const left = isWide ? (width - gap.length) >> 1 : width;
  const right = width - gap.length - left;
  const isLow = height < low;
  const was = [
    whatHappened(view, left, isLow ? 0 : height),
    verdicts(view, left),
    why(view),
    ...(isLow ? [] : [knowledge(view, left)]),
  ];
  const became = [
    changes("changed in its state", view.recording.changesOf(view.position), view, isWide ? right : width),
    changes("changed besides", besides(view), view, isWide ? right : width),
    effects(view),
  ];
  if (!isWide)
    return block(stack([...was.slice(0, 3), ...became, ...was.slice(3)], height, "last"), width, height, style);
  return beside(
    [
      block(stack(was, height, "last"), left, height, style),
      block(stack(became, height, "last"), right, height, style),
    ],
    fitLine("", gap.length, style),
  );
}

/** What happened, with a message in so many lines, or, if that is 0, as text. */
function whatHappened({ recording, position }: View, width: number, mostLines: number): Section {
  const step = recording.stepAt(position);
  const { event, atUs, who } = step;
  const unfelt = step.effects.find((effect) => effect.kind === "waits" || effect.kind === "lost");
  const heading: Line = [
    [`step ${position}`, "strong"],
    `  ${formatInstant(atUs)}`,
    [`  (${atUs} us)`, "faint"],
    ...(who === null ? [] : ["  ", [who, "strong"] as const]),
  ];
  const lines: Line[] = [];
  if (unfelt !== undefined && "reason" in unfelt) {
    const what = unfelt.kind === "lost" ? "lost: it never reaches anybody" : "it waits for its turn";
    lines.push([[`${what} (${unfelt.reason})`, "bad"]]);
  }
  if ("message" in event) {
    const packet = tellPacket(event.message);
    if (packet !== null) {
      lines.push([["from ", "faint"], [event.from, "strong"], ` ${packet.head}`]);
      const text = (packet.text ?? "").split(/\r?\n/).flatMap((line) => wrap(line, width - 2));
      lines.push(...text.slice(0, mostLines === 0 ? 3 : mostLines).map((line): Line => `  ${line}`));
    } else if (mostLines === 0)
      lines.push(...wrap(`${event.kind} from ${event.from}: ${brief(event.message)}`, width).slice(0, 3));
    else {
      lines.push([`${event.kind} from `, [event.from, "strong"]]);
      lines.push(...pretty(event.message, width - 2, mostLines).map((line) => `  ${line}`));
    }
  } else if (event.kind === "timer") lines.push(`timer ${event.timer}`);
  else if ("fault" in event) {
    lines.push([[`${event.kind}: ${event.fault}`, "doubtful"]]);
    const begun = recording.faults.filter(({ from, text }) => from === position && text === event.fault);
    const hit = begun.flatMap(({ nodes }) => nodes.map((node) => recording.peers[node]));
    const losses = begun.flatMap((span) => recording.report.faults[recording.faults.indexOf(span)]?.losses ?? []);
    for (const { node, ...loss } of losses) lines.push(...wrap(`${node} loses ${tellLoss(loss)}`, width).map(bad));
    if (hit.length > 0) lines.push(...wrap(`it hits ${hit.join(", ")}`, width).slice(0, Math.max(2, mostLines)));
  } else lines.push(event.kind);
  return { heading, lines, least: 6 };
}

const bad = (text: string): Line => [[text, "bad"]];

/** What is found violated here, and which properties change. */
function verdicts({ recording, position }: View, width: number): Section {
  const violated = recording.report.properties.filter(
    ({ verdict, step }) => verdict === "violated" && step === position,
  );
  const tracks = recording.health === null ? recording.properties : [...recording.properties, recording.health];
  const isTold = (name: string) => violated.some((property) => property.name === name);
  const changed = tracks.flatMap(({ kind, name, changes }): Line[] => {
    const change = changes[firstFrom(changes, position)];
    if (position === 0 || change?.step !== position || isTold(name)) return [];
    return [
      [
        change.holds
          ? [`✓ ${kind} "${name}" holds from here on`, "good"]
          : [`✖ ${kind} "${name}" does not hold from here on`, "bad"],
      ],
    ];
  });
  const lines = violated.flatMap(({ kind, name, evidence }): Line[] => [
    [[`✖ ${kind} "${name}" is violated`, "bad", "strong"]],
    ...evidence.flatMap((line) => wrap(line, width - 2)).map((line): Line => `  ${line}`),
  ]);
  const losses = violated.length === 0 ? [] : lossesUpTo(recording.report.faults, recording.atUs(position));
  const took = losses.flatMap((line) => wrap(line, width - 2)).map((line): Line => `  ${line}`);
  return { heading: null, lines: [...lines, ...took, ...changed], least: violated.length === 0 ? 4 : 8 };
}

function firstFrom(changes: readonly { readonly step: number }[], step: number): number {
  let low = 0;
  let high = changes.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (changes[middle].step < step) low = middle + 1;
    else high = middle;
  }
  return low;
}

function why({ recording, position }: View): Section {
  const cause = recording.causeOf(position);
  if (cause < 0) return { heading: null, lines: [] };
  const whose = recording.whoOf(cause);
  const agoUs = recording.atUs(position) - recording.atUs(cause);
  const line: Line = [
    ["because of ", "faint"],
    `step ${cause}, ${formatLength(agoUs)} earlier: `,
    ...(whose < 0 ? [] : [[recording.peers[whose], "strong"] as const, " "]),
    briefStep(recording, cause),
  ];
  return { heading: null, lines: [line] };
}

/** The vector clock, as how much of each one's life may have had a part in this. */
function knowledge({ recording, position }: View, width: number): Section {
  const clock = clockAt(recording, position);
  if (clock === null) return { heading: null, lines: [] };
  const entries = clock.map(([peer, count]) => `${recording.peers[peer]} ${count}`);
  const lines: string[] = [];
  for (const entry of entries) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + entry.length + 3 <= width) lines[lines.length - 1] = `${last}  ${entry}`;
    else lines.push(`  ${entry}`);
  }
  return { heading: [["vector clock: of whose steps it may know how many", "faint"]], lines, least: 0 };
}

/** Files and sockets; what has become of timers and output stands among what the step did. */
function besides({ recording, position }: View): readonly StateChange[] {
  return recording.belongingsChangesOf(position).filter(({ path: [what] }) => what !== "timers" && what !== "output");
}

function changes(title: string, all: readonly StateChange[], { recording }: View, width: number): Section {
  const names = all.map((change) => placeOf(recording.peers, change));
  const nameWidth = widest(names, Math.max(8, width >> 1));
  const lines = all.map(({ before, after }, at): Line => {
    const room = Math.max(8, (width - nameWidth - 7) >> 1);
    return [
      "  ",
      cell(names[at], nameWidth),
      "  ",
      [before === undefined ? "nothing" : brief(before, room), "faint"],
      " → ",
      [after === undefined ? "nothing" : brief(after, room * 2), "strong"],
    ];
  });
  return { heading: [[title, "faint"]], lines, least: 5 };
}

function placeOf(peers: readonly string[], { node, path }: StateChange): string {
  return peers[node] + path.map((key) => (typeof key === "number" ? `[${key}]` : `.${key}`)).join("");
}

function effects({ recording, position }: View): Section {
  const packets = recording.packetsOf(position);
  const fates = packets.map((packet) => tellFate(packet, recording.atUs(position), (step) => recording.atUs(step)));
  const names = packets.map(({ to }) => recording.peers[to]);
  const nameWidth = widest(names);
  const fateWidth = widest(fates.map(([text]) => text));
  const sends = packets.map(
    ({ message, kind }, at): Line => [
      "  → ",
      [cell(names[at], nameWidth), "strong"],
      "  ",
      [cell(fates[at][0], fateWidth), fates[at][1]],
      `  ${kind === "message" || tellPacket(message) !== null ? "" : `${kind} `}${brief(message)}`,
    ],
  );
  const isPacket = ({ kind }: { readonly kind: string }) => kind === "send" || kind === "answer";
  const others = recording
    .stepAt(position)
    .effects.filter((effect) => !isPacket(effect) && !["waits", "lost", "loss"].includes(effect.kind));
  return {
    heading: [["did", "faint"]],
    lines: [...sends, ...counted(others.map(describeEffect)).map((text) => `  ${text}`)],
    least: 5,
  };
}

/** Lines in a row that are the same become one, with their number. */
function counted(texts: readonly string[]): string[] {
  const runs: { readonly text: string; count: number }[] = [];
  for (const text of texts) {
    const last = runs.at(-1);
    if (last?.text === text) last.count++;
    else runs.push({ text, count: 1 });
  }
  return runs.map(({ text, count }) => (count === 1 ? text : `${text} (${count} times)`));
}

/** What became of a packet. */
function tellFate({ fate, arrivals }: Packet, sentUs: number, atUs: (step: number) => number): readonly [string, Tone] {
  const [first, ...again] = arrivals;
  if (first === undefined) return fate.startsWith("arrives") ? ["under way at the end", "doubtful"] : [fate, "bad"];
  const after = `arrives in step ${first}, +${formatLength(atUs(first) - sentUs)}`;
  const held = fate === "held" ? "held back; " : "";
  return [
    `${held}${after}${again.length > 0 ? `, and again in ${again.join(", ")}` : ""}`,
    held === "" ? "faint" : "doubtful",
  ];
}
