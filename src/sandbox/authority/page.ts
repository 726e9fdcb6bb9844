import { createHash } from 'node:crypto'
import type { Answer } from '../server/answer.ts'

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, letter => ENTITIES[letter] ?? '')

const SCRIPT = 'document.forms[0].submit()'
const SCRIPT_HASH = createHash('sha256').update(SCRIPT).digest('base64')

/** A page with a title and HTML below it; only the one script may run. */
function page(status: number, title: string, body: string): Answer {
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': `default-src 'none'; script-src 'sha256-${SCRIPT_HASH}'`,
      'referrer-policy': 'no-referrer',
    },
    body: `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title></head><body>${body}</body></html>`,
  }
}

export const textPage = (status: number, title: string, text: string): Answer =>
  page(status, title, `<h1>${escapeHtml(title)}</h1><p>${escapeHtml(text)}</p>`)

/** A form that sends itself to the redirect URI, or by its button where no script runs. */
export function formPost(action: string, values: URLSearchParams): Answer {
  const inputs = [...values].map(
    ([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`,
  )
  const button = '<noscript><p>Scripts are off.</p><button type="submit">Continue</button></noscript>'
  const form = `<form method="post" action="${escapeHtml(action)}">${inputs.join('')}${button}</form>`
  return page(200, 'Signing in', `${form}<script>${SCRIPT}</script>`)
}
