import { Box, type ReactNode, Text } from "./ink.js";
import { firstInSight } from "./lines.js";
import { onScreen } from "./on-screen.js";
import { prompts } from "./prompt.js";
import type { Dialog } from "./session.js";

interface DialogProps<D extends Dialog = Dialog> {
  readonly dialog: D;
  readonly columns: number;
  readonly rows: number;
  readonly ascii: boolean;
  readonly colours: boolean;
}

/** What is open in front of the panes: a prompt, a menu, or a page of text. */
export function DialogBox({ dialog, ...props }: DialogProps): ReactNode {
  switch (dialog.kind) {
    case "prompt":
      return <Prompt dialog={dialog} {...props} />;
    case "menu":
      return <Menu dialog={dialog} {...props} />;
    case "help":
      return null;
    case "page":
      return <Page dialog={dialog} {...props} />;
  }
}

type Kind<K extends Dialog["kind"]> = DialogProps<Extract<Dialog, { kind: K }>>;

function Prompt({ dialog: { prompt, line, completions }, columns, rows, ascii, colours }: Kind<"prompt">): ReactNode {
  const { sign } = prompts[prompt];
  // The part of the line that is shown ends behind the cursor.
  const room = Math.max(1, columns - sign.length - 1);
  const start = Math.max(0, line.cursor - room + 1);
  const [before, at, after] = [
    line.text.slice(start, line.cursor),
    line.text.slice(line.cursor).match(/^./u)?.[0] ?? " ",
    line.text.slice(line.cursor, start + room).replace(/^./u, ""),
  ].map((part) => onScreen(part, ascii));
  return (
    <Box flexDirection="column" height={rows} flexShrink={0}>
      {rows > 1 && (
        <Text dimColor wrap="truncate">
          {onScreen(completions.join("  "), ascii)}
        </Text>
      )}
      <Text wrap="truncate">
        <Text bold>{sign}</Text>
        {before}
        {colours ? <Text inverse>{at}</Text> : `|${at}`}
        {after}
      </Text>
    </Box>
  );
}

function Title({ text, columns, ascii }: { text: string; columns: number; ascii: boolean }): ReactNode {
  const rule = (ascii ? "-" : "─").repeat(Math.max(0, columns - text.length - 4));
  return (
    <Text wrap="truncate">
      {ascii ? "--" : "──"} <Text bold>{onScreen(text, ascii)}</Text> {rule}
    </Text>
  );
}

function Menu({ dialog: { title, items, at }, columns, rows, ascii }: Kind<"menu">): ReactNode {
  const top = firstInSight(at, items.length, rows - 1);
  return (
    <Box flexDirection="column" height={rows} flexShrink={0}>
      <Title text={title} columns={columns} ascii={ascii} />
      {items
        .map(({ label }, place) => ({ label, place }))
        .slice(top, top + rows - 1)
        .map(({ label, place }) => (
          <Text key={place} wrap="truncate" inverse={place === at}>
            {place === at ? "> " : "  "}
            {onScreen(label, ascii)}
          </Text>
        ))}
    </Box>
  );
}

function Page({ dialog: { title, lines, top }, columns, rows, ascii }: Kind<"page">): ReactNode {
  const shown = lines.slice(top, top + rows - 1);
  const rest = lines.length - top - shown.length;
  const more = top > 0 || rest > 0 ? ` (${top + shown.length} of ${lines.length})` : "";
  return (
    <Box flexDirection="column" height={rows} flexShrink={0}>
      <Title text={title + more} columns={columns} ascii={ascii} />
      <Text wrap="truncate">{shown.map((line) => onScreen(line, ascii) || " ").join("\n")}</Text>
    </Box>
  );
}
