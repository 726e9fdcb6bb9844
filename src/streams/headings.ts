// Headings of Microsoft's usage reports as property names.

/** "Last Activity Date" is `lastActivityDate`, "Outlook (Windows)" is `outlookWindows`; empty for a heading without letters. */
export function propertyOf(heading: string): string {
  const words = heading.split(/[^A-Za-z0-9]+/).filter(word => word !== '')
  return words.map((word, index) => (index === 0 ? uncapital(word) : capital(word))).join('')
}

const isAbbreviation = (word: string): boolean => /^[A-Z]{2,}$/.test(word)

function uncapital(word: string): string {
  return isAbbreviation(word) ? word.toLowerCase() : `${word.charAt(0).toLowerCase()}${word.slice(1)}`
}

function capital(word: string): string {
  const rest = word.slice(1)
  return `${word.charAt(0).toUpperCase()}${isAbbreviation(word) ? rest.toLowerCase() : rest}`
}
