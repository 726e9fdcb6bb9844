// A real browser for pages: the Chromium that comes from the npm registry, or else one that is installed.
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'

const MODULES = fileURLToPath(new URL('../../node_modules/', import.meta.url))

interface Executable {
  readonly path: string
  readonly env: Readonly<Record<string, string>>
}

export interface OpenPage {
  readonly page: Page
  /** Addresses of everything that the page asked for, itself included. */
  readonly requests: readonly string[]
  /** Errors of scripts, messages of the console, and what its policy forbade. */
  readonly complaints: readonly string[]
  close(): Promise<void>
}

export interface TestBrowser {
  /** The page as a file of its own, in a session of its own that cannot reach any network. */
  open(html: string, options?: BrowserContextOptions): Promise<OpenPage>
  close(): Promise<void>
}

export async function startBrowser(): Promise<TestBrowser> {
  const { path, env } = await findBrowser()
  const folder = await mkdtemp(join(tmpdir(), 'entra-page-'))
  const browser = await chromium.launch({ executablePath: path, env: { ...env, HOME: folder } })
  return {
    open: (html, options = {}) => openPage(browser, folder, html, options),
    close: async () => {
      await browser.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function openPage(
  browser: Browser,
  folder: string,
  html: string,
  options: BrowserContextOptions,
): Promise<OpenPage> {
  const file = join(await mkdtemp(join(folder, 'page-')), 'report.html')
  await writeFile(file, html)
  const context = await browser.newContext({ offline: true, acceptDownloads: true, ...options })
  const requests: string[] = []
  const complaints: string[] = []
  context.on('request', request => requests.push(request.url()))
  const page = await context.newPage()
  page.on('console', message => complaints.push(message.text()))
  page.on('pageerror', error => complaints.push(String(error)))
  page.on('dialog', dialog => {
    complaints.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  await page.exposeFunction('tellViolation', (what: string) => complaints.push(what))
  await page.addInitScript(
    "addEventListener('securitypolicyviolation', event => tellViolation(event.violatedDirective + ' ' + event.blockedURI))",
  )
  await page.goto(pathToFileURL(file).href)
  return { page, requests, complaints, close: () => context.close() }
}

/** Throws where there is no browser: a test that needs one is not skipped. */
async function findBrowser(): Promise<Executable> {
  const { CHROME_PATH } = process.env
  if (CHROME_PATH !== undefined) return installed(CHROME_PATH)
  if (isPackaged()) return packaged()
  const found = USUAL_PATHS.find(existsSync)
  if (found !== undefined) return installed(found)
  throw new Error(
    `No browser for the tests of pages: install Chrome, Edge or Chromium, or give the path of one in CHROME_PATH (looked for ${USUAL_PATHS.join(', ')}).`,
  )
}

const installed = (path: string): Executable => ({
  path,
  env: Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  ),
})

const USUAL_PATHS: readonly string[] = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/microsoft-edge',
  '/snap/bin/chromium',
]

/** The package has a program for 64-bit x86 Linux with glibc, which no other system runs. */
function isPackaged(): boolean {
  if (process.platform !== 'linux' || process.arch !== 'x64') return false
  const report: unknown = process.report.getReport()
  return JSON.stringify(report).includes('"glibcVersionRuntime"')
}

/** Unpacked once per version, with the libraries and fonts that a bare machine lacks. */
async function packaged(): Promise<Executable> {
  const manifest = await readFile(join(MODULES, '@sparticuz/chromium/package.json'), 'utf8')
  const { version }: { version: string } = JSON.parse(manifest)
  const folder = join(MODULES, '.cache', `chromium-${version}`)
  if (!existsSync(folder)) await unpack(folder)
  return {
    path: join(folder, 'chromium'),
    env: {
      PATH: process.env.PATH ?? '',
      LD_LIBRARY_PATH: join(folder, 'al2023/lib'),
      FONTCONFIG_FILE: join(folder, 'fonts.conf'),
    },
  }
}

const FONTS = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir prefix="relative">fonts/fonts</dir><cachedir prefix="xdg">fontconfig</cachedir></fontconfig>
`

/** The package unpacks into the system's temporary folder, and its libraries only where it believes itself on Lambda. */
async function unpack(folder: string): Promise<void> {
  await mkdir(join(MODULES, '.cache'), { recursive: true })
  const fresh = await mkdtemp(join(MODULES, '.cache', 'unpacking-'))
  try {
    const code = "(await import('@sparticuz/chromium')).default.executablePath()"
    await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', `await ${code}`], {
      cwd: MODULES,
      env: { ...process.env, TMPDIR: fresh, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' },
    })
    await writeFile(join(fresh, 'fonts.conf'), FONTS)
    await rename(fresh, folder)
  } catch (error) {
    await rm(fresh, { recursive: true, force: true })
    // Another test file was faster.
    if (!existsSync(folder)) throw error
  }
}
