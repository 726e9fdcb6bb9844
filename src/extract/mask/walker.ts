// Rewrites rows on their way to the disk: only the values that a mask names, every other byte stays as it came.
import type { KeyObject } from 'node:crypto'
import { BadRowsError } from '../../lake/errors.ts'
import type { Rows } from '../source.ts'
import { hmac, truncate } from './methods.ts'
import {
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  COLON,
  COMMA,
  NEWLINE,
  notJson,
  OPEN_ARRAY,
  OPEN_OBJECT,
  QUOTE,
  skipBlank,
  skipString,
  skipValue,
  textOf,
} from './scan.ts'
import { Writer } from './writer.ts'

/** What happens to the value of a property; a list passes it on to its elements. */
export type MaskNode =
  | { readonly do: 'keep' }
  | { readonly do: 'drop' }
  | { readonly do: 'truncate' }
  /** `words`: texts that are no one's, and stay. */
  | { readonly do: 'hmac'; readonly words?: ReadonlySet<string> }
  /** Any JSON as one value, behind so many lists around it. */
  | { readonly do: 'hmacWhole'; readonly lists: number }
  /** An object. `others`: members that are not named. `typed`: anything but an object is a misfit. */
  | {
      readonly do: 'members'
      readonly members: ReadonlyMap<string, MaskNode>
      readonly others: 'keep' | 'drop'
      readonly typed: boolean
    }
  /** A list whose elements differ by their place; what is beyond is dropped. */
  | { readonly do: 'places'; readonly places: readonly MaskNode[] }

const KEEP: MaskNode = { do: 'keep' }
const DROP: MaskNode = { do: 'drop' }

/** A function that masks the rows of a page. What it returns is good until it is called again. Throws a BadRowsError that quotes nothing. */
export function createMasker(root: MaskNode, key: KeyObject | null): (page: Rows) => Rows {
  const walk = new Walk(key)
  return page => (page.rows.length === 0 ? page : { ...page, rows: walk.mask(page.rows, root) })
}

class Walk {
  private readonly key: KeyObject | null
  private readonly out = new Writer()
  private bytes: Buffer = Buffer.alloc(0)
  private at = 0
  /** Everything before it was written, or left out. */
  private copied = 0

  constructor(key: KeyObject | null) {
    this.key = key
  }

  mask(rows: Buffer, root: MaskNode): Buffer {
    this.bytes = rows
    this.at = this.copied = 0
    this.out.clear(rows.length + (rows.length >> 2))
    try {
      while (this.at < rows.length) this.line(root)
    } catch (error) {
      if (error instanceof RangeError) throw new BadRowsError('a row is nested too deep')
      throw error
    } finally {
      this.bytes = Buffer.alloc(0)
    }
    this.out.copy(rows, this.copied, rows.length)
    return this.out.bytes()
  }

  private line(root: MaskNode): void {
    this.blank()
    if (this.bytes[this.at] !== OPEN_OBJECT) throw notJson()
    this.value(root)
    this.blank()
    if (this.at < this.bytes.length && this.bytes[this.at] !== NEWLINE) throw notJson()
    this.at++
  }

  private value(node: MaskNode): void {
    const first = this.bytes[this.at]
    if (node.do === 'keep') this.at = skipValue(this.bytes, this.at)
    else if (node.do === 'drop') this.replace(() => 'null')
    else if (first === 110) this.at = skipValue(this.bytes, this.at)
    else if (node.do === 'hmacWhole') this.whole(node, first)
    else if (first === OPEN_ARRAY) this.elements(node)
    else if (node.do === 'members') this.members(node, first)
    else if (node.do === 'places') this.replace(() => '"masked"')
    else this.scalar(node, first)
  }

  private whole({ lists }: MaskNode & { do: 'hmacWhole' }, first: number | undefined): void {
    if (lists > 0 && first === OPEN_ARRAY) this.elements({ do: 'hmacWhole', lists: lists - 1 })
    else this.replace(raw => JSON.stringify(this.hashed(raw)))
  }

  private members(node: MaskNode & { do: 'members' }, first: number | undefined): void {
    if (first === OPEN_OBJECT) this.object(node)
    else if (node.typed) this.replace(() => '"masked"')
    else this.value(node.others === 'keep' ? KEEP : DROP)
  }

  private scalar(node: MaskNode & { do: 'hmac' | 'truncate' }, first: number | undefined): void {
    if (node.do === 'truncate' && first === OPEN_OBJECT) this.replace(() => 'null')
    else if (node.do === 'truncate') this.replace(raw => JSON.stringify(truncate(raw)))
    else this.replace(raw => JSON.stringify(node.words?.has(raw) === true ? raw : this.hashed(raw)))
  }

  private hashed(value: string): string {
    if (value === '') return value
    if (this.key === null) throw new Error('hmac without a key')
    return hmac(this.key, value)
  }

  /** Puts something else in the place of the value here; of a string, `make` gets the text it stands for. */
  private replace(make: (text: string) => string): void {
    const from = this.at
    this.at = skipValue(this.bytes, from)
    const isString = this.bytes[from] === QUOTE
    const text = isString ? textOf(this.bytes, from, this.at) : this.bytes.toString('utf8', from, this.at)
    this.flush(from)
    this.out.text(make(text))
    this.copied = this.at
  }

  private elements(node: MaskNode): void {
    this.at++
    this.blank()
    if (this.bytes[this.at] === CLOSE_ARRAY) {
      this.at++
      return
    }
    for (let index = 0; ; index++) {
      this.blank()
      this.value(node.do === 'places' ? (node.places[index] ?? DROP) : node)
      this.blank()
      const end = this.bytes[this.at++]
      if (end === CLOSE_ARRAY) return
      if (end !== COMMA) throw notJson()
    }
  }

  private object(node: MaskNode & { do: 'members' }): void {
    // Where the member under way begins, the comma before it included.
    let from = ++this.at
    this.blank()
    if (this.bytes[this.at] === CLOSE_OBJECT) {
      this.at++
      return
    }
    for (let kept = false; ; ) {
      const member = node.members.get(this.name()) ?? (node.others === 'keep' ? KEEP : DROP)
      if (member.do === 'drop') this.leaveOut(from)
      else {
        if (!kept && this.bytes[from] === COMMA) this.leaveOutComma(from)
        kept = true
        this.value(member)
      }
      this.blank()
      from = this.at
      const end = this.bytes[this.at++]
      if (end === CLOSE_OBJECT) return
      if (end !== COMMA) throw notJson()
    }
  }

  /** The name of a member; the value is next. */
  private name(): string {
    this.blank()
    const from = this.at
    if (this.bytes[from] !== QUOTE) throw notJson()
    const to = skipString(this.bytes, from)
    this.at = skipBlank(this.bytes, to)
    if (this.bytes[this.at++] !== COLON) throw notJson()
    this.blank()
    const raw = this.bytes.toString('latin1', from + 1, to - 1)
    return raw.includes('\\') ? textOf(this.bytes, from, to) : raw
  }

  private leaveOut(from: number): void {
    this.flush(from)
    this.at = skipValue(this.bytes, this.at)
    this.copied = this.at
  }

  private leaveOutComma(at: number): void {
    this.flush(at)
    this.copied = at + 1
  }

  private flush(to: number): void {
    this.out.copy(this.bytes, this.copied, to)
    this.copied = to
  }

  private blank(): void {
    this.at = skipBlank(this.bytes, this.at)
  }
}
