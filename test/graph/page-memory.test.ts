// Memory that is used again must never be used twice at once.
import { expect, test } from 'vitest'
import { borrow, giveBack } from '../../src/graph/page-memory.ts'

test('a piece that was given back is lent again, and only then', () => {
  const first = borrow(100_000)
  const second = borrow(100_000)
  expect(second.buffer).not.toBe(first.buffer)
  giveBack(first.subarray(10, 20))
  const third = borrow(100_000)
  expect(third.buffer).toBe(first.buffer)
  expect(borrow(100_000).buffer).not.toBe(first.buffer)
})

test('a piece given back twice is lent once', () => {
  const piece = borrow(70_000)
  giveBack(piece)
  giveBack(piece)
  expect(borrow(70_000).buffer).not.toBe(borrow(70_000).buffer)
})

test('memory of other origin is left alone', () => {
  const foreign = Buffer.allocUnsafeSlow(1 << 20)
  giveBack(foreign)
  for (let i = 0; i < 12; i++) expect(borrow(1 << 20).buffer).not.toBe(foreign.buffer)
})

test('a piece is at least as large as asked for', () => {
  for (const bytes of [1, 65_536, 65_537, 5_000_000])
    expect(borrow(bytes).length).toBeGreaterThanOrEqual(bytes)
})
