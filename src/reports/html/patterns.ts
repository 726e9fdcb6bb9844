// What tells bars apart on paper that knows no colours.
import { html, type Markup } from './markup.ts'

const SHAPES: readonly Markup[] = [
  html`<rect width="8" height="8" fill="#000000"/>`,
  html`<rect width="8" height="8" fill="#ffffff"/>`,
  html`<rect width="8" height="8" fill="#ffffff"/><path d="M-2 2l4-4M0 8l8-8M6 10l4-4" stroke="#000000" stroke-width="1.5"/>`,
  html`<rect width="8" height="8" fill="#999999"/>`,
  html`<rect width="8" height="8" fill="#ffffff"/><circle cx="2" cy="2" r="1.2"/><circle cx="6" cy="6" r="1.2"/>`,
  html`<rect width="8" height="8" fill="#ffffff"/><path d="M4 0v8M0 4h8" stroke="#000000"/>`,
]

export const PATTERNS: Markup = html`<svg width="0" height="0" class="sr" aria-hidden="true"><defs>${SHAPES.map(
  (shape, index) =>
    html`<pattern id="pattern-${index}" width="8" height="8" patternUnits="userSpaceOnUse">${shape}</pattern>`,
)}</defs></svg>`
