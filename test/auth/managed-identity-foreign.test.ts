// An endpoint that the process names and the settings do not: MSAL reads the process itself, hence a file of its own.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { managedIdentity } from '../../src/auth/managed-identity/managed-identity.ts'
import { allowedHosts } from '../../src/auth/managed-identity/platform.ts'
import type { HttpSend } from '../../src/graph/http.ts'
import { signInDeps, signInSettings } from '../support/sign-in.ts'

const endpoint = 'http://elsewhere.example/msi/token'

beforeAll(() => {
  Object.assign(process.env, { IDENTITY_ENDPOINT: endpoint, IDENTITY_HEADER: 'proof' })
})
afterAll(() => {
  delete process.env.IDENTITY_ENDPOINT
  delete process.env.IDENTITY_HEADER
})

it('no token is asked for at a host that is no service of the platform', async () => {
  const asked: string[] = []
  const sendDirect: HttpSend = async ({ url }) => {
    asked.push(url)
    return { status: 503, headers: {}, body: '' }
  }
  const settings = signInSettings({ choice: 'managed-identity' })
  const source = await managedIdentity(settings, signInDeps({ sendDirect }))
  await expect(source?.get()).rejects.toThrow(
    /http:\/\/elsewhere\.example, which is no service of this machine/,
  )
  expect(asked).toEqual([])
})

it('the services of the machine, and what the platform names, may be asked', () => {
  const allowed = allowedHosts({ IDENTITY_ENDPOINT: endpoint, MSI_ENDPOINT: 'no URL' })
  const may = (url: string): boolean => allowed(new URL(url))
  expect(may('http://169.254.169.254/metadata')).toBe(true)
  expect(may('http://127.0.0.1:41564/msi')).toBe(true)
  expect(may('http://localhost:42356/msi/token')).toBe(true)
  expect(may('http://elsewhere.example/other')).toBe(true)
  expect(may('http://elsewhere.example:8080/msi')).toBe(false)
  expect(may('http://169.254.169.254.example/')).toBe(false)
  expect(may('https://login.microsoftonline.com/')).toBe(false)
})
