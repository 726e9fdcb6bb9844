// docs/hazards.md names a test for each hazard: each is there, under that title.
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

const pathOf = (path: string): URL => new URL(`../../${path}`, import.meta.url)
const text = (path: string): string => readFileSync(pathOf(path), 'utf8')

interface Hazard {
  readonly topic: string
  readonly hazard: string
  readonly does: string
  readonly file: string
  readonly title: string
}

const hazards: Hazard[] = text('docs/hazards.md')
  .split(/^## /m)
  .slice(1)
  .flatMap(part => {
    const [topic = ''] = part.split('\n')
    return part.split('\n').flatMap(line => {
      const [, hazard = '', does = '', test = ''] = /^\| (.+?) \| (.+) \| (.+) \|$/.exec(line) ?? []
      if (hazard === '' || hazard === 'hazard') return []
      const [, file = '', title = ''] = /^`([^`]+)`: (.+)$/.exec(test) ?? []
      return [{ topic, hazard, does, file, title }]
    })
  })

/** What stands first in the calls of a file that take a text and then a function. */
function titlesIn(file: string): Set<string> {
  const calls = text(`test/${file}`).matchAll(
    /\(\s*(?:'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"),\s*(?:async\b|[({]|\w+ =>)/g,
  )
  return new Set([...calls].map(([, single, double]) => (single ?? double ?? '').replace(/\\(.)/g, '$1')))
}

describe('docs/hazards.md', () => {
  test('has all topics, and many hazards', () => {
    const topics = [...new Set(hazards.map(({ topic }) => topic))]
    expect(topics).toEqual(['Paging', 'Delta', 'Logs', 'Throttling and errors', 'Shape of data', 'Running'])
    expect(hazards.length).toBeGreaterThan(80)
  })

  test.each(hazards)('$topic: $hazard', ({ topic, hazard, file, title }) => {
    expect(existsSync(pathOf(`test/${file}`))).toBe(true)
    expect([...titlesIn(file)]).toContain(title)
    const alike = hazards.filter(one => one.topic === topic && (one.hazard === hazard || one.title === title))
    expect(alike).toHaveLength(1)
  })
})
