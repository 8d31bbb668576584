import type { Ailment } from "../../network/network.js";
import type { View } from "../../playback/view.js";
import { block, cell, firstInSight, type Line, type Piece, shortName, widest } from "../lines.js";
import type { PaneStyle, Tone } from "../style.js";

/** One character for each thing that can be wrong with a link; the diagram marks messages with the same ones. */
const letters: Readonly<Record<Ailment, readonly [letter: string, word: string, tone: Tone]>> = {
  cut: ["C", "cut", "bad"],
  hold: ["H", "held back", "bad"],
  loss: ["L", "loses some", "doubtful"],
  delay: ["D", "delays", "doubtful"],
  duplicate: ["2", "doubles", "doubtful"],
  reorder: ["R", "reorders", "doubtful"],
  corrupt: ["X", "damages", "doubtful"],
};

const widestName = 12;

/** Each link, from the node of its row to the node of its column: what is wrong with it after the step at hand. */
export function linksPane(view: View, width: number, height: number, style: PaneStyle): string[] {
  if (height <= 0) return [];
  const { recording, position, hidden } = view;
  const who = recording.whoOf(position);
  const all = recording.peers.map((_, peer) => peer).filter((peer) => !hidden.has(peer));
  // Clients keep their links: they are of interest only where there is room.
  const nodes = all.filter((peer) => peer < recording.nodeCount);
  const nameWidth = widest(
    all.map((peer) => recording.peers[peer]),
    widestName,
  );
  const room = Math.max(1, height - 4);
  const fits = (count: number) => count <= room && nameWidth + 2 + count * leastColumn <= width;
  const peers = fits(all.length) ? all : nodes;
  const columnRoom = Math.max(1, Math.floor((width - nameWidth - 2) / leastColumn));
  const rows = windowAround(peers, peers.indexOf(who), room);
  const columns = windowAround(peers, peers.indexOf(who), columnRoom);
  const gap = Math.min(
    widestName + 1,
    Math.max(leastColumn, Math.floor((width - nameWidth - 2) / Math.max(1, columns.length))),
  );

  const found = new Set<Ailment>();
  let oneWay = 0;
  const lines = rows.map((from): Line => {
    const cells = columns.map((to): Piece => {
      if (from === to) return [cell("", gap), "faint"];
      const ailments = recording.ailmentsAt(from, to, position);
      const back = ailments.length === 0 ? [] : recording.ailmentsAt(to, from, position);
      const isOneWay = ailments.length > 0 && back.length === 0;
      if (isOneWay) oneWay++;
      for (const ailment of ailments) found.add(ailment);
      if (ailments.length === 0) return [cell("·", gap), "faint"];
      const text = ailments.map((ailment) => letters[ailment][0]).join("") + (isOneWay ? "→" : "");
      return [cell(text, gap), letters[ailments[0]][2]];
    });
    return [[cell(recording.peers[from], nameWidth), from === who ? "strong" : "faint"], "  ", ...cells];
  });
  const head: Line = [
    [cell("from", nameWidth), "faint"],
    "  ",
    ...columns.map(
      (to): Piece => [cell(shortName(recording.peers[to], gap - 1), gap), to === who ? "strong" : "faint"],
    ),
  ];
  const words = [...found].map((ailment) => `${letters[ailment][0]} ${letters[ailment][1]}`);
  const legend: Line =
    found.size === 0
      ? [["· every link is as the scenario's network says", "good"]]
      : [`· fine   ${words.join("   ")}${oneWay > 0 ? `   → this way only (${oneWay})` : ""}`];
  const left = peers.length - Math.min(rows.length, columns.length);
  const more: Line[] =
    left > 0
      ? [[[`${rows.length} × ${columns.length} of ${peers.length} shown, around the step's node`, "faint"]]]
      : [];
  return block([head, ...lines, ...more, legend], width, height, style);
}

/** Columns are at least so wide. */
const leastColumn = 4;

function windowAround(peers: readonly number[], place: number, room: number): readonly number[] {
  const top = firstInSight(Math.max(0, place), peers.length, room);
  return peers.slice(top, top + room);
}
