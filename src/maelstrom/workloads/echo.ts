import { consistency } from "../../checks/findings.js";
import { tellOperation } from "../../checks/tell.js";
import { canonical } from "../../kernel/plain.js";
import { anything, type Talk, type Workload } from "./workload.js";

type Echo = { readonly kind: "echo"; readonly echo: string };

/** Every text comes back. */
const echoed = consistency("echo", (history, findings) => {
  findings.spend(history.length);
  for (const operation of history) {
    const { echo } = operation.request as Echo;
    if (operation.outcome !== "ok" || canonical(operation.result) !== canonical(echo)) {
      findings.violation(() => `${tellOperation(operation)}: it must be answered by the same text`);
    }
  }
});

export const echo: Workload = {
  replies: { echo: { echo: anything } },
  source: () => ({ next: (_, random) => ({ kind: "echo", echo: `Please echo ${random.int(0, 127)}` }) }),
  *talk(operation): Talk {
    const { echo } = operation as Echo;
    const reply = yield { type: "echo", echo };
    return reply.echo;
  },
  check: () => ({
    ...echoed,
    results: (_history, judgement) => ({ errors: judgement.verdict === "invalid" ? judgement.evidence : null }),
  }),
};
