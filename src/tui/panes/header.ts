import { formatInstant } from "../../kernel/time.js";
import type { View } from "../../playback/view.js";
import { fitLine, type Piece } from "../lines.js";
import type { PaneStyle } from "../style.js";

/** Which run this is, how it ended, and where in it one is: a line. */
export function headerLine(view: View, width: number, style: PaneStyle): string {
  const { recording, position, filter, shown, hidden, cone, speed } = view;
  const { verdict, title, seed } = recording.report;
  const last = recording.length - 1;
  const tone = ({ passed: "good", failed: "bad", inconclusive: "doubtful" } as const)[verdict];
  const sign = { passed: "✓", failed: "✖", inconclusive: "?" }[verdict];
  const percent = last <= 0 ? 100 : Math.floor((position / last) * 100);
  const ways: Piece[] = [
    ...(cone ? ["causes"] : []),
    ...(filter === "" ? [] : [`filter ${filter} (${shown?.length ?? recording.length})`]),
    ...(hidden.size === 0 ? [] : [`${hidden.size} hidden`]),
    ...(speed === 0 ? [] : [`playing ${speed}/s`]),
    ...(recording.edits.length === 0 ? [] : [`${recording.edits.length} edited`]),
  ].map((text): Piece => [`  [${text}]`, "doubtful"]);
  return fitLine(
    [
      [`${sign} ${verdict}`, tone],
      "  ",
      [`step ${position}`, "strong"],
      ` of ${last}, ${percent} %  `,
      [formatInstant(recording.atUs(position)), "strong"],
      ...ways,
      `  seed ${seed}  `,
      [title, "strong"],
    ],
    width,
    style,
  );
}
