import { describeFault } from "../faults/row.js";
import { formatInstant } from "../kernel/time.js";
import type { Action, Change } from "../playback/action.js";
import { packetAt } from "../playback/branch.js";
import type { Packet } from "../playback/recording.js";
import type { View } from "../playback/view.js";
import { reasonsFor } from "../playback/why.js";
import type { Deed, MenuName } from "./deed.js";
import type { MenuItem } from "./session.js";

export interface Menu {
  readonly title: string;
  readonly items: readonly MenuItem[];
  /** What is said if there are no items. */
  readonly none: string;
}

/** What a menu offers at the step at hand. */
export function itemsOf(menu: MenuName, view: View, formats: ExportFormats): Menu {
  return menus[menu](view, formats);
}

/** What steps can be exported as: what the name of a file ends in, and what that is. */
export type ExportFormats = Readonly<Record<string, string>>;

const menus: Readonly<Record<MenuName, (view: View, formats: ExportFormats) => Menu>> = {
  why: ({ recording, position }) => ({
    title: `Why step ${position}?`,
    items: reasonsFor(recording, position).map(({ text, step }) => ({
      label: `${text}  (step ${step})`,
      deed: act({ kind: "jump", step }),
    })),
    none: "nothing that is known led to this step",
  }),
  "what if": (view) => ({
    title: `What if, from step ${view.position} on?`,
    items: [
      ...packetItems(view),
      ...faultItems(view, true),
      ...nodeItems(view),
      ...faultItems(view, false),
      ...otherItems(view),
    ],
    none: "nothing can be changed here",
  }),
  export: ({ recording, position }, formats) => ({
    title: "Export",
    items: Object.entries(formats).flatMap(([ending, what]) => {
      const [first, last] = [Math.max(0, position - around), Math.min(recording.length - 1, position + around)];
      return [
        ask(`these steps as ${what} …`, `export steps-${position}.${ending} ${first}..${last}`),
        ask(`all steps as ${what} …`, `export steps.${ending}`),
      ];
    }),
    none: "",
  }),
};

/** How many steps before and after this one are exported with it. */
const around = 20;

/** Packets of one step that the menu lists: the others are reached by their number, as in `:drop 12`. */
const mostPackets = 6;

function packetItems({ recording, position }: View): MenuItem[] {
  const incoming = packetAt(recording, position, undefined);
  const isIncoming = !("none" in incoming) && incoming.step !== position;
  const sent = recording.packetsOf(position).slice(0, mostPackets);
  return [
    ...(isIncoming ? offerFates(incoming.packet, "that came in", null) : []),
    ...sent.flatMap((packet, place) => offerFates(packet, `to ${recording.peers[packet.to]}`, place)),
  ];
}

function offerFates(packet: Packet, which: string, send: number | null): MenuItem[] {
  if (!packet.fate.startsWith("arrives")) return [];
  const words = send === null ? "" : ` ${send}`;
  const what = `the ${packet.kind} ${which}`;
  return [
    whatIf(`${what} is lost`, { kind: "drop", ...(send === null ? {} : { send }) }),
    ask(`${what} comes later …`, `delay 100ms${words}`),
    ...(packet.kind === "message" && packet.arrivals.length === 1
      ? [ask(`${what} comes twice …`, `duplicate 100ms${words}`)]
      : []),
  ];
}

function nodeItems({ recording, position }: View): MenuItem[] {
  const who = recording.whoOf(position);
  if (who < 0 || who >= recording.nodeCount) return [ask("a node crashes here …", "crash ")];
  const name = recording.peers[who];
  const { status } = recording.conditionAt(who, position);
  if (status === "crashed" || status === "stopped") return [ask("another node crashes here …", "crash ")];
  return [ask(`${name} crashes here …`, `crash ${name} 1s`)];
}

/** Rows of the timetable: those that are at work, or change, in this step; or those that are not. */
function faultItems({ recording, position }: View, atHand: boolean): MenuItem[] {
  const isAtHand = (row: number) =>
    recording.faults.some((span) => span.row === row && span.from <= position && position <= (span.to ?? position));
  return recording.plan.faults.flatMap((fault, row) => {
    const { start } = fault;
    if (start.kind === "never" || isAtHand(row) !== atHand) return [];
    const when = start.kind === "at" ? ` at ${formatInstant(start.atUs)}` : "";
    const what = `${describeFault(fault)}${when}`;
    const time = start.kind === "at" ? `${start.atUs / 1_000}ms` : "";
    return [
      whatIf(`without the fault ${what}`, { kind: "remove fault", row }),
      ...(time === "" ? [] : [ask(`another time for the fault ${what} …`, `move ${row} ${time}`)]),
    ];
  });
}

function otherItems({ recording, position }: View): MenuItem[] {
  const last = recording.nodeCount === 0 ? "" : recording.peers[0];
  const row = { at: `${recording.atUs(position) / 1_000}ms`, for: "1s", partition: last };
  return [
    ask("one more fault …", `fault ${JSON.stringify(row)}`),
    ask("other chance from here on …", `seed ${recording.seed}-${recording.edits.length + 1}`),
  ];
}

function whatIf(label: string, change: Change): MenuItem {
  return { label, deed: act({ kind: "what if", change }) };
}

/** Puts a command on the prompt, to be completed or sent off as it stands. */
function ask(label: string, text: string): MenuItem {
  return { label, deed: { kind: "prompt", prompt: "command", text } };
}

function act(action: Action): Deed {
  return { kind: "act", action };
}
