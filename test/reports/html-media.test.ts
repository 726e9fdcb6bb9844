// The page where it is read: on paper, in the dark, on a phone and without scripts.
import { extractText, getDocumentProxy } from 'unpdf'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DARK, LIGHT } from '../../src/reports/html/colours.ts'
import { renderPage } from '../../src/reports/html/page.ts'
import { startBrowser, type TestBrowser } from '../support/browser.ts'
import { sampleAnswer } from '../support/report-answer.ts'

let browser: TestBrowser
beforeAll(async () => {
  browser = await startBrowser()
})
afterAll(() => browser?.close())

const HTML = renderPage(sampleAnswer(40), '1.2.3')
const LONG = renderPage(sampleAnswer(5_003), '1.2.3')

describe('where it is read', () => {
  test('on paper: no controls, every row, the head on every page', async () => {
    const { page, close } = await browser.open(LONG)
    await page.emulateMedia({ media: 'print' })
    expect(await page.locator('button:not(th button):visible, input:visible, nav:visible').count()).toBe(0)
    const box = page.locator('#long .scroll')
    expect(await box.evaluate(({ clientHeight, scrollHeight }) => scrollHeight - clientHeight)).toBe(0)
    const pdf = await getDocumentProxy(new Uint8Array(await page.pdf({ preferCSSPageSize: true })))
    const { text } = await extractText(pdf, { mergePages: false })
    expect(text.length).toBeGreaterThan(50)
    const whole = text.join('\n')
    expect(whole).toContain('A city is where the account says.')
    for (const row of ['row 0', 'row 2500', 'row 4999']) expect(whole).toContain(row)
    const inner = text.filter(part => /row \d+/.test(part) && !part.includes('How to read it'))
    expect(inner.length).toBeGreaterThan(50)
    for (const part of inner) expect(part).toMatch(/Number\s+Text/)
    await close()
  })

  test('in the dark and in the light', async () => {
    for (const [colorScheme, { paper, ink }] of [
      ['dark', DARK],
      ['light', LIGHT],
    ] as const) {
      const { page, close } = await browser.open(HTML, { colorScheme })
      const colours = await page.evaluate(
        '[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]',
      )
      expect(colours).toEqual([paper, ink].map(asRgb))
      await page.emulateMedia({ media: 'print' })
      const printed = await page.evaluate('getComputedStyle(document.body).color')
      expect(printed).toBe(asRgb(LIGHT.ink))
      await close()
    }
  })

  test.each([360, 768, 1280])('%d pixels wide: tables scroll, the page does not', async width => {
    const { page, close } = await browser.open(HTML, { viewport: { width, height: 740 } })
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width)
    const isWider = await page
      .locator('#cities .scroll')
      .evaluate(({ clientWidth, scrollWidth }) => scrollWidth > clientWidth)
    // Wider windows may have room for it, which depends on the fonts.
    expect(isWider || width > 360).toBe(true)
    await page.locator('#long .scroll').evaluate(node => node.scrollTo(0, 3_000))
    const [head, edge] = await Promise.all(
      ['#long th', '#long .scroll'].map(each => page.locator(each).first().boundingBox()),
    )
    expect((head?.y ?? 0) - (edge?.y ?? 0)).toBeLessThan(2)
    await close()
  })

  test('without scripts: everything to read, nothing to work', async () => {
    const { page, close } = await browser.open(LONG, { javaScriptEnabled: false })
    expect(await page.locator('h1').innerText()).toBe('A sample')
    expect(await page.locator('#cities td').first().innerText()).toBe('Berlin')
    expect(await page.locator('#long tbody tr').count()).toBe(5_000)
    expect(await page.locator('#cities .count').innerText()).toBe('6 rows')
    expect(await page.locator('button:visible, input:visible').count()).toBe(0)
    await close()
  })
})

const asRgb = (colour: string): string =>
  `rgb(${[1, 3, 5].map(at => Number.parseInt(colour.slice(at, at + 2), 16)).join(', ')})`
