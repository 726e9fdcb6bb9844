// Tokens in text that somebody else wrote.

/** Takes out whatever is a token, signed or encrypted, or stands behind `Bearer`. */
export const withoutTokens = (text: string): string =>
  text
    .replace(/\beyJ[\w-]*(\.[\w-]*)*/g, '[token]')
    .replace(/\bbearer\s+(?!\[token\])[^\s'"]+/gi, 'Bearer [token]')
