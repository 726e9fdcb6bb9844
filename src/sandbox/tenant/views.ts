import type { EventKind, GraphObject } from '../api.ts'
import { betaLogSchema, logSchema, policySchema, propertiesOf, type Schema } from '../schema/index.ts'

/** A type as one version of the API shows it. */
export interface View {
  readonly schema: Schema
  readonly type: string
  /** The properties to generate. */
  readonly only: ReadonlySet<string>
}

function view(schema: Schema, type: string): View {
  return { schema, type, only: new Set(propertiesOf(schema, type).keys()) }
}

export const SIGN_IN_V1 = view(logSchema, 'signIn')
export const SIGN_IN_BETA = view(betaLogSchema, 'signIn')
export const DIRECTORY_AUDIT = view(logSchema, 'directoryAudit')
export const PROVISIONING = view(logSchema, 'provisioningObjectSummary')
export const POLICY = view(policySchema, 'conditionalAccessPolicy')

/** The version each log is normally read with. */
export const EVENT_VIEWS: Readonly<Record<EventKind, View>> = {
  sign_ins: SIGN_IN_V1,
  sign_ins_non_interactive: SIGN_IN_BETA,
  sign_ins_service_principal: SIGN_IN_BETA,
  sign_ins_managed_identity: SIGN_IN_BETA,
  directory_audits: DIRECTORY_AUDIT,
  provisioning_logs: PROVISIONING,
}

/**
 * The properties of a row that its type declares, at every depth; a type that declares none is open. Without `unknownEnums`,
 * members past `unknownFutureValue` read as `unknownFutureValue`, as they do for clients that do not ask for them.
 */
export function project(
  as: Pick<View, 'schema' | 'type'>,
  row: GraphObject,
  unknownEnums: boolean,
): GraphObject {
  return shape(as.schema, as.type, row, unknownEnums)
}

function shape(schema: Schema, type: string, row: GraphObject, unknownEnums: boolean): GraphObject {
  const properties = propertiesOf(schema, type)
  const derived = schema.types.get(derivedType(row))
  if (properties.size === 0 && (derived?.size ?? 0) === 0) return row
  const result: GraphObject = {}
  for (const name of Object.keys(row)) {
    const kind = (properties.get(name) ?? derived?.get(name))?.kind
    if (kind === undefined) {
      if (name.includes('@')) result[name] = row[name]
      continue
    }
    result[name] = value(schema, kind, row[name], unknownEnums)
  }
  return result
}

/** The type that an object says it has, where a property holds several: '' when it does not say. */
export function derivedType(row: GraphObject): string {
  const type = row['@odata.type']
  return typeof type === 'string' ? type.replace('#microsoft.graph.', '') : ''
}

function value(schema: Schema, kind: string, given: unknown, unknownEnums: boolean): unknown {
  if (kind === '' || given === null) return given
  if (Array.isArray(given)) return given.map(item => value(schema, kind, item, unknownEnums))
  const members = schema.enums.get(kind)
  if (members) return unknownEnums || typeof given !== 'string' ? given : known(members, given)
  const isRow = typeof given === 'object' && schema.types.has(kind)
  return isRow ? shape(schema, kind, { ...given }, unknownEnums) : given
}

/** Flags are several members with commas between. */
function known(members: readonly string[], given: string): string {
  const last = members.findIndex(member => member.toLowerCase() === 'unknownfuturevalue')
  const isNew = (member: string): boolean => last >= 0 && members.indexOf(member) > last
  return given.split(',').some(isNew) ? (members[last] ?? given) : given
}
