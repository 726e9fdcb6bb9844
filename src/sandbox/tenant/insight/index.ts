import type { Resource } from '../../server/resource.ts'
import { userAuthenticationMethods } from './authentication-methods.ts'
import { userRegistrationDetails } from './registration.ts'
import { signInActivities } from './sign-in-activities.ts'
import { userRisks } from './user-risk.ts'
import { workloadRisks } from './workload-risk.ts'

/** Risk, registered methods, and the use of applications and their credentials. */
export const insightResources: readonly Resource[] = [
  ...userRisks,
  ...workloadRisks,
  userRegistrationDetails,
  userAuthenticationMethods,
  ...signInActivities,
]
