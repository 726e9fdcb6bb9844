// Which reader reads which kind of stream.
import type { StreamDefinition } from '../streams/define.ts'
import { readChildren } from './children.ts'
import { readPages, readSingle } from './pages.ts'
import { readReport } from './report-stream.ts'
import type { Reader } from './source.ts'
import { readWindow } from './window.ts'

export const READERS: Readonly<Record<Exclude<StreamDefinition['kind'], 'derived'>, Reader>> = {
  delta: readPages,
  list: readPages,
  single: readSingle,
  children: readChildren,
  window: readWindow,
  report: readReport,
}
