// The colours of the page. A test holds their contrasts, and how far apart those of charts are to the colour-blind.

export interface Scheme {
  readonly paper: string
  /** Behind the heads of tables, notes and chips. */
  readonly wash: string
  readonly ink: string
  /** What matters less. */
  readonly soft: string
  readonly line: string
  /** Edges of what can be worked. */
  readonly edge: string
  readonly accent: string
  readonly warning: string
  /** Of charts, in the order of their series; the first is the accent. */
  readonly series: readonly string[]
}

export const LIGHT: Scheme = {
  paper: '#ffffff',
  wash: '#f5f7f9',
  ink: '#1c232d',
  soft: '#566070',
  line: '#e1e5ea',
  edge: '#808a97',
  accent: '#0b5cad',
  warning: '#b85410',
  series: ['#0b5cad', '#84888f', '#0a2342', '#b85410', '#4f93d6', '#5c3d2a'],
}

export const DARK: Scheme = {
  paper: '#14171c',
  wash: '#1d2128',
  ink: '#e5e8ed',
  soft: '#a0a9b6',
  line: '#2d333c',
  edge: '#76808d',
  accent: '#7db7f5',
  warning: '#e8923a',
  series: ['#7db7f5', '#7c7f88', '#dcebfb', '#d0750a', '#4077b3', '#c8a87a'],
}

export const variables = ({ series, ...others }: Scheme): string =>
  [
    ...Object.entries(others).map(([name, colour]) => `--${name}:${colour};`),
    ...series.map((colour, index) => `--s${index}:${colour};`),
  ].join('')
