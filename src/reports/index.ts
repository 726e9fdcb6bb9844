// The reports there are. Their SQL lies in files of its own, for people to read and copy.
import { readFileSync } from 'node:fs'
import { UsageError } from '../errors.ts'
import { nearest } from '../streams/nearest.ts'
import type { ReportDefinition } from './define.ts'
import { parseReport } from './parse.ts'

/** The SQL stays where it was written: the compiled program reads the same files. */
const FOLDER = new URL('../../src/reports/sql/', import.meta.url)

/** In the order of lists: people, then access, then applications, then the whole. */
export const REPORTS = [
  'dormant-accounts',
  'licence-reconciliation',
  'mfa-coverage',
  'guest-lifecycle',
  'joiner-timing',
  'leaver-to-disable-lag',
  'privileged-roles',
  'group-hygiene',
  'conditional-access-effectiveness',
  'sign-in-failures',
  'risky-sign-ins',
  'application-growth',
  'consent-review',
  'expiring-credentials',
  'what-changed',
  'evidence',
] as const

/** Throws a `UsageError` when there is no such report. */
export function readReport(name: string): ReportDefinition {
  if (!REPORTS.some(known => known === name)) throw unknown(name)
  return parseReport(name, readFileSync(new URL(`${name}.sql`, FOLDER), 'utf8'))
}

function unknown(name: string): UsageError {
  const [near] = nearest(name, REPORTS)
  const hint = near === undefined ? '`entra-extract report` lists them' : `did you mean ${near}?`
  return new UsageError(`There is no report ${name}: ${hint}${near === undefined ? '.' : ''}`)
}
