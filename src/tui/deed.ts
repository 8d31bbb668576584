import type { Action } from "../playback/action.js";

/** What a key or a row of a menu does: an action of the model, or something about the explorer itself. */
export type Deed =
  | { readonly kind: "act"; readonly action: Action }
  /** Asks for a line; `text` stands there already. */
  | { readonly kind: "prompt"; readonly prompt: PromptName; readonly text?: string }
  | { readonly kind: "menu"; readonly menu: MenuName }
  | { readonly kind: "help" }
  /** Shows the commands that show and play this again. */
  | { readonly kind: "commands" }
  /** Begins to play at the last speed, or stops. */
  | { readonly kind: "play or pause" }
  /** Changes the speed of playing, or its direction. */
  | { readonly kind: "tempo"; readonly change: "faster" | "slower" | "turn" }
  /** Stops long work, or playing, or else clears the notice. */
  | { readonly kind: "stop" }
  | { readonly kind: "mouse" | "redraw" | "suspend" | "interrupt" };

export type PromptName = "command" | "search" | "filter" | "breakpoint";
export type MenuName = "why" | "what if" | "export";
