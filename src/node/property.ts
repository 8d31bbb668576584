/** Why a property does not hold: a sentence, and the nodes that show it. */
export interface Evidence {
  readonly because: string;
  readonly nodes: readonly string[];
}

/** What a predicate finds: that it holds, that it does not, or that it does not and why. */
export type Finding = boolean | Evidence;

/** A question about the nodes of a run at one instant. It must not change what it is shown. */
export type Predicate<World> = (world: World) => Finding;

/** A predicate; or, where the past of the run matters, what makes a fresh one for each run. */
export type Property<World> = Predicate<World> | { readonly watch: () => Predicate<World> };

/** Makes evidence against a property. */
export function because(sentence: string, nodes: readonly string[] = []): Evidence {
  return { because: sentence, nodes };
}

/** The predicate of a property, ready for one run. */
export function predicateOf<World>(property: Property<World>): Predicate<World> {
  return typeof property === "function" ? property : property.watch();
}
