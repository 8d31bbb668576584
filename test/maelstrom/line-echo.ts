import type { LineProgram, LineRunner } from "../../src/maelstrom/line-program.js";
import type { Body, Message } from "../../src/maelstrom/message.js";

/** What a node in the test's own process prints when it is given a message. */
export type Answers = (message: Message, print: (line: string) => void) => void;

/** A program of lines without a realm: it answers within the event, and keeps nothing. */
export function lineProgram(answers: Answers): LineProgram {
  return {
    runner(_machine, _host, output): LineRunner {
      return {
        state: {},
        boot() {},
        message() {},
        timerTaken() {},
        timer() {},
        synced() {},
        discard() {},
        receive: (line) => answers(JSON.parse(line), output.print),
      };
    },
  };
}

/** The reply to a message as a line. */
export function reply({ src, dest, body }: Message, answer: Partial<Body>): string {
  const type = `${body.type}_ok`;
  return JSON.stringify({ src: dest, dest: src, body: { type, in_reply_to: body.msg_id, ...answer } });
}

/** Answers `init`, and leaves all else to somebody. */
export function afterInit(answers: Answers): LineProgram {
  return lineProgram((message, print) => {
    if (message.body.type === "init") print(reply(message, {}));
    else answers(message, print);
  });
}
