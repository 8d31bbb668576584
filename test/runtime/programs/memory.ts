export const memory = { starts: 0 };
