// Options that an environment may hold, by the names of their variables.

export const variableName = (key: string): string =>
  `ENTRA_EXTRACT_${key.replace(/[A-Z]/g, letter => `_${letter}`).toUpperCase()}`
