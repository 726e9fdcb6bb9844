// The page in a real browser: what it shows of an answer, and that it asks nobody.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { renderPage } from '../../src/reports/html/page.ts'
import { SCRIPT } from '../../src/reports/html/script.ts'
import { STYLE } from '../../src/reports/html/style.ts'
import { startBrowser, type TestBrowser } from '../support/browser.ts'
import { sampleAnswer } from '../support/report-answer.ts'
import { startReportRig } from '../support/report-rig.ts'

let browser: TestBrowser
beforeAll(async () => {
  browser = await startBrowser()
})
afterAll(() => browser?.close())

const HTML = renderPage(sampleAnswer(40), '1.2.3')
const LONG = renderPage(sampleAnswer(5_003), '1.2.3')

describe('what is there', () => {
  test('nothing is asked for, nothing complains, and the policy holds the page to it', async () => {
    const { page, requests, complaints, close } = await browser.open(HTML)
    expect(requests.filter(url => !url.startsWith('data:'))).toEqual([page.url()])
    expect(complaints).toEqual([])
    await page.evaluate(() => Reflect.set(globalThis, 'ran', 0))
    await page.evaluate(
      "document.body.append(Object.assign(document.createElement('script'), { textContent: 'ran = 1' }))",
    )
    await page.evaluate("document.body.append(Object.assign(new Image(), { src: 'https://example.com/x' }))")
    await page.evaluate("document.body.setAttribute('style', 'color: red')")
    await expect.poll(() => complaints.filter(text => /^(script|img|style)-src/.test(text)).length).toBe(3)
    expect(await page.evaluate('ran')).toBe(0)
    await close()
  })

  test('the head, in order', async () => {
    const { page, close } = await browser.open(HTML)
    expect(await page.title()).toBe('A sample, 2026-11-21 13:39')
    expect(await page.locator('html').getAttribute('lang')).toBe('en')
    expect(await page.locator('h1').innerText()).toBe('A sample')
    expect(
      (await page.locator('.facts dt, .facts dd').allInnerTexts()).map(text => text.replace(/\s+/g, ' ')),
    ).toEqual([
      'As of',
      '2026-11-21 13:39 UTC',
      'Tenant',
      '4302a6ab-a939-42fb-9b64-ac2ef5d91183',
      '--days',
      '60 Days',
      '--since',
      '2026-11-20 13:39 UTC (default) From',
      '--prices',
      'prices.csv Prices',
      '--of-whom',
      'none Whose',
    ])
    expect(await page.locator('.remarks').innerText()).toContain('The lake does not have sign_ins')
    expect(await page.locator('.overview a').allInnerTexts()).toEqual([
      'Seats per city\n6 rows',
      'What is not there\nno rows',
      'A long one\n40 rows',
    ])
    expect(await page.locator('h2').allInnerTexts()).toEqual([
      'What this lake lacks',
      'Seats per city',
      'What is not there',
      'A long one',
      'How to read it',
    ])
    expect(await page.locator('.reading li').allInnerTexts()).toEqual(['Mind the gap.', 'And the other.'])
    expect(await page.locator('footer').innerText()).toContain('entra-extract 1.2.3')
    await close()
  })

  test('the table', async () => {
    const { page, close } = await browser.open(HTML)
    expect(await page.locator('#cities th').allInnerTexts()).toEqual([
      'City',
      'Seats',
      'Cost per month',
      'Last seen UTC',
      'Is enabled',
      'SKUs',
      'Detail',
    ])
    const rows = await page.locator('#cities tbody tr').all()
    const texts = await Promise.all(rows.map(row => row.locator('td').allInnerTexts()))
    expect(texts).toEqual([
      ['Berlin', '1,200', '12.50', '2026-11-20 12:03', 'yes', 'SPE_E3 Doe, John', '{"a":1}'],
      ['aachen', '9', '—', '2026-11-19 00:00', 'no', 'none', '—'],
      ['Zürich "2"', '9,007,199,254,740,993', '-3.25', '—', '—', 'EMS', '[{"b":[null]}]'],
      ['=HYPERLINK("x")', '85', '0.00', '2025-01-01 10:00', 'yes', '—', '—'],
      ['—', '—', '-1,000.00', '2026-01-01 10:00', 'no', 'EMS', '—'],
      ['', '9,007,199,254,740,992', '40.00', '—', '—', '—', '—'],
    ])
    expect(await page.locator('#nothing').innerText()).toBe('What is not there\n\nNo rows.')
    expect(await page.getByRole('img', { name: 'Seats and cost per month by city' }).count()).toBe(1)
    await close()
  })

  test('of a long table the first rows, and how to get all', async () => {
    const { page, close } = await browser.open(LONG)
    expect(await page.locator('#long tbody tr').count()).toBe(5_000)
    expect(await page.locator('#long .cut').innerText()).toBe(
      'These are the first 5,000 of 5,003 rows. entra-extract report sample --csv --section long gives all of them; add the options that this report was asked with.',
    )
    expect(await page.locator('#cities .cut').count()).toBe(0)
    await close()
  })

  test('the style and the script cannot end their elements', () => {
    expect(STYLE + SCRIPT).not.toMatch(/<\/|<!--|<script/i)
    expect(STYLE).not.toMatch(/@import|url\((?!#)/)
  })
})

test('a real answer is shown whole', async () => {
  const rig = await startReportRig({ users: 60 })
  try {
    await rig.extract({ tables: ['users', 'user_licenses', 'subscribed_skus', 'user_sign_in_activity'] })
    const answer = await rig.answer('dormant-accounts', { days: 30 })
    const { page, complaints, requests, close } = await browser.open(renderPage(answer, '1.2.3'))
    expect(answer.sections.some(({ rows }) => rows.length > 2)).toBe(true)
    for (const { section, columns, rows } of answer.sections) {
      expect(await page.locator(`#${section.name} h2`).innerText()).toBe(section.title)
      expect(await page.locator(`#${section.name} td`).count()).toBe(columns.length * rows.length)
    }
    expect(await page.locator('svg[role=img]').count()).toBeGreaterThan(0)
    expect([complaints, requests.length]).toEqual([[], 1])
    await close()
  } finally {
    await rig.close()
  }
})
