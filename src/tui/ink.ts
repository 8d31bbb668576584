/** What lays out the explorer's chrome, in the one place that knows which it is. */
export { Box, type Instance, render, Text } from "ink";
export type { ReactNode } from "react";
