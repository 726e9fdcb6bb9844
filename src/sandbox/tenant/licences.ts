import type { GraphObject } from '../api.ts'

export interface Sku {
  readonly partNumber: string
  readonly skuId: string
  /** Free ones are not paid seats. */
  readonly paid: boolean
  /** Service plans: name, id, service. */
  readonly plans: readonly (readonly [name: string, id: string, service: string])[]
}

const EXCHANGE = ['EXCHANGE_S_ENTERPRISE', 'efb87545-963c-4e0d-99df-69c6916d9eb0', 'exchange'] as const
const SHAREPOINT = ['SHAREPOINTENTERPRISE', '5dbe027f-2339-4123-9542-606e4d348a72', 'SharePoint'] as const
const TEAMS = ['TEAMS1', '57ff2da0-773e-42df-b2af-ffb7a2317929', 'TeamspaceAPI'] as const
const P1 = ['AAD_PREMIUM', '41781fb2-bc02-4b7c-bd55-b576c07bb09d', 'AADPremiumService'] as const
const P2 = ['AAD_PREMIUM_P2', 'eec0eb4f-6444-4f95-aba0-50c24d67f998', 'AADPremiumService'] as const
const INTUNE = ['INTUNE_A', 'c1ec4a95-1f05-45b3-a911-aa3fa01094f5', 'SCO'] as const
const POWER_BI = ['BI_AZURE_P2', '70d33638-9c74-4d01-bfd3-562de28bd4ba', 'PowerBI'] as const
const VISIO = ['VISIOONLINE', '2bdbaf8f-738f-4ac7-9234-3c3ee2ce7d0f', 'Visio'] as const
const PROJECT = [
  'PROJECT_PROFESSIONAL',
  '818523f5-016b-4355-9be8-ed6944946ea7',
  'ProjectWorkManagement',
] as const
const FLOW = ['FLOW_P2_VIRAL', '50e68c76-46c6-4674-81f9-75456511b170', 'ProcessSimple'] as const
const EXCHANGE_1 = ['EXCHANGE_S_STANDARD', '9aaf7827-d63c-4b61-89c3-182f06f82e5c', 'exchange'] as const

const sku = (partNumber: string, skuId: string, paid: boolean, plans: Sku['plans']): Sku => ({
  partNumber,
  skuId,
  paid,
  plans,
})

export const E5 = sku('SPE_E5', '06ebc4ee-1bb5-47dd-8120-11324bc54e06', true, [
  EXCHANGE,
  SHAREPOINT,
  TEAMS,
  P1,
  P2,
  INTUNE,
])
export const E3 = sku('SPE_E3', '05e9a617-0261-4cee-bb44-138d3ef5d965', true, [
  EXCHANGE,
  SHAREPOINT,
  TEAMS,
  P1,
  INTUNE,
])
const EMS = sku('EMS', 'efccb6f7-5641-4e0e-bd10-b4976e1bf68e', true, [P1, INTUNE])
const PBI = sku('POWER_BI_PRO', 'f8a1db68-be16-40ed-86d5-cb42ce701560', true, [POWER_BI])
const VISIO_2 = sku('VISIOCLIENT', 'c5928f49-12ba-48f7-ada3-0d743a3601d5', true, [VISIO])
const PROJECT_3 = sku('PROJECTPROFESSIONAL', '53818b1b-4a27-454b-8896-0dba576410e6', true, [PROJECT])
const F1 = sku('SPE_F1', '66b55226-6b4f-492c-910c-a3b7a3c9d993', true, [TEAMS, P1])
const EXO = sku('EXCHANGESTANDARD', '4b9405b0-7788-4568-add1-99614e613b69', true, [EXCHANGE_1])
const FLOW_FREE = sku('FLOW_FREE', 'f30db892-07e9-47e9-837c-80727f46fd3d', false, [FLOW])

export const SKUS: readonly [Sku, ...Sku[]] = [E5, E3, EMS, PBI, VISIO_2, PROJECT_3, F1, EXO, FLOW_FREE]

/** What people hold together: one entry per hundredth of the staff. */
const PROFILES: readonly (readonly [share: number, skus: readonly Sku[]])[] = [
  [14, [E5]],
  [6, [E5, PBI]],
  [4, [E5, VISIO_2, FLOW_FREE]],
  [24, [E3]],
  [10, [E3, FLOW_FREE]],
  [8, [E3, EMS]],
  [4, [E3, PROJECT_3, PBI]],
  [12, [F1]],
  [6, [EXO]],
  [4, [FLOW_FREE]],
  [9, []],
]

const TABLE = PROFILES.flatMap(([share, skus]) => Array.from({ length: share }, () => skus))

/** Number of entries of the profile table; `profile` takes a place in it. */
export const PROFILE_COUNT = TABLE.length

export const profile = (place: number): readonly Sku[] => TABLE[place % TABLE.length] ?? []

/** The three licence properties of a user that holds these SKUs. */
export function licenceProperties(skus: readonly Sku[], since: string, byGroup: string | null): GraphObject {
  const plans = [...new Map(skus.flatMap(s => s.plans).map(plan => [plan[1], plan])).values()]
  return {
    assignedLicenses: skus.map(s => ({ disabledPlans: disabled(s), skuId: s.skuId })),
    assignedPlans: plans.map(([, servicePlanId, service]) => ({
      assignedDateTime: since,
      capabilityStatus: 'Enabled',
      service,
      servicePlanId,
    })),
    provisionedPlans: plans.map(([, , service]) => ({
      capabilityStatus: 'Enabled',
      provisioningStatus: 'Success',
      service,
    })),
    licenseAssignmentStates: skus.map((s, i) => ({
      assignedByGroup: i === 0 ? byGroup : null,
      disabledPlans: disabled(s),
      error: 'None',
      lastUpdatedDateTime: since,
      skuId: s.skuId,
      state: 'Active',
    })),
  }
}

/** Teams is switched off in frontline licences. */
const disabled = (s: Sku): string[] => (s.partNumber === 'SPE_F1' ? [TEAMS[1]] : [])

export const skuById = (id: unknown): Sku | undefined => SKUS.find(s => s.skuId === id)
