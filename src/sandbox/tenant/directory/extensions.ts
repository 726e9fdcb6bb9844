import type { GraphObject } from '../../api.ts'
import { guid, salt } from '../../random.ts'
import { isoTime, SALTS, share, type World } from '../world.ts'

export const EXTENSION = salt('extension')

/** Kinds of objects that extension properties are defined for. */
export type ExtensionTarget =
  | 'User'
  | 'Group'
  | 'Device'
  | 'AdministrativeUnit'
  | 'Application'
  | 'Organization'

type DataType = 'String' | 'Boolean' | 'Integer' | 'LargeInteger' | 'DateTime' | 'Binary'

export interface Definition {
  /** The index of its application. */
  readonly application: number
  readonly name: string
  readonly dataType: DataType
  readonly targets: readonly ExtensionTarget[]
  readonly multiValued?: true
  readonly synced?: true
}

export const DEFINITIONS: readonly Definition[] = [
  { application: 1, name: 'badge', dataType: 'String', targets: ['User'] },
  { application: 1, name: 'isFirstAider', dataType: 'Boolean', targets: ['User'] },
  { application: 1, name: 'mentorSince', dataType: 'DateTime', targets: ['User'] },
  { application: 4, name: 'floor', dataType: 'Integer', targets: ['User', 'Device'] },
  { application: 4, name: 'payrollNumber', dataType: 'LargeInteger', targets: ['User'] },
  { application: 4, name: 'certificateHash', dataType: 'Binary', targets: ['User', 'Device'] },
  { application: 7, name: 'skills', dataType: 'String', targets: ['User'], multiValued: true },
  { application: 7, name: 'confidentiality', dataType: 'String', targets: ['Group', 'AdministrativeUnit'] },
  { application: 7, name: 'assetTag', dataType: 'String', targets: ['Device'] },
  { application: 10, name: 'costCentre', dataType: 'String', targets: ['User', 'Group'], synced: true },
]

/** Applications that define extension properties; the tenant's life never removes them. */
export const hasExtensions = (index: number): boolean =>
  DEFINITIONS.some(definition => definition.application === index)

/** The name under which objects carry a property. */
export function fullName(world: World, { application, name }: Definition): string {
  return `extension_${guid(world.seed, SALTS.appIds, application).replaceAll('-', '')}_${name}`
}

interface Named {
  readonly place: number
  readonly name: string
  readonly definition: Definition
}

const known = new WeakMap<World, readonly Named[]>()

/** The definitions of the start with their full names. */
function named(world: World): readonly Named[] {
  const made = known.get(world)
  if (made) return made
  const list = DEFINITIONS.map((definition, place) => ({
    place,
    name: fullName(world, definition),
    definition,
  }))
  known.set(world, list)
  return list
}

/** The extension properties of an object of the start; two in three were never set. */
export function extensionValues(
  world: World,
  target: ExtensionTarget,
  index: number,
  only?: ReadonlySet<string>,
): GraphObject {
  const values: GraphObject = {}
  for (const { place, name, definition } of named(world)) {
    if ((index + place) % 3 > 0 || (only && !only.has(name))) continue
    if (definition.targets.includes(target)) values[name] = makeValue(world, definition, index)
  }
  return values
}

/** Another value for one property of a kind of objects, chosen by a number. */
export function newExtensionValue(world: World, target: ExtensionTarget, dice: number): GraphObject {
  const fitting = named(world).filter(({ definition }) => definition.targets.includes(target))
  const chosen = fitting[dice % fitting.length]
  return chosen ? { [chosen.name]: makeValue(world, chosen.definition, dice >>> 4) } : {}
}

function makeValue(world: World, { name, dataType, multiValued }: Definition, n: number): unknown {
  const text = `${name} ${n % 1000}`
  if (multiValued) return [text, 'первая помощь', 'Excel'].slice(0, 1 + (n % 3))
  switch (dataType) {
    case 'String':
      return text
    case 'Boolean':
      return n % 2 === 0
    case 'Integer':
      return (n % 90) - 5
    case 'LargeInteger':
      return 9_000_000_000 + n
    case 'DateTime':
      return isoTime(world.start - Math.floor(share(world, EXTENSION, n) * 3000) * 86_400_000)
    case 'Binary':
      return Buffer.from(text).toString('base64')
  }
}
