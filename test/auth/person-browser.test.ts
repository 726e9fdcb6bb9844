import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openBrowser } from '../../src/auth/person/browser.ts'

const url = 'https://login.example/authorize?state=a&code_challenge=b'
let folder: string
let program: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'entra-browser-'))
  program = join(folder, 'program.mjs')
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('the program that opens the browser', () => {
  it('gets the address and the proxies, and no secret', async () => {
    writeFileSync(
      program,
      `import { writeFileSync } from 'node:fs'
       writeFileSync(process.env.SEEN, JSON.stringify({ url: process.argv[2], env: process.env }))`,
    )
    const seen = join(folder, 'seen.json')
    const given = { SEEN: seen, HTTPS_PROXY: 'http://ada:pass@proxy.example:8080', DISPLAY: ':0' }
    await openBrowser(url, { ...given, AZURE_CLIENT_SECRET: 'hidden', SYSTEM_ACCESSTOKEN: 'hidden' }, program)
    const answer = JSON.parse(readFileSync(seen, 'utf8'))
    expect(answer.url).toBe(url)
    expect(answer.env).toMatchObject(given)
    expect(JSON.stringify(answer)).not.toContain('hidden')
  })

  it('is no browser when it fails', async () => {
    writeFileSync(program, 'process.exitCode = 1')
    await expect(openBrowser(url, {}, program)).rejects.toThrow('no browser was opened')
  })
})
