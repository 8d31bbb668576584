/** How two events stand to each other, as far as their timestamps tell. */
export type Order = "before" | "after" | "equal" | "concurrent";
