// The few colours of a terminal, or none.

const codes = { bold: [1, 22], dim: [2, 22], red: [31, 39], green: [32, 39], yellow: [33, 39] } as const

export type Colour = keyof typeof codes
export type Paint = (colour: Colour, text: string) => string

export const painter = (coloured: boolean): Paint => {
  if (!coloured) return (_colour, text) => text
  return (colour, text) => `\u001b[${codes[colour][0]}m${text}\u001b[${codes[colour][1]}m`
}
