import { DialogBox } from "./dialog-box.js";
import { Box, type ReactNode, Text } from "./ink.js";
import { dialogHints, type Hint, hintsFor, nameOfKey } from "./keys.js";
import { onScreen } from "./on-screen.js";
import { rowsFor, type Session } from "./session.js";

interface AppProps {
  readonly session: Session;
  readonly columns: number;
  readonly rows: number;
  readonly ascii: boolean;
  /** Whether texts can be told from each other by more than their characters. */
  readonly colours: boolean;
}

/** Everything around the panes, which the screen puts over the empty rows at the top. */
export function App({ session, columns, rows, ascii, colours }: AppProps): ReactNode {
  const { dialog } = session;
  const heights = rowsFor(session, rows);
  const hints = dialog === null ? hintsFor(session.view) : dialogHints[dialog.kind];
  return (
    <Box flexDirection="column" width={columns} height={rows}>
      <Box height={heights.body} flexShrink={0} />
      {dialog !== null && heights.dialog > 0 && (
        <DialogBox dialog={dialog} columns={columns} rows={heights.dialog} ascii={ascii} colours={colours} />
      )}
      {session.standing !== null && (
        <Text color="yellow" wrap="truncate">
          ! {onScreen(session.standing, ascii)}
        </Text>
      )}
      <Notice session={session} ascii={ascii} />
      <Keys hints={hints} columns={columns} ascii={ascii} />
    </Box>
  );
}

/** What is under way, or else what there is to say. */
function Notice({ session: { busy, view }, ascii }: { session: Session; ascii: boolean }): ReactNode {
  if (busy !== null) {
    return (
      <Text color="yellow" wrap="truncate">
        {busy.label} {ascii ? "..." : "…"} {Math.floor(busy.share * 100)} % (Esc stops it)
      </Text>
    );
  }
  return <Text wrap="truncate">{onScreen(view.notice, ascii) || " "}</Text>;
}

/** The keys that apply now, as many as there is room for. */
function Keys({ hints, columns, ascii }: { hints: readonly Hint[]; columns: number; ascii: boolean }): ReactNode {
  return (
    <Box height={1} width={columns}>
      {fitting(hints, columns, ascii).map(({ key, text }, place) => (
        <Text key={key} wrap="truncate">
          {place === 0 ? "" : gap}
          <Text bold>{nameOfKey(key, ascii)}</Text> <Text dimColor>{text}</Text>
        </Text>
      ))}
    </Box>
  );
}

const gap = "   ";

/** Leaves out from the middle, so that the last two, help and how to get out, stay. */
function fitting(hints: readonly Hint[], columns: number, ascii: boolean): readonly Hint[] {
  const width = (some: readonly Hint[]) =>
    some.reduce((sum, { key, text }) => sum + nameOfKey(key, ascii).length + 1 + text.length + gap.length, -gap.length);
  let shown = hints;
  while (shown.length > 1 && width(shown) > columns) shown = shown.toSpliced(Math.max(0, shown.length - 3), 1);
  return shown;
}
