import type { GraphObject } from '../../api.ts'
import { pick } from '../../random.ts'
import { BUILT_IN_STRENGTHS } from './ids.ts'

const LONG_AGO = '2021-12-01T00:00:00Z'

type Strength = readonly [name: string, combinations: readonly string[]]

const PHISHING_RESISTANT = ['windowsHelloForBusiness', 'fido2', 'x509CertificateMultiFactor']
const PASSWORDLESS = [...PHISHING_RESISTANT, 'deviceBasedPush']
const MULTI_FACTOR = [...PASSWORDLESS, 'temporaryAccessPassOneTime', 'password,softwareOath', 'password,sms']

const BUILT_IN: readonly [Strength, ...Strength[]] = [
  ['Multifactor authentication', MULTI_FACTOR],
  ['Passwordless MFA', PASSWORDLESS],
  ['Phishing-resistant MFA', PHISHING_RESISTANT],
]

/** An authentication strength that Microsoft defines; it never changes. */
export function builtInStrength(index: number): GraphObject {
  const [displayName, allowedCombinations] = pick(BUILT_IN, index)
  return {
    id: pick(BUILT_IN_STRENGTHS, index),
    displayName,
    description: `${displayName}, as Microsoft defines it`,
    createdDateTime: LONG_AGO,
    modifiedDateTime: LONG_AGO,
    policyType: 'builtIn',
    requirementsSatisfied: 'mfa',
    allowedCombinations,
    combinationConfigurations: [],
  }
}
