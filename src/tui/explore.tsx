import type { View } from "../playback/view.js";
import { App } from "./app.js";
import { type Ending, Explorer, type Outside } from "./explorer.js";
import { paintHelp } from "./help.js";
import { type Instance, render } from "./ink.js";
import { type Keyboard, listen } from "./keyboard.js";
import { isTooSmall, paint, paintBody } from "./layout.js";
import { Screen, type Terminal } from "./screen.js";
import { rowsFor, type Session } from "./session.js";
import { type PaneStyle, paneStyle } from "./style.js";
import { type EndingSignal, guardTerminal, type Host } from "./terminal-guard.js";

export interface ExploreOptions {
  readonly view: View;
  readonly terminal: Terminal;
  readonly keyboard: Keyboard;
  readonly host: Host;
  readonly outside: Omit<Outside, "suspend" | "redraw">;
  /** What is to be said all the time; null if nothing is. */
  readonly standing: string | null;
  readonly colours: boolean;
  /** Nothing but ASCII. */
  readonly ascii: boolean;
}

/** How the explorer was left: by a key, or by a signal. */
export type Left = Ending | { readonly signal: EndingSignal };

/**
 * Shows a recording on a terminal until somebody leaves. The terminal is given back as it was, whatever happens; rejects
 * with what was thrown, if something was.
 */
export function explore({
  view,
  terminal,
  keyboard,
  host,
  standing,
  colours,
  ascii,
  outside,
}: ExploreOptions): Promise<Left> {
  const style = paneStyle({ colours, ascii });
  return new Promise((resolve, reject) => {
    let instance: Instance | null = null;
    let due: NodeJS.Immediate | null = null;
    let over = false;

    const leave = (then: () => void) => {
      if (over) return;
      over = true;
      explorer.stop();
      if (due !== null) clearImmediate(due);
      stopListening();
      guard.end();
      instance?.unmount();
      then();
    };
    const failed = (thrown: unknown) => leave(() => reject(thrown));
    const ended = (left: Left) => leave(() => resolve(left));

    /** Lays out what has changed, once for all that happens in a turn of the event loop. */
    const show = () => {
      if (due !== null || over) return;
      due = setImmediate(() => {
        due = null;
        try {
          draw();
        } catch (thrown) {
          failed(thrown);
        }
      });
    };
    const draw = () => {
      const { columns, rows } = screen;
      const app = <App session={explorer.session} columns={columns} rows={rows} ascii={ascii} colours={colours} />;
      if (instance !== null) instance.rerender(app);
      else {
        const streams = { stdout: screen as never, stdin: keyboard as never, stderr: screen as never };
        instance = render(app, { ...streams, debug: true, patchConsole: false, exitOnCtrlC: false });
        // Ink keeps what a component throws to itself, but for this.
        instance.waitUntilExit().catch(failed);
      }
      screen.reportsMouse = explorer.session.mouse;
      screen.refresh();
    };

    const screen = new Screen(terminal, {
      body: () => ({ top: 0, lines: bodyOf(explorer.session, screen.columns, screen.rows, style) }),
      failed,
    });
    const explorer = new Explorer({
      view,
      outside: { ...outside, suspend: () => guard.suspend(), redraw: () => screen.redraw() },
      changed: show,
      ended,
      failed,
      standing,
    });
    const guard = guardTerminal({
      host,
      acquire() {
        keyboard.setRawMode(true);
        keyboard.resume();
        screen.enter();
      },
      release() {
        screen.leave();
        keyboard.setRawMode(false);
        keyboard.pause();
      },
      ended: (signal) => ended({ signal }),
      failed,
    });
    const stopListening = listen(
      keyboard,
      (inputs) => explorer.take(inputs, screen.columns, screen.rows),
      () => ended({ signal: "SIGHUP" }),
    );
    screen.on("resize", show);
    show();
  });
}

/** What the screen shows above the chrome. */
function bodyOf(session: Session, columns: number, rows: number, style: PaneStyle): readonly string[] {
  const { view, dialog } = session;
  const { body } = rowsFor(session, rows);
  if (isTooSmall(columns, rows)) return paint(view, columns, rows, style).slice(0, body);
  if (dialog?.kind === "help") return paintHelp(columns, body, style, dialog.top);
  return paintBody(view, columns, body, style);
}
