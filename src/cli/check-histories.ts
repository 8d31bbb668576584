import { writeFileSync } from "node:fs";
import { chooseChecks } from "../histories/choose-checks.js";
import { formats } from "../histories/format.js";
import { modelNamed } from "../histories/intake.js";
import { type CheckedHistory, count, judgeAll, worst } from "../histories/judge-history.js";
import { type HistoryModel, historyModels } from "../histories/models.js";
import { Refusal } from "../kernel/refusal.js";
import { checkLine, checkReport } from "../reports/check-console.js";
import { checkHtml } from "../reports/check-html.js";
import { checkJson } from "../reports/check-json.js";
import { styleFor } from "../reports/style.js";
import { didYouMean } from "../scenario/field.js";
import type { CheckArguments } from "./check.js";
import { quote } from "./command-line.js";
import { ExitCode } from "./exit-codes.js";
import { historyFiles, readHistory } from "./history-files.js";
import { showsColours } from "./run.js";

const exitCodes = { valid: ExitCode.passed, invalid: ExitCode.failed, unknown: ExitCode.inconclusive } as const;

/** Judges histories as the command line asks, prints what was found, and returns the exit code. */
export async function checkHistories(args: CheckArguments): Promise<number> {
  const model = readModel(args.model);
  const names = args.consistency?.split(",").map((name) => name.trim()) ?? [];
  if (model !== null) chooseChecks(model, names);
  const maxSteps = args["max-steps"];
  if (!(maxSteps >= 1)) {
    throw new Refusal([{ path: "--max-steps", value: maxSteps, problem: "must be a number of at least 1" }]);
  }
  const files = historyFiles(args.histories);
  if (files.length > 1 && args.html !== undefined) {
    throw new Refusal([
      { path: "--html", value: args.html, problem: `is for one history, and these are ${files.length}` },
    ]);
  }
  const format = formats.find(({ name }) => name === args.format) ?? null;
  const checked: CheckedHistory[] = [];
  const refused: string[] = [];
  const show = printer(args, files);
  for (const file of files) {
    try {
      const one = await checkFile(file, { format, model, names, maxSteps });
      checked.push(one);
      show(one);
    } catch (error) {
      // One file that cannot be read keeps nobody from reading the others.
      if (!(error instanceof Refusal) || files.length === 1) throw error;
      refused.push(file);
      console.error(error.message);
    }
  }
  const verdict = worst(checked.map((one) => one.verdict));
  if (args.json) process.stdout.write(checkJson(checked, verdict));
  else if (files.length > 1) process.stdout.write(summary(checked, refused, args.consistency));
  if (args.html !== undefined) writePage(args.html, checked[0]);
  if (refused.length > 0 && verdict !== "invalid") return ExitCode.usersMistake;
  return exitCodes[verdict];
}

interface Choices {
  readonly format: (typeof formats)[number] | null;
  readonly model: HistoryModel | null;
  readonly names: readonly string[];
  readonly maxSteps: number;
}

async function checkFile(file: string, { format, model, names, maxSteps }: Choices): Promise<CheckedHistory> {
  const read = await readHistory(file, { format, model });
  const findings = judgeAll(read.history, chooseChecks(read.model, names)(read.history), maxSteps);
  return {
    file,
    format: read.format.name,
    note: read.format.note ?? null,
    model: read.model.name,
    counts: count(read.history),
    verdict: worst(findings.map(({ judgement }) => judgement.verdict)),
    findings,
  };
}

function printer({ json }: CheckArguments, files: readonly string[]): (checked: CheckedHistory) => void {
  if (json) return () => {};
  const style = styleFor(showsColours(process.stdout));
  const width = Math.max(60, Math.min(process.stdout.columns ?? 100, 200));
  const fileWidth = Math.max(...files.map(({ length }) => length));
  return (checked) =>
    process.stdout.write(
      files.length === 1 ? checkReport(checked, style, width) : checkLine(checked, style, fileWidth),
    );
}

function summary(checked: readonly CheckedHistory[], refused: readonly string[], consistency?: string): string {
  const tally = (["valid", "invalid", "unknown"] as const).map(
    (verdict) => `${checked.filter((one) => one.verdict === verdict).length} ${verdict}`,
  );
  const unread = refused.length === 0 ? "" : `, ${refused.length} not read`;
  const first = checked.find(({ verdict }) => verdict === "invalid");
  const claimed = consistency === undefined ? "" : ` --consistency ${quote(consistency)}`;
  const why =
    first === undefined ? "" : `\n  why       sim check --model ${first.model}${claimed} ${quote(first.file)}\n`;
  return `\n  ${checked.length + refused.length} histories: ${tally.join(", ")}${unread}\n${why}`;
}

function writePage(path: string, checked: CheckedHistory): void {
  try {
    writeFileSync(path, checkHtml(checked));
  } catch (error) {
    throw new Refusal([{ path: "--html", value: path, problem: `cannot be written to: ${(error as Error).message}` }]);
  }
}

function readModel(name: string | undefined): HistoryModel | null {
  if (name === undefined) return null;
  const model = modelNamed(name);
  if (model !== undefined) return model;
  const names = historyModels.flatMap((one) => [one.name, ...one.otherNames]);
  const guess = didYouMean(name, names);
  const these = guess === "" ? `; these are: ${historyModels.map((one) => one.name).join(", ")}` : guess;
  throw new Refusal([{ path: "--model", value: name, problem: `is no model${these}` }]);
}
