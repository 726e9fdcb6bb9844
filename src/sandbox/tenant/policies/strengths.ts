import type { GraphObject } from '../../api.ts'
import { guid, pick, salt } from '../../random.ts'
import type { World } from '../world.ts'
import { builtInStrength } from './built-in-strengths.ts'
import { authenticationStrengthId, BUILT_IN_STRENGTHS } from './ids.ts'
import { edited, type Place } from './turnover.ts'

const CONFIGURATION = salt('combinationConfiguration')
/** Any of the combinations is enough; the members of one are joined by commas. */
const CUSTOM: readonly [readonly string[], ...(readonly string[])[]] = [
  ['fido2'],
  ['x509CertificateMultiFactor', 'fido2'],
  ['password,hardwareOath', 'password,microsoftAuthenticatorPush', 'federatedMultiFactor'],
  ['qrCodePin', 'temporaryAccessPassMultiUse'],
]

/** Which keys or certificates a combination asks for. */
function configurations(world: World, index: number, combinations: readonly string[]): GraphObject[] {
  return ['fido2', 'x509CertificateMultiFactor']
    .filter(combination => combinations.includes(combination))
    .map((combination, j) => {
      const id = guid(world.seed, CONFIGURATION, index * 2 + j)
      const appliesToCombinations = [combination]
      if (combination === 'fido2')
        return {
          '@odata.type': '#microsoft.graph.fido2CombinationConfiguration',
          id,
          appliesToCombinations,
          allowedAAGUIDs: ['2fc0579f-8113-47ea-b116-bb5a8db9202a'],
        }
      return {
        '@odata.type': '#microsoft.graph.x509CertificateCombinationConfiguration',
        id,
        appliesToCombinations,
        allowedIssuerSkis: ['9a4248c6ac8c2931ab2a86537818e92e7b6c97b6'],
        allowedPolicyOIDs: ['1.3.6.1.4.1.311.21.8.1'],
      }
    })
}

/** A strength as it stands; Microsoft's own come first. */
export function strength(world: World, place: Place): GraphObject {
  if (place.index < BUILT_IN_STRENGTHS.length) return builtInStrength(place.index)
  const { index, created, modified } = place
  const allowedCombinations = pick(CUSTOM, index)
  return {
    id: authenticationStrengthId(world, index),
    displayName: `Strength ${index}`,
    description: index % 2 === 0 ? null : edited('Made for one department', place),
    createdDateTime: created,
    modifiedDateTime: modified ?? created,
    policyType: 'custom',
    requirementsSatisfied: index % 4 === 3 ? 'none' : 'mfa',
    allowedCombinations,
    combinationConfigurations: configurations(world, index, allowedCombinations),
  }
}
