// Staged features and terms of use.
import type { GraphObject } from '../../api.ts'
import { guid, pick, salt } from '../../random.ts'
import type { Resource } from '../../server/resource.ts'
import { daysBefore, type World } from '../world.ts'
import { agreementId, LASTING_AGREEMENTS } from './ids.ts'
import { list, PREMIUM } from './outlines.ts'
import { edited, type Place, turnover } from './turnover.ts'

const ROLLOUT = salt('featureRolloutPolicy')
const AGREEMENT = salt('agreementRow')

const FEATURES = [
  'passwordHashSync',
  'seamlessSso',
  'emailAsAlternateId',
  'passthroughAuthentication',
  'certificateBasedAuthentication',
  'multiFactorAuthentication',
] as const

function rollout(world: World, place: Place): GraphObject {
  const { index } = place
  const feature = pick(FEATURES, index)
  return {
    id: guid(world.seed, ROLLOUT, index),
    displayName: `Rollout of ${feature}`,
    description: index % 3 === 1 ? null : edited('In waves', place),
    feature,
    isAppliedToOrganization: index % 4 === 0,
    isEnabled: index % 3 !== 2,
  }
}

function agreement(world: World, place: Place): GraphObject {
  const { index } = place
  return {
    id: agreementId(world, index),
    displayName: edited(`Terms ${index + 1}`, place),
    isPerDeviceAcceptanceRequired: index % 3 === 0,
    isViewingBeforeAcceptanceRequired: index % 2 === 0,
    termsExpiration:
      index % 2 === 0 ? { startDateTime: daysBefore(world, 300 - index), frequency: 'P365D' } : null,
    userReacceptRequiredFrequency: index % 4 === 1 ? 'P90D' : null,
  }
}

export const accessResources: readonly Resource[] = [
  list({
    name: 'feature_rollout_policies',
    path: '/policies/featureRolloutPolicies',
    type: 'featureRolloutPolicy',
    application: [],
    delegated: ['Policy.Read.HybridAuthentication', 'Policy.ReadWrite.HybridAuthentication'],
    missingIn: ['china'],
    rows: tenant => turnover(tenant, ROLLOUT, 4, 2).map(place => rollout(tenant.world, place)),
  }),
  list({
    name: 'terms_of_use_agreements',
    path: '/identityGovernance/termsOfUse/agreements',
    type: 'agreement',
    application: [],
    delegated: ['Agreement.Read.All', 'Agreement.ReadWrite.All'],
    licence: PREMIUM,
    rows: tenant =>
      turnover(tenant, AGREEMENT, LASTING_AGREEMENTS, 2).map(place => agreement(tenant.world, place)),
  }),
]
