import type { SequentialObject } from "./sequential-object.js";

interface Kind {
  readonly kind: string;
}

/**
 * The same object behind an interface that says of requests of some kinds only that they are done: their answer is null.
 * Most servers answer a `put` so, where the object itself would answer what there was before.
 */
export function acknowledging<State, Request extends Kind, Result>(
  object: SequentialObject<State, Request, Result>,
  kinds: readonly Request["kind"][],
): SequentialObject<State, Request, Result | null> {
  const { choices } = object;
  const isQuiet = ({ kind }: Kind) => kinds.includes(kind);
  return {
    ...object,
    name: `${object.name} that acknowledges ${kinds.join(", ")}`,
    apply(state, request) {
      const applied = object.apply(state, request);
      return isQuiet(request) ? { state: applied.state, result: null } : applied;
    },
    isRead: (request, result) => (isQuiet(request) ? object.isRead(request) : object.isRead(request, result as Result)),
    ...(choices === undefined
      ? {}
      : {
          choices: {
            object: acknowledging(choices.object, kinds),
            chosen: (request, answer) => choices.chosen(request, isQuiet(request) ? undefined : (answer as never)),
          },
        }),
  };
}
