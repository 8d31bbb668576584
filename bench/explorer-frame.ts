import partition from "../scenarios/partition.js";
import type { Scenario } from "../src/index.js";
import { draw } from "../src/kernel/draws.js";
import { record } from "../src/playback/record.js";
import { initial } from "../src/playback/reduce.js";
import { type PaneName, paneNames, type View } from "../src/playback/view.js";
import { realise } from "../src/scenario/realise.js";
import { paint } from "../src/tui/layout.js";
import { paneStyle } from "../src/tui/style.js";
import { median, printTable } from "./table.js";

/*
 * What a frame of the explorer costs, of CPU time, with about a million steps behind it: one step on, and anywhere else.
 * The first frame of a run makes the indexes that the others use.
 */

const seed = "42";
/** About a million events. */
const settings = ["duration=480s", "workload.clients=6"];
const sizes: readonly (readonly [columns: number, rows: number])[] = [
  [80, 24],
  [120, 40],
  [200, 60],
];
const frames = 300;
const targetMs = 16;

export async function frameBench(): Promise<void> {
  const recording = await record(realise(partition as unknown as Scenario, seed, settings), { seed });
  const style = paneStyle({ colours: true });
  const start = initial(recording, { step: recording.length >> 1 });
  const firstMs = cpuMs(() => paint(start, 200, 60, style));

  const evens = Uint32Array.from({ length: recording.length >> 1 }, (_, place) => 2 * place);
  const cases: readonly (readonly [name: string, view: View])[] = [
    ...paneNames.map((pane: PaneName) => [`pane ${pane}`, { ...start, pane }] as const),
    ["causes on", { ...start, cone: true }],
    ["causes on, a filter", { ...start, cone: true, shown: evens, passing: evens, filter: "some" }],
  ];
  const rows = cases.map(([name, view]) => [
    name,
    ...sizes.flatMap(([columns, lines]) => {
      const times = Array.from({ length: frames }, (_, frame) => {
        // Half of the frames are one step on, as while a key is held; half are jumps.
        const step = Math.abs(draw(1, 2, frame >> 1)) % (recording.length - 1);
        return cpuMs(() => paint({ ...view, position: step + (frame & 1) }, columns, lines, style));
      }).sort((one, other) => one - other);
      return [median(times).toFixed(2), times[Math.floor(times.length * 0.95)].toFixed(2)];
    }),
    `< ${targetMs}`,
  ]);
  const header = [
    "frame",
    ...sizes.flatMap(([columns, lines]) => [`${columns}x${lines}, ms`, "of 100, 95th"]),
    "target",
  ];
  printTable(`A frame of the explorer over ${recording.length} steps, CPU time`, header, rows);
  console.log(`\n  the first frame at 200x60, with all indexes: ${firstMs.toFixed(0)} ms`);
}

function cpuMs(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
