import { Refusal } from "../kernel/refusal.js";
import type { Action, Range } from "../playback/action.js";
import { type Errand, errandOf } from "../playback/errand.js";
import type { Recording } from "../playback/recording.js";
import { reduce } from "../playback/reduce.js";
import type { View } from "../playback/view.js";
import { type Work, work } from "../playback/work.js";
import type { Edit } from "../simulation/edits.js";
import type { Deed, PromptName } from "./deed.js";
import { dialogKey } from "./dialogs.js";
import { helpHeight } from "./help.js";
import { deedOf } from "./keys.js";
import { stepAtRow } from "./layout.js";
import { type ExportFormats, itemsOf } from "./menus.js";
import { openPrompt } from "./prompt.js";
import type { Input } from "./read-keys.js";
import { type Dialog, rowsFor, type Session } from "./session.js";

/** What only those outside can do for the explorer. Each may throw a `Refusal`, which is shown as a notice. */
export interface Outside {
  readonly formats: ExportFormats;
  /** Records another run; resolves to null if it is no longer wanted. */
  record(seed: string, edits: readonly Edit[], control: RecordControl): Promise<Recording | null>;
  /** Keeps a run, at a path or, if that is "", at one of its own; returns a sentence about it. */
  save(recording: Recording, path: string): string;
  /** Writes steps to a file; returns a sentence about it. */
  export(recording: Recording, path: string, range: Range): string;
  /** The commands that show and play this again. */
  commands(view: View): readonly string[];
  /** Gives the terminal back until the shell calls again. */
  suspend(): void;
  /** Paints all of the screen again. */
  redraw(): void;
}

export interface RecordControl {
  /** Told how much is done, 0 to 1. */
  readonly told: (share: number) => void;
  readonly isUnwanted: () => boolean;
}

/** How somebody has left the explorer. */
export type Ending = "quit" | "interrupted";

export interface ExplorerOptions {
  readonly view: View;
  readonly outside: Outside;
  /** Told of each change. */
  readonly changed: () => void;
  readonly ended: (ending: Ending) => void;
  readonly failed: (thrown: unknown) => void;
  /** What is to be said all the time; null if nothing is. */
  readonly standing: string | null;
}

/** Milliseconds that long work takes from the event loop at once. */
const sliceMs = 8;
/** Milliseconds between two pictures while it plays. */
const beatMs = 33;
const tempos = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000];
const usualTempo = 10;
const wheelSteps = 3;
/** Keys that are kept while long work is under way. */
const mostKeysAhead = 1_000;

/** Turns keys into what the session shows: the only place where it changes. */
export class Explorer {
  session: Session;
  private readonly options: ExplorerOptions;
  private task: { readonly label: string } | null = null;
  private ahead: Input[] = [];
  private timer: NodeJS.Timeout | null = null;
  private over = false;
  /** Lines that were typed, per prompt, the last one first. */
  private readonly typed = new Map<PromptName, readonly string[]>();
  private columns = 0;
  private rows = 0;

  constructor(options: ExplorerOptions) {
    this.options = options;
    const { view, standing } = options;
    this.session = { view, dialog: null, busy: null, tempo: usualTempo, mouse: false, standing };
  }

  /** Handles what somebody has done at a terminal of this size. */
  take(inputs: readonly Input[], columns: number, rows: number): void {
    this.columns = columns;
    this.rows = rows;
    for (const input of inputs) this.guard(() => this.takeOne(input));
  }

  /** Stops all that is under way. */
  stop(): void {
    this.over = true;
    this.task = null;
    this.ahead = [];
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  }

  private takeOne(input: Input): void {
    if (this.over) return;
    // What is typed while work is under way is meant for what will be seen then, but for what stops it.
    if (this.task !== null && !isUrgent(input)) {
      if (this.ahead.length < mostKeysAhead) this.ahead.push(input);
      return;
    }
    if (input.kind === "mouse") {
      this.takeMouse(input);
      return;
    }
    const { dialog, view } = this.session;
    if (dialog !== null && !forTerminal.includes(input.key)) {
      this.keyFor(dialog, input.key);
      return;
    }
    const page = Math.max(1, rowsFor(this.session, this.rows).body - 4);
    const deed = deedOf({ key: input.key, view, page });
    if (deed !== null) this.perform(deed);
    else this.dispatch({ kind: "say", notice: `${input.key} does nothing: press ? for help` });
  }

  /** Does what a key or a row of a menu asks for. */
  private perform(deed: Deed): void {
    (this.deeds[deed.kind] as (deed: Deed) => void)(deed);
  }

  private readonly deeds: { readonly [Kind in Deed["kind"]]: (deed: Extract<Deed, { kind: Kind }>) => void } = {
    act: ({ action }) => this.dispatch(action),
    prompt: ({ prompt, text }) => this.update({ dialog: openPrompt(prompt, text) }),
    menu: ({ menu }) => {
      const { title, items, none } = itemsOf(menu, this.session.view, this.options.outside.formats);
      if (items.length === 0) this.dispatch({ kind: "say", notice: none });
      else this.update({ dialog: { kind: "menu", title, items, at: 0 } });
    },
    help: () => this.update({ dialog: { kind: "help", top: 0 } }),
    commands: () => {
      const lines = this.options.outside.commands(this.session.view);
      this.update({ dialog: { kind: "page", title: "To show and play this again", lines, top: 0 } });
    },
    "play or pause": () => {
      const { view, tempo } = this.session;
      this.dispatch({ kind: "play", speed: view.speed === 0 ? tempo : 0 });
    },
    tempo: ({ change }) => this.changeTempo(change),
    stop: () => this.stopWork(),
    mouse: () => {
      const mouse = !this.session.mouse;
      this.update({ mouse });
      this.dispatch({ kind: "say", notice: `the mouse is ${mouse ? "on" : "off"}` });
    },
    redraw: () => this.options.outside.redraw(),
    suspend: () => this.options.outside.suspend(),
    interrupt: () => this.end("interrupted"),
  };

  private dispatch(action: Action): void {
    const { view } = this.session;
    const task = work(view, action);
    const errand = errandOf(view, action);
    this.update({ view: reduce(view, action) });
    if (task !== null) this.startWork(labelOf(action), task);
    if (errand !== null) this.run(errand);
    this.keepTime();
  }

  private run(errand: Errand): void {
    const { outside } = this.options;
    const { view } = this.session;
    if (errand.kind === "quit") this.end("quit");
    else if (errand.kind === "record") this.startRecording(errand);
    else if (errand.kind === "save") this.say(() => outside.save(view.recording, errand.path));
    else this.say(() => outside.export(view.recording, errand.path, errand.range));
  }

  /** Shows the sentence that a call returns, or why it was refused. */
  private say(call: () => string): void {
    let notice: string;
    try {
      notice = call();
    } catch (thrown) {
      if (!(thrown instanceof Refusal)) throw thrown;
      notice = oneLine(thrown.message);
    }
    this.dispatch({ kind: "say", notice });
  }

  private startWork(label: string, steps: Work): void {
    const task = { label };
    this.task = task;
    const slice = () => {
      if (this.task !== task) return;
      const endMs = performance.now() + sliceMs;
      for (;;) {
        const { done, value } = steps.next();
        if (done) {
          this.finish(value);
          return;
        }
        if (performance.now() < endMs) continue;
        this.update({ busy: { label, share: value } });
        setImmediate(() => this.guard(slice));
        return;
      }
    };
    slice();
  }

  private startRecording({ seed, edits }: Extract<Errand, { kind: "record" }>): void {
    const label = "playing it again";
    const task = { label };
    this.task = task;
    this.update({ busy: { label, share: 0 } });
    const control = {
      told: (share: number) => {
        if (this.task === task) this.update({ busy: { label, share } });
      },
      isUnwanted: () => this.task !== task,
    };
    this.options.outside.record(seed, edits, control).then(
      (recording) => {
        if (this.task !== task || recording === null) return;
        this.guard(() => this.finish({ kind: "branched", recording }));
      },
      (thrown) => {
        if (this.task !== task) return;
        // The scenario may have thrown anything at all: what somebody looks at is still there.
        const why = oneLine(thrown instanceof Error ? thrown.message : String(thrown));
        this.guard(() => this.finish({ kind: "say", notice: `that run cannot be played: ${why}` }));
      },
    );
  }

  /** Does what work has come to, and then what was typed in the meantime. */
  private finish(action: Action): void {
    this.task = null;
    this.update({ busy: null });
    this.dispatch(action);
    const { ahead } = this;
    this.ahead = [];
    this.take(ahead, this.columns, this.rows);
  }

  private stopWork(): void {
    const { task } = this;
    this.task = null;
    this.ahead = [];
    if (task !== null) this.update({ busy: null });
    if (task !== null) this.dispatch({ kind: "say", notice: `${task.label}: stopped` });
    else this.dispatch({ kind: "play", speed: 0 });
  }

  private keyFor(dialog: Dialog, key: string): void {
    const typed = dialog.kind === "prompt" ? (this.typed.get(dialog.prompt) ?? []) : [];
    const { view } = this.session;
    const { body, dialog: own } = rowsFor(this.session, this.rows);
    const circumstances =
      dialog.kind === "help"
        ? { rows: body, lines: helpHeight(this.columns) }
        : { rows: own - 1, lines: dialog.kind === "page" ? dialog.lines.length : 0 };
    const answer = dialogKey(dialog, key, { view, typed, ...circumstances });
    if (dialog.kind === "prompt" && answer.sent) {
      const others = typed.filter((line) => line !== answer.sent);
      this.typed.set(dialog.prompt, [answer.sent, ...others].slice(0, mostTyped));
    }
    this.update({ dialog: answer.dialog });
    if (answer.deed !== null) this.perform(answer.deed);
  }

  private takeMouse({ button, row }: Extract<Input, { kind: "mouse" }>): void {
    const { dialog, view } = this.session;
    if (button === "left") {
      const { body } = rowsFor(this.session, this.rows);
      const step = row < body && dialog === null ? stepAtRow(view, this.columns, body, row) : null;
      if (step !== null) this.dispatch({ kind: "jump", step });
      return;
    }
    if (dialog?.kind === "prompt") return;
    const direction = button === "wheel up" ? -1 : 1;
    if (dialog !== null) this.keyFor(dialog, direction < 0 ? "k" : "j");
    else this.dispatch({ kind: "go", to: { kind: "steps", count: wheelSteps }, direction });
  }

  private changeTempo(change: "faster" | "slower" | "turn"): void {
    const { tempo, view } = this.session;
    const speed = Math.abs(tempo);
    const place = tempos.indexOf(speed) + (change === "faster" ? 1 : change === "slower" ? -1 : 0);
    const next = (tempos[place] ?? speed) * (change === "turn" ? -Math.sign(tempo) : Math.sign(tempo));
    this.update({ tempo: next });
    if (view.speed !== 0) this.dispatch({ kind: "play", speed: next });
    const way = next < 0 ? "backwards" : "forwards";
    this.dispatch({ kind: "say", notice: `plays ${Math.abs(next)} steps a second, ${way}` });
  }

  /** While it plays, goes on by so many steps as the time between two pictures is worth. */
  private keepTime(): void {
    if (this.session.view.speed === 0 || this.timer !== null || this.over) return;
    const { speed } = this.session.view;
    const waitMs = Math.max(beatMs, 1_000 / Math.abs(speed));
    this.timer = setTimeout(() => {
      this.timer = null;
      this.guard(() => {
        const count = Math.max(1, Math.round((Math.abs(this.session.view.speed) * waitMs) / 1_000));
        for (let tick = 0; tick < count && this.session.view.speed !== 0; tick++) this.dispatch({ kind: "tick" });
        this.keepTime();
      });
    }, waitMs);
  }

  private end(ending: Ending): void {
    this.stop();
    this.options.ended(ending);
  }

  private update(changes: Partial<Session>): void {
    this.session = { ...this.session, ...changes };
    this.options.changed();
  }

  /** What is thrown here would be thrown at the event loop, and leave the terminal as it is. */
  private guard(call: () => void): void {
    if (this.over) return;
    try {
      call();
    } catch (thrown) {
      this.stop();
      this.options.failed(thrown);
    }
  }
}

const mostTyped = 100;

/** Keys that are about the terminal, and no dialog's. */
const forTerminal: readonly string[] = ["Ctrl-Z", "Ctrl-L"];

/** What stops long work, or ends all, does not wait for it. */
function isUrgent(input: Input): boolean {
  return input.kind === "key" && ["Esc", "Ctrl-C", ...forTerminal].includes(input.key);
}

const labels: Readonly<Partial<Record<Action["kind"], string>>> = {
  search: "searching",
  filter: "filtering",
  continue: "looking for a breakpoint",
};

function labelOf({ kind }: Action): string {
  return labels[kind] ?? kind;
}

/** A message that may have several lines, as a notice. */
function oneLine(text: string): string {
  return text.trim().replaceAll(/\s*\n\s*/g, "; ");
}
