// The page worked in a real browser: filters, sorting, CSV, the keyboard.
import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
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
const rowsIn = (page: Page, section: string) => page.locator(`#${section} tbody tr:visible`)
const firstColumn = async (page: Page): Promise<string[]> =>
  (await rowsIn(page, 'cities').locator('td:first-child').allTextContents()).map(text => text)

describe('how it is worked', () => {
  test('a filter leaves the rows with all of its words, shown or meant', async () => {
    const { page, close } = await browser.open(LONG)
    const input = page.getByLabel('Filter the rows of Seats per city')
    const count = page.locator('#cities .count')
    await input.fill('YES 2025')
    expect(await firstColumn(page)).toEqual(['=HYPERLINK("x")'])
    expect(await count.innerText()).toBe('1 of 6 rows with “YES 2025”')
    await input.fill('44.123456z')
    expect(await firstColumn(page)).toEqual(['Berlin'])
    await input.fill('nobody')
    expect(await count.innerText()).toBe('0 of 6 rows with “nobody”')
    expect(await rowsIn(page, 'cities').count()).toBe(0)
    await input.fill(' ')
    expect(await rowsIn(page, 'cities').count()).toBe(6)
    expect(await count.innerText()).toBe('6 rows')
    const with49 = Array.from({ length: 5_000 }, (_, index) => String(index)).filter(text =>
      text.includes('49'),
    ).length
    await page.getByLabel('Filter the rows of A long one').fill('row 49')
    expect(await page.locator('#long .count').innerText()).toBe(`${with49} of 5,000 rows with “row 49”`)
    await close()
  })

  test('a column sorts up, down and back; numbers as numbers, what is not there last', async () => {
    const { page, complaints, close } = await browser.open(HTML)
    const sortBy = (name: string) =>
      page.locator('#cities').getByRole('button', { name, exact: true }).click()
    const sortOf = (name: string) =>
      page.locator('#cities th', { hasText: name }).first().getAttribute('aria-sort')
    const column = (number: number) =>
      rowsIn(page, 'cities').locator(`td:nth-child(${number})`).allInnerTexts()
    const seats = await column(2)
    await sortBy('Seats')
    expect(await column(2)).toEqual([
      '9,007,199,254,740,993',
      '9,007,199,254,740,992',
      '1,200',
      '85',
      '9',
      '—',
    ])
    expect(await sortOf('Seats')).toBe('descending')
    await sortBy('Seats')
    expect(await column(2)).toEqual([
      '9',
      '85',
      '1,200',
      '9,007,199,254,740,992',
      '9,007,199,254,740,993',
      '—',
    ])
    expect(await sortOf('Seats')).toBe('ascending')
    await sortBy('Seats')
    expect(await column(2)).toEqual(seats)
    expect(await sortOf('Seats')).toBeNull()
    await sortBy('Cost per month')
    await sortBy('Cost per month')
    expect(await column(3)).toEqual(['-1,000.00', '-3.25', '0.00', '12.50', '40.00', '—'])
    await sortBy('City')
    expect(await column(1)).toEqual(['', '=HYPERLINK("x")', 'aachen', 'Berlin', 'Zürich "2"', '—'])
    expect([await sortOf('City'), await sortOf('Cost per month')]).toEqual(['ascending', null])
    await sortBy('Last seen UTC')
    expect((await column(4)).slice(0, 4)).toEqual([
      '2025-01-01 10:00',
      '2026-01-01 10:00',
      '2026-11-19 00:00',
      '2026-11-20 12:03',
    ])
    expect(complaints).toEqual([])
    await close()
  })

  test('the keyboard reaches everything', async () => {
    const { page, close } = await browser.open(HTML)
    await page.locator('.print').focus()
    const reached: string[] = []
    for (let step = 0; step < 15; step++) {
      await page.keyboard.press('Tab')
      reached.push(
        String(
          await page.evaluate(
            "(document.activeElement.labels?.[0]?.textContent || document.activeElement.getAttribute('role') || document.activeElement.innerText || document.activeElement.className).split('\\n')[0].trim()",
          ),
        ),
      )
    }
    expect(reached).toEqual([
      'Seats per city',
      'What is not there',
      'A long one',
      'Filter the rows of Seats per city',
      'Download CSV',
      'region',
      'City',
      'Seats',
      'Cost per month',
      'Last seen UTC',
      'Is enabled',
      'SKUs',
      'Detail',
      'Filter the rows of A long one',
      'Download CSV',
    ])
    await page.locator('#cities th button').first().focus()
    await page.keyboard.press('Enter')
    expect(await page.locator('#cities th').first().getAttribute('aria-sort')).toBe('ascending')
    await close()
  })

  test('CSV has what is shown, in full, and nothing that a spreadsheet would run', async () => {
    const { page, complaints, close } = await browser.open(HTML)
    const button = page.locator('#cities .download')
    const download = async (): Promise<[string, string]> => {
      const [file] = await Promise.all([page.waitForEvent('download'), button.click()])
      return [file.suggestedFilename(), await readFile(await file.path(), 'utf8')]
    }
    expect(await download()).toEqual([
      'sample-cities.csv',
      [
        '\ufeff"city","seats","costPerMonth","lastSeen","isEnabled","skus","detail"',
        '"Berlin",1200,12.5,"2026-11-20T12:03:44.123456Z","true","[""SPE_E3"",""Doe, John""]","{""a"":1}"',
        '"aachen",9,,"2026-11-19T00:00:00.000000Z","false","[]",',
        '"Zürich ""2""",9007199254740993,-3.25,,,"[""EMS""]","[{""b"":[null]}]"',
        '"\'=HYPERLINK(""x"")",85,0,"2025-01-01T10:00:00.000000Z","true",,',
        ',,-1000,"2026-01-01T10:00:00.000000Z","false","[""EMS""]",',
        '"",9007199254740992,40,,,,',
        '',
      ].join('\r\n'),
    ])
    await page.getByLabel('Filter the rows of Seats per city').fill('no')
    await page.locator('#cities').getByRole('button', { name: 'City' }).click()
    expect(await button.innerText()).toBe('Download CSV of 2')
    expect((await download())[1].split('\r\n').map(line => line.split(',')[0])).toEqual([
      '\ufeff"city"',
      '"aachen"',
      '',
      '',
    ])
    expect(complaints).toEqual([])
    await close()
  })
})
