// The directory extensions that a tenant has, asked for before the tables are planned.
import { z } from 'zod'
import { type GraphError, isPermissionRefusal, MalformedAnswerError } from '../graph/errors.ts'
import type { ChildrenStream } from '../streams/define.ts'
import { ALL_CLOUDS } from '../streams/define.ts'
import type { Extension } from '../streams/extend.ts'
import { readChildren } from './children.ts'
import { ExtensionsRefusedError } from './errors.ts'
import type { Reading } from './source.ts'

const EXTENSION_PROPERTIES: ChildrenStream = {
  kind: 'children',
  doc: 'https://learn.microsoft.com/graph/api/application-list-extensionproperty?view=graph-rest-1.0',
  api: 'v1.0',
  path: '/applications/{id}/extensionProperties',
  family: 'directory',
  permissions: { application: ['Application.Read.All'], delegated: ['Application.Read.All'] },
  licence: null,
  clouds: ALL_CLOUDS,
  inDefaultSet: false,
  parents: { path: '/applications', query: { $select: 'id', $top: '999' } },
  parentColumns: ['applicationId'],
  query: {},
  tables: {},
}

const Line = z.object({
  _rows: z.array(
    z.object({
      name: z.string(),
      dataType: z.string(),
      isMultiValued: z.boolean().nullish(),
      targetObjects: z.array(z.string()).nullish(),
    }),
  ),
})

/** Every extension property of the tenant's applications. Throws an ExtensionsRefusedError, or any RequestError. */
export async function readExtensions(
  reading: (definition: ChildrenStream) => Reading,
): Promise<readonly Extension[]> {
  const lines: Buffer[] = []
  const extensions = reading(EXTENSION_PROPERTIES)
  try {
    for await (const step of readChildren(extensions)) {
      if (step.kind === 'restart') lines.length = 0
      if (step.kind === 'rows') lines.push(step.page.rows)
    }
  } catch (error) {
    if (isPermissionRefusal(error)) throw new ExtensionsRefusedError(error as GraphError)
    throw error
  }
  const text = Buffer.concat(lines).toString('utf8')
  return text
    .split('\n')
    .filter(line => line !== '')
    .flatMap(line => extensionsIn(line, extensions.meter.requestId))
}

function extensionsIn(line: string, requestId: string | null): Extension[] {
  const parsed = Line.safeParse(JSON.parse(line))
  if (!parsed.success)
    throw new MalformedAnswerError("Graph's extension properties are not as documented", requestId)
  return parsed.data._rows.map(({ name, dataType, isMultiValued, targetObjects }) => ({
    name,
    dataType,
    isMultiValued: isMultiValued === true,
    targetObjects: targetObjects ?? [],
  }))
}
