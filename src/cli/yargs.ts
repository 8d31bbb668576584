/** The command line's parser, in the one place that knows which it is. */
export { type CommandModule, default as yargs } from "yargs";
