// What chaos does to pages. Answers that are no pages stay as they are.
import type { GraphObject } from '../api.ts'

interface Page extends GraphObject {
  value: GraphObject[]
}

/** Changes a page's text. */
export type EditPage = (body: Buffer) => string

function edited(body: Buffer, edit: (page: Page) => object): string {
  const text = body.toString()
  const page = pageIn(text)
  return page === undefined ? text : JSON.stringify(edit(page))
}

function pageIn(text: string): Page | undefined {
  try {
    const page: unknown = JSON.parse(text)
    const isPage = typeof page === 'object' && page !== null && 'value' in page && Array.isArray(page.value)
    return isPage ? (page as Page) : undefined
  } catch {
    return undefined
  }
}

function withNextLink(page: Page, link: string): Page {
  const { '@odata.deltaLink': _, ...rest } = page
  return { ...rest, value: page.value, '@odata.nextLink': link }
}

export const withoutValue: EditPage = body =>
  edited(body, ({ value, ...page }) => ({ ...page, values: value }))

/** No rows, and a link to go on. */
export const emptyWithLink =
  (link: string): EditPage =>
  body =>
    edited(body, page => withNextLink({ ...page, value: [] }, link))

/** The page's own rows, and another link. */
export const linkedTo =
  (link: string): EditPage =>
  body =>
    edited(body, page => withNextLink(page, link))

/** Some rows come twice, one right behind the other. */
export const withRepeats =
  (isRepeated: (row: number) => boolean): EditPage =>
  body =>
    edited(body, page => ({
      ...page,
      value: page.value.flatMap((row, i) => (isRepeated(i) ? [row, row] : [row])),
    }))

/** Each row says its `id` twice. */
export const withRepeatedKeys: EditPage = body =>
  edited(body, page => page).replace(/\{"id":("[^"]*"),/g, '{"id":$1,"id":$1,')
