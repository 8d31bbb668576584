/** How wide help is, in columns. */
export function helpWidth(): number {
  return Math.min(120, process.stdout.columns ?? 100);
}
