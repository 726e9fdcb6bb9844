// The one script of the page: it sorts, filters and writes CSV from what the tables show. Without it everything is there to read.

export const SCRIPT = String.raw`
(() => {
  'use strict'
  const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })
  const PLAIN = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i
  const counted = count => count.toLocaleString('en-US')

  /** The whole value of a cell, of which it may show a shorter form. */
  const valueOf = cell => cell.dataset.v ?? cell.textContent
  const isNone = cell => cell.classList.contains('none')

  const compare = (a, b) => {
    const [x, y] = [valueOf(a), valueOf(b)]
    if (!PLAIN.test(x) || !PLAIN.test(y)) return collator.compare(x, y)
    return Number(x) - Number(y) || (Number(x) < 0 ? -1 : 1) * collator.compare(x, y)
  }

  /** What is not there comes last, whatever the order. */
  const sorted = (rows, column, turn) =>
    rows.toSorted((one, other) => {
      const [a, b] = [one.cells[column], other.cells[column]]
      if (isNone(a) || isNone(b)) return isNone(a) - isNone(b)
      return turn * compare(a, b)
    })

  const FORMULA = /^\s*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/
  const quoted = text => '"' + text.replaceAll('"', '""') + '"'

  /** What a spreadsheet would take for a formula begins with an apostrophe. */
  const field = text => (PLAIN.test(text) ? text : quoted(FORMULA.test(text) ? "'" + text : text))

  const csvOf = (heads, rows) =>
    [heads.map(head => field(head.dataset.name))]
      .concat(rows.map(row => Array.from(row.cells, cell => (isNone(cell) ? '' : field(valueOf(cell))))))
      .map(fields => fields.join(',') + '\r\n')
      .join('')

  /** The mark at the beginning tells spreadsheets that it is UTF-8. */
  const save = (name, text) => {
    const link = document.createElement('a')
    link.href = URL.createObjectURL(new Blob(['\ufeff', text], { type: 'text/csv;charset=utf-8' }))
    link.download = name
    link.click()
    setTimeout(() => URL.revokeObjectURL(link.href), 60000)
  }

  /** First up, of numbers first down; then the other way; then as it was. */
  const nextTurn = head => {
    const first = head.classList.contains('n') ? 'descending' : 'ascending'
    const second = first === 'ascending' ? 'descending' : 'ascending'
    const now = head.getAttribute('aria-sort')
    return now === null ? first : now === first ? second : null
  }

  const enableSort = (heads, body, original) => {
    heads.forEach((head, column) => {
      const button = document.createElement('button')
      button.type = 'button'
      button.append(...head.childNodes)
      head.append(button)
      button.addEventListener('click', () => {
        const turn = nextTurn(head)
        for (const other of heads) other.removeAttribute('aria-sort')
        if (turn !== null) head.setAttribute('aria-sort', turn)
        const rows = turn === null ? original : sorted(original, column, turn === 'ascending' ? 1 : -1)
        body.replaceChildren(...rows)
      })
    })
  }

  /** Every word has to occur in the row, as it is shown or as it is. */
  const enableFilter = (input, count, download, rows) => {
    const whole = count.textContent
    const texts = []
    const textOf = index =>
      (texts[index] ??= Array.from(rows[index].cells, cell => cell.textContent + '\n' + (cell.dataset.v ?? ''))
        .join('\n')
        .toLowerCase())
    input.addEventListener('input', () => {
      const asked = input.value.trim()
      const words = asked.toLowerCase().split(/\s+/).filter(word => word !== '')
      let shown = 0
      rows.forEach((row, index) => {
        row.hidden = !words.every(word => textOf(index).includes(word))
        if (!row.hidden) shown++
      })
      count.textContent = words.length === 0 ? whole : counted(shown) + ' of ' + whole + ' with “' + asked + '”'
      download.textContent = words.length === 0 ? 'Download CSV' : 'Download CSV of ' + counted(shown)
    })
    input.parentElement.hidden = false
  }

  const enableDownload = (button, name, heads, body) => {
    button.addEventListener('click', () => {
      save(name, csvOf(heads, Array.from(body.rows).filter(row => !row.hidden)))
    })
    button.hidden = false
  }

  const report = document.documentElement.dataset.report
  for (const section of document.querySelectorAll('section[data-section]')) {
    const table = section.querySelector('table')
    if (table === null) continue
    const [body] = table.tBodies
    const rows = Array.from(body.rows)
    const heads = Array.from(table.tHead.rows[0].cells)
    const [input, count, download] = ['input', '.count', '.download'].map(each => section.querySelector(each))
    enableSort(heads, body, rows)
    enableFilter(input, count, download, rows)
    enableDownload(download, report + '-' + section.dataset.section + '.csv', heads, body)
  }
  const print = document.querySelector('.print')
  print.addEventListener('click', () => window.print())
  print.hidden = false
})()
`
