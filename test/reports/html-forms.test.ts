// How the page writes headings, numbers, times and foreign text; and what its markup lets through.
import { describe, expect, test } from 'vitest'
import type { Plain } from '../../src/lake/ask-values.ts'
import { cell } from '../../src/reports/html/cell.ts'
import {
  type ColumnForm,
  columnForms,
  digitsText,
  headingOf,
  numberText,
  shortNumber,
  timeText,
} from '../../src/reports/html/forms.ts'
import { html, visible } from '../../src/reports/html/markup.ts'
import { sectionAnswer } from '../support/report-answer.ts'

describe('headings', () => {
  test.each([
    ['costPerMonth', 'Cost per month'],
    ['userPrincipalName', 'User principal name'],
    ['skuPartNumber', 'SKU part number'],
    ['dormant30', 'Dormant 30'],
    ['isMfaRegistered', 'Is MFA registered'],
    ['MFARegistered', 'MFA registered'],
    ['appId', 'App ID'],
    ['skus', 'SKUs'],
    ['id', 'ID'],
    ['oAuth2PermissionGrants', 'OAuth 2 permission grants'],
    ['OAuthApps', 'OAuth apps'],
    ['p95Hours', 'P95 hours'],
    ['medianP50', 'Median P50'],
    ['first_seen', 'First seen'],
    ['count_star()', 'count_star()'],
    ['Zwei Wörter', 'Zwei Wörter'],
    ['', ''],
  ])('%s: %s', (name, heading) => {
    expect(headingOf(name)).toBe(heading)
  })
})

describe('numbers', () => {
  test.each([
    [0, 0, '0'],
    [-0, 2, '0.00'],
    [1234, 0, '1,234'],
    [-1234567.5, 2, '-1,234,567.50'],
    [3, 2, '3.00'],
    [0.00001, 4, '0.00001'],
    [-0.4, 0, '-0.4'],
    [999_999_999_999_999, 0, '999,999,999,999,999'],
    [1e15, 0, '1000000000000000'],
    [1e300, 2, '1e+300'],
  ])('%d with %d decimals: %s', (value, decimals, text) => {
    expect(numberText(value, decimals)).toBe(text)
  })

  test.each([
    ['9007199254740993', '9,007,199,254,740,993'],
    ['-123', '-123'],
    ['-1234.5678', '-1,234.5678'],
    ['NaN', 'NaN'],
    ['1e30', '1e30'],
  ])('%s as text: %s', (value, text) => {
    expect(digitsText(value)).toBe(text)
  })

  test.each([
    [0, '0'],
    [-0, '0'],
    [12_300, '12,300'],
    [4_500_000, '4.5M'],
    [-1.239, '-1.24'],
    [0.0001, '1.0e-4'],
    [1e300, '1.0e+300'],
  ])('%d on a chart: %s', (value, text) => {
    expect(shortNumber(value)).toBe(text)
  })
})

describe('times', () => {
  test.each([
    ['2026-11-20T12:03:44.123456Z', '2026-11-20 12:03'],
    ['2026-11-20T12:03Z', '2026-11-20 12:03'],
    ['2026-11-20T12:03:44', '2026-11-20 12:03'],
    ['2026-11-20', null],
    ['+12026-11-20T12:03:44Z', null],
    ['on 2026-11-20T12:03:44Z', null],
    ['infinity', null],
  ])('%s: %s', (text, shown) => {
    expect(timeText(text)).toBe(shown)
  })
})

describe('columns', () => {
  const formOf = (name: string, values: readonly Plain[]): ColumnForm | undefined =>
    columnForms(sectionAnswer({ columns: [name], rows: values.map(value => [value]) }))[0]

  test('all numbers of a column have as many decimals', () => {
    expect(formOf('cost', [1, 2.5, null, 3.25])?.decimals).toBe(2)
    expect(formOf('share', [1 / 3])?.decimals).toBe(4)
    expect(formOf('huge', [1e300, 5e-7])?.decimals).toBe(0)
  })

  test('a time is in UTC when every value says so', () => {
    expect(formOf('at', ['2026-11-20T12:03:44Z', null])?.isTime).toBe(true)
    expect(formOf('at', ['2026-11-20T12:03:44Z', '2026-11-20T12:03:44'])?.isTime).toBe(false)
    expect(formOf('at', [null])?.isTime).toBe(false)
  })

  test('years and codes are no amounts', () => {
    expect(formOf('errorCode', [50126])?.isAmount).toBe(false)
    expect(formOf('year', [2026])?.isAmount).toBe(false)
    expect(formOf('paid', [50126])?.isAmount).toBe(true)
  })
})

describe('cells', () => {
  const of = (value: Plain, name = 'cost', numeric = typeof value === 'number'): string => {
    const [form] = columnForms(sectionAnswer({ columns: [name], numeric: [numeric], rows: [[value]] }))
    if (form === undefined) throw new Error('there is no column')
    return cell(value, form).markup
  }
  const guid = '4302a6ab-a939-42fb-9b64-ac2ef5d91183'

  test.each<[string, string]>([
    [of(null), '<td class="none" data-v="">—</td>'],
    [of(null, 'cost', true), '<td class="n none" data-v="">—</td>'],
    [of(50), '<td class="n">50</td>'],
    [of(1234.5), '<td class="n" data-v="1234.5">1,234.5</td>'],
    [of(2 / 3), '<td class="n" data-v="0.6666666666666666" title="0.6666666666666666">0.6667</td>'],
    [of(50126, 'errorCode'), '<td class="n">50126</td>'],
    [
      of('9007199254740993', 'size', true),
      '<td class="n" data-v="9007199254740993">9,007,199,254,740,993</td>',
    ],
    [of(true), '<td data-v="true">yes</td>'],
    [of(false), '<td data-v="false">no</td>'],
    [of(''), '<td class="s word"></td>'],
    [of('a & b'), '<td class="s word">a &amp; b</td>'],
    [of('words but few of them'), '<td class="s">words but few of them</td>'],
    [of('a line\nand one that follows'), '<td class="w">a line\nand one that follows</td>'],
    [of('2026-11-20'), '<td class="t">2026-11-20</td>'],
    [
      of('2026-11-20T12:03:44.123456Z'),
      '<td class="t" data-v="2026-11-20T12:03:44.123456Z"><time datetime="2026-11-20T12:03:44.123456Z" title="2026-11-20T12:03:44.123456Z">2026-11-20 12:03</time></td>',
    ],
    [of(guid), `<td class="id">${guid}</td>`],
    [of([]), '<td class="quiet" data-v="[]">none</td>'],
    [
      of(['Doe, John', null, true, 5]),
      '<td class="list" data-v="[&quot;Doe, John&quot;,null,true,5]"><span class="chip">Doe, John</span> <span class="chip">—</span> <span class="chip">yes</span> <span class="chip">5</span></td>',
    ],
    [of({ a: [1] }), '<td class="json"><code>{&quot;a&quot;:[1]}</code></td>'],
    [of([{ a: 1 }]), '<td class="json"><code>[{&quot;a&quot;:1}]</code></td>'],
  ])('%s', (markup, expected) => {
    expect(markup).toBe(expected)
  })

  test('a long text has a box of its own', () => {
    expect(of('x'.repeat(401))).toBe(
      `<td class="w"><div class="long" tabindex="0">${'x'.repeat(401)}</div></td>`,
    )
  })
})

describe('foreign text', () => {
  test('what would not be seen is shown', () => {
    expect(visible('a\0b\tc\r\nd\re\u001b[31m\u007f')).toBe('a␀b\tc\nd␍e␛[31m␡')
    expect(visible('pay\u202etxt.exe\u2066\u200b\ufeff\u0085\u2028')).toBe(
      'pay[U+202E]txt.exe[U+2066][U+200B][U+FEFF][U+0085][U+2028]',
    )
    expect(visible('\u{e0041}')).toBe('[U+E0041]')
  })

  test('scripts, emoji and halves of characters stay text', () => {
    expect(visible('👩‍💻 می‌خواهم שלום ü')).toBe('👩‍💻 می‌خواهم שלום ü')
    expect(visible('a\ud800b')).toBe('a\ufffdb')
  })

  test('markup is made by templates alone', () => {
    const name = `<b title="x">'&amp;'</b>`
    expect(html`<p title="${name}">${name}${[html`<i>${1}</i>`, '<']}</p>`.markup).toBe(
      '<p title="&lt;b title=&quot;x&quot;&gt;&#39;&amp;amp;&#39;&lt;/b&gt;">&lt;b title=&quot;x&quot;&gt;&#39;&amp;amp;&#39;&lt;/b&gt;<i>1</i>&lt;</p>',
    )
  })
})
