// Markup that foreign text cannot break: what a template is given is text, unless it is markup already.

/** Only `html` makes it. */
export interface Markup {
  readonly markup: string
}

export type Piece = Markup | string | number | readonly Piece[]

/** Foreign text stands between tags or in double quotes; it is cleaned and escaped. */
export const html = (parts: TemplateStringsArray, ...pieces: readonly Piece[]): Markup => ({
  markup: parts
    .map((part, index) => (index === 0 ? part : rendered(pieces[index - 1] ?? '') + part))
    .join(''),
})

export const NOTHING: Markup = { markup: '' }

function rendered(piece: Piece): string {
  if (typeof piece === 'string') return PLAIN.test(piece) ? piece : escaped(visible(piece))
  if (typeof piece === 'number') return String(piece)
  return 'markup' in piece ? piece.markup : piece.map(rendered).join('')
}

/** Most text: nothing of it has to be changed. */
const PLAIN = /^[\w .,:@#()/+-]*$/

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, character => ENTITIES[character] ?? '')

/** Controls, what turns the direction of writing, and what takes no room; not the joiners, which scripts and emoji need. */
const UNSEEN = /(?![\n\t\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu

/** The text with every character that would not be seen shown by its sign or its number; line ends are `\n`. */
export const visible = (text: string): string =>
  text.toWellFormed().replaceAll('\r\n', '\n').replace(UNSEEN, shownSign)

function shownSign(character: string): string {
  const code = character.codePointAt(0) ?? 0
  if (code < 0x20) return String.fromCodePoint(0x2400 + code)
  return code === 0x7f ? '\u2421' : `[U+${code.toString(16).toUpperCase().padStart(4, '0')}]`
}
