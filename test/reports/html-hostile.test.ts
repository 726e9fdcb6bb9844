// Values that want to be more than text, in every place of the page: they are shown, and that is all.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ReportAnswer } from '../../src/reports/define.ts'
import { renderPage } from '../../src/reports/html/page.ts'
import { startBrowser, type TestBrowser } from '../support/browser.ts'
import { reportAnswer, sectionAnswer } from '../support/report-answer.ts'

const SAME: readonly string[] = [
  '<script>hit = 1</script>',
  '"><img src=x onerror="hit = 1">',
  "'><svg onload=hit=1>",
  '</style><script>hit = 1</script>',
  '</script><script>hit = 1</script>',
  '</textarea></title></table><b>bold</b>',
  '<!-- --><![CDATA[ ]]>',
  'javascript:hit=1',
  '&#x3c;script&#x3e; &amp;lt; &nbsp; &notanentity;',
  `\${hit = 1} {{hit = 1}} $& $1 $\``,
  '`hit = 1` \\u003cscript\\u003e \\" \\',
  '" autofocus onfocus="hit = 1" x="',
  '"; style="display: none',
  '👩‍💻🏳️‍🌈 Ünïcödé שלום می‌خواهم',
  'constructor',
  '__proto__',
  'x'.repeat(100_000),
  '<'.repeat(10_000),
]

/** What is shown of what would not be seen. */
const SHOWN: readonly (readonly [string, string])[] = [
  ['invoice\u202efdp.exe', 'invoice[U+202E]fdp.exe'],
  ['\u2066a\u2069\u200e\u061c', '[U+2066]a[U+2069][U+200E][U+061C]'],
  ['a\0b', 'a␀b'],
  ['\u001b[31mred\u0007\u007f', '␛[31mred␇␡'],
  ['a\u0085b\u2028c', 'a[U+0085]b[U+2028]c'],
  ['a\rb', 'a␍b'],
  ['half \ud83d of one', 'half � of one'],
]

const VALUES = [...SAME.map(text => [text, text] as const), ...SHOWN]

const everywhere = (text: string): ReportAnswer => {
  const chart = { kind: 'bar', label: text, values: ['size', `${text} too`] } as const
  const section = sectionAnswer({
    name: 'all',
    title: text,
    note: text,
    chart,
    columns: [text, 'size', `${text} too`, 'list', 'nested', 'text'],
    numeric: [false, true, true, false, false, true],
    rows: [[text, 5, 3, [text, 5], { [text]: [text] }, text]],
  })
  const kinds = ['bar', 'stacked', 'line'] as const
  const others = kinds.map(kind => ({
    ...section,
    section: { ...section.section, name: kind, chart: { ...chart, kind } },
  }))
  return reportAnswer(
    [section, ...others],
    { tenantId: text, asOf: text, remarks: [text], given: { who: text } },
    {
      name: text,
      title: text,
      summary: text,
      reading: text,
      caveats: [text],
      parameters: [
        { name: 'who', type: { kind: 'text' }, fallback: null, shown: null, help: text },
        { name: text, type: { kind: 'text' }, fallback: text, shown: text, help: text },
      ],
    },
  )
}

const nested = (text: string): string => JSON.stringify({ [text]: [text] })

let browser: TestBrowser
beforeAll(async () => {
  browser = await startBrowser()
})
afterAll(() => browser?.close())

/** How many of each element a page has. */
const CENSUS = `Object.entries(Object.groupBy(document.querySelectorAll('*'), ({ localName }) => localName))
  .map(([name, all]) => name + ' ' + all.length).sort()`

/** Names and values of everything that could run. */
const HANDLERS = `Array.from(document.querySelectorAll('*'), node => Array.from(node.attributes, ({ name }) => name))
  .flat().filter(name => name.startsWith('on') || name === 'style' || name === 'src')`

async function censusOf(text: string): Promise<unknown> {
  const { page, close } = await browser.open(renderPage(everywhere(text), text))
  const census = await page.evaluate(CENSUS)
  await close()
  return census
}

describe('a hostile text', () => {
  test.each(VALUES.map(([text, shown]) => [JSON.stringify(text.slice(0, 50)), text, shown] as const))(
    '%s',
    async (_name, text, shown) => {
      const { page, requests, complaints, close } = await browser.open(renderPage(everywhere(text), text), {
        viewport: { width: 360, height: 740 },
      })
      const textsOf = (selector: string): Promise<string[]> => page.locator(selector).allTextContents()
      expect(await page.evaluate('typeof hit')).toBe('undefined')
      expect(complaints).toEqual([])
      expect(requests).toEqual([page.url()])
      expect(await page.evaluate(HANDLERS)).toEqual([])
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360)

      expect(await page.locator('html').getAttribute('data-report')).toBe(shown)
      expect(await textsOf('h1')).toEqual([shown])
      expect(await textsOf('.lead')).toEqual([`${shown}.`])
      expect(await textsOf('.facts dt')).toEqual([
        'As of',
        'Tenant',
        '--who',
        `--${shown.replaceAll('_', '-')}`,
      ])
      expect(await textsOf('.facts dd')).toEqual([
        shown,
        shown,
        `${shown} ${shown}`,
        `${shown} (default) ${shown}`,
      ])
      expect(await textsOf('.remarks li, .reading li, .reading p')).toEqual([shown, shown, shown])
      expect(await textsOf('main h2, .note')).toEqual(Array(8).fill(shown))
      expect(await page.locator('#all th').first().getAttribute('data-name')).toBe(shown)
      expect((await page.locator('#all td').first().innerText()).length).toBe(shown.length)
      const [first, , , list, json, numeric] = await textsOf('#all td')
      expect([first, list, numeric]).toEqual([shown, `${shown} 5`, shown])
      expect(json?.length).toBeGreaterThanOrEqual(nested(text).length)
      const [bar, other] = await textsOf('#bar rect title')
      expect([bar?.startsWith(`${shown}, Size: 5`), other?.startsWith(`${shown}, `)]).toEqual([true, true])
      await close()
    },
  )

  test('changes nothing of what the page is made of', async () => {
    const usual = await censusOf('usual and longer than what is not wrapped')
    for (const text of SAME.filter(each => each.length > 24 && each.length < 400))
      expect(await censusOf(text), text).toEqual(usual)
  })
})

test('it is in the CSV as text', async () => {
  const text = '"><script>hit = 1</script>\u202e,\n=1+1'
  const { page, close } = await browser.open(renderPage(everywhere(text), '1'))
  const [file] = await Promise.all([page.waitForEvent('download'), page.locator('#all .download').click()])
  const stream = await file.createReadStream()
  const parts = await stream.toArray()
  const [, row = ''] = Buffer.concat(parts).toString('utf8').split('\r\n')
  expect(row.split(',5,3,')[0]).toBe('"""><script>hit = 1</script>[U+202E],\n=1+1"')
  await close()
})
