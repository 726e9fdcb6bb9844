// The language of --mask: `users.mail:hmac`, `*.userPrincipalName:hmac`. Whether such columns exist is looked up later. Pure.
import { UsageError } from '../errors.ts'
import type { MaskRule, RuleMethod } from '../extract/mask/rules.ts'

const METHODS: readonly RuleMethod[] = ['hmac', 'truncate', 'drop', 'keep']
const NAME = /^([\w*]+(\.[\w*@$-]+)+|\*[\w*]*)$/

/** Rules separated by commas. Throws a UsageError. */
export function parseMask(text: string, source: string): readonly MaskRule[] {
  const items = text.split(',').map(item => item.trim())
  return items.filter(item => item !== '').map(item => parseRule(item, source))
}

function parseRule(item: string, source: string): MaskRule {
  const at = item.lastIndexOf(':')
  const name = item.slice(0, Math.max(at, 0))
  const method = METHODS.find(each => each === item.slice(at + 1))
  if (!NAME.test(name))
    throw new UsageError(`${source} is written table.column:method, such as users.mail:hmac, not '${item}'.`)
  if (method === undefined)
    throw new UsageError(`${source} takes the methods ${METHODS.join(', ')}, not '${item}'.`)
  return { name, method, source }
}
