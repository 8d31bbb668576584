import type { PaneName, View } from "../playback/view.js";
import { beside, block, fitLine } from "./lines.js";
import { clientsPane } from "./panes/clients.js";
import { comparePane } from "./panes/compare.js";
import { diagramPane, leastGap } from "./panes/diagram.js";
import { faultsPane } from "./panes/faults.js";
import { headerLine } from "./panes/header.js";
import { linksPane } from "./panes/links.js";
import { nodesPane } from "./panes/nodes.js";
import { propertiesPane } from "./panes/properties.js";
import { statePane } from "./panes/state.js";
import { stepPane } from "./panes/step.js";
import { stepsPane } from "./panes/steps.js";
import { rowsOf } from "./rows.js";
import type { PaneStyle } from "./style.js";

/** What a part of the screen shows: a view, in so many lines of so many columns. */
export type Pane = (view: View, width: number, height: number, style: PaneStyle) => string[];

export const panes: Readonly<Record<PaneName, Pane>> = {
  step: stepPane,
  state: statePane,
  nodes: nodesPane,
  links: linksPane,
  faults: faultsPane,
  properties: propertiesPane,
  clients: clientsPane,
};

/** Lines above and below, fitted and painted already. */
export interface Chrome {
  readonly header?: readonly string[];
  readonly footer?: readonly string[];
}

const leastColumns = 40;
const leastRows = 10;
/** From these widths on, one more pane stands beside the others, and a whole column of them. */
const wide = 110;
const widest = 170;

/** A whole screen: exactly `rows` lines of `columns` columns. */
export function paint(view: View, columns: number, rows: number, style: PaneStyle, chrome: Chrome = {}): string[] {
  const { header = [], footer = [] } = chrome;
  const body = Math.max(0, rows - header.length - footer.length);
  const lines = isTooSmall(columns, rows) ? tooSmall(columns, body, style) : paintBody(view, columns, body, style);
  return [...header, ...lines, ...footer].slice(0, Math.max(0, rows));
}

/** Whether there is nothing to be seen on so small a terminal. */
export function isTooSmall(columns: number, rows: number): boolean {
  return columns < leastColumns || rows < leastRows;
}

function tooSmall(columns: number, rows: number, style: PaneStyle): string[] {
  const lines = ["terminal too small", `needs ${leastColumns} columns, ${leastRows} rows`];
  return block(lines, Math.max(0, columns), rows, style);
}

/** All but the chrome: which run it is, and the panes. For any size, however small. */
export function paintBody(view: View, columns: number, rows: number, style: PaneStyle): string[] {
  if (rows <= 0) return [];
  return [headerLine(view, Math.max(0, columns), style), ...paintPanes(view, Math.max(0, columns), rows - 1, style)];
}

/** The panes: list and diagram, which share their rows, and beneath and beside them the others, the chosen one first. */
function paintPanes(view: View, columns: number, rows: number, style: PaneStyle): string[] {
  if (columns >= widest) return paintWidest(view, columns, rows, style);
  const above = heightAbove(view, columns, rows);
  return [...paintMain(view, columns, above, style), ...paintBelow(view, columns, rows - above, style)];
}

/** The step that a row of the body shows in its list; null if it shows none. */
export function stepAtRow(view: View, columns: number, rows: number, row: number): number | null {
  const height = heightAbove(view, columns, rows - 1);
  // Above the list are the header and the names of its columns.
  const place = row - 2;
  if (isTooSmall(columns, rows) || view.comparing || place < 0 || place >= height - 1) return null;
  return rowsOf(view, height - 1).steps[place] ?? null;
}

/** How much list and diagram get. */
function heightAbove(view: View, columns: number, rows: number): number {
  return rows - (columns >= widest ? heightBeneath(view, rows) : heightBelow(view, rows));
}

/** How much the panes below get, whichever they are: what the table of nodes needs, or a good third. */
function heightBelow({ recording }: View, rows: number): number {
  if (rows < 8) return 0;
  return Math.min(Math.max(recording.nodeCount + 2, Math.floor(rows * 0.37)), Math.floor(rows * 0.45));
}

/** List and diagram, or, of two runs, both lists. */
function paintMain(view: View, width: number, height: number, style: PaneStyle): string[] {
  if (height <= 0) return [];
  if (view.comparing && view.parent !== null) {
    return [titleLine("compare", width, style, false), ...comparePane(view, width, height - 1, style)];
  }
  const diagram = diagramWidth(view, width);
  const list = width - diagram - gap.length;
  if (list < leastList) return stepsPane(view, width, height, style);
  const blocks = [stepsPane(view, list, height, style), diagramPane(view, diagram, height, style)];
  return beside(blocks, fitLine(gap, gap.length, style));
}

const gap = "  ";

/** In fewer columns nobody can read a list: then there is no diagram. */
const leastList = 16;
/** Columns of a diagram that names fit over. */
const comfortable = 10;

/** The diagram gets what its columns need to be told apart, as long as the list can be read. */
function diagramWidth({ recording, hidden }: View, width: number): number {
  const count = Math.max(1, recording.peers.length - hidden.size);
  const share = Math.floor(width * 0.45);
  const each = Math.min(comfortable, Math.floor(share / count));
  return each < leastGap ? share : Math.max(8, each * count);
}

/** The chosen pane, and, where there is room, another beside it. */
function paintBelow(view: View, width: number, height: number, style: PaneStyle): string[] {
  if (height <= 0) return [];
  if (width < wide) return titled(view, view.pane, width, height, style);
  const companion = beneathOf(view);
  const left = Math.floor(width * 0.5);
  const right = width - left - separator.length;
  const blocks = [titled(view, view.pane, left, height, style), titled(view, companion, right, height, style)];
  return beside(blocks, fitLine(separator, separator.length, style, "faint"));
}

const separator = " │ ";

/** The pane beneath list and diagram, where the chosen one stands beside them. */
function beneathOf({ pane }: View): PaneName {
  return pane === "nodes" ? "step" : "nodes";
}

function heightBeneath(view: View, rows: number): number {
  return Math.min(wantedHeight(view, beneathOf(view)), Math.floor(rows * 0.3));
}

/** List and diagram with a pane beneath, and beside them a column of others: first the chosen one. */
function paintWidest(view: View, columns: number, rows: number, style: PaneStyle): string[] {
  const left = Math.floor(columns * 0.62);
  const right = columns - left - separator.length;
  const beneath = beneathOf(view);
  const below = heightBeneath(view, rows);
  const main = [...paintMain(view, left, rows - below, style), ...titled(view, beneath, left, below, style)];
  const names = [view.pane, ...columnOrder.filter((name) => name !== view.pane && name !== beneath)];
  const side: string[] = [];
  names.forEach((name, place) => {
    const room = rows - side.length;
    const next = names[place + 1];
    // A pane takes all the rest if the next one would have too little of it.
    const height = Math.min(room, wantedHeight(view, name));
    const isLast = next === undefined || room - height < leastPane;
    side.push(...titled(view, name, right, isLast ? room : height, style));
  });
  return beside([main, side], fitLine(separator, separator.length, style, "faint"));
}

const columnOrder: readonly PaneName[] = ["step", "properties", "faults", "clients", "links", "state"];
/** No pane says anything in fewer lines. */
const leastPane = 6;

/** What a pane needs to show what it usually has, its title among it. */
function wantedHeight({ recording }: View, name: PaneName): number {
  const { nodeCount, peers, report, plan } = recording;
  switch (name) {
    case "step":
      return 18;
    case "state":
      return 16;
    case "nodes":
      return nodeCount + 2;
    case "links":
      return nodeCount + 5;
    case "faults":
      return plan.faults.length + 6;
    case "properties":
      return report.properties.length + 16;
    case "clients":
      return 2 * (peers.length - nodeCount) + 3;
  }
}

function titled(view: View, name: PaneName, width: number, height: number, style: PaneStyle): string[] {
  if (height <= 0) return [];
  return [titleLine(name, width, style, name === view.pane), ...panes[name](view, width, height - 1, style)];
}

function titleLine(name: string, width: number, style: PaneStyle, isChosen: boolean): string {
  const line = "─".repeat(Math.max(0, width - name.length - 4));
  return fitLine(
    [
      ["── ", "title"],
      [name, isChosen ? "chosen" : "title"],
      [` ${line}`, "title"],
    ],
    width,
    style,
  );
}
