// Whose row a row is: the columns by which tables speak of a person. Beside these, a row is always about whom its key names.

/** How the rows of a table belong to persons. */
export interface PersonColumns {
  /** Columns that hold the one the row is about: an id, or an object or JSON text with an id in it. */
  readonly subjects?: readonly string[]
  /** Addresses of that same person: they tell whose the row is where the id is absent, and are further names to look for. */
  readonly names?: readonly string[]
}

const byPrincipal: PersonColumns = { subjects: ['principalId'] }
const bySignIn: PersonColumns = { subjects: ['userId'], names: ['userPrincipalName', 'signInIdentifier'] }
const byOwnId: PersonColumns = { names: ['userPrincipalName'] }

/**
 * The tables with such columns. Not here: rows that only mention a person, as audit events do and whoever is somebody's manager; and reports,
 * whose key is a name.
 */
export const personColumns: Readonly<Record<string, PersonColumns>> = {
  access_package_assignment_requests: { subjects: ['requestor'] },
  access_package_assignments: { subjects: ['target'] },
  access_review_decisions: { subjects: ['principal'] },
  administrative_unit_scoped_roles: { subjects: ['roleMemberInfo'] },
  app_permissions_resolved: byPrincipal,
  app_role_assignments: byPrincipal,
  directory_audit_changes: { subjects: ['targetId'], names: ['targetDisplayName'] },
  effective_role_holders: byOwnId,
  group_app_role_assignments: byPrincipal,
  license_costs: byOwnId,
  lifecycle_user_processing_results: { subjects: ['subject'] },
  oauth2_permission_grants: byPrincipal,
  pim_group_assignment_schedule_instances: byPrincipal,
  pim_group_eligibility_schedule_instances: byPrincipal,
  provisioning_logs: { subjects: ['sourceIdentity', 'targetIdentity'] },
  risk_detections: { subjects: ['userId'], names: ['userPrincipalName'] },
  risky_users: byOwnId,
  role_assignment_schedule_instances: byPrincipal,
  role_assignment_schedules: byPrincipal,
  role_assignments: byPrincipal,
  role_eligibility_schedule_instances: byPrincipal,
  role_eligibility_schedules: byPrincipal,
  service_principal_app_role_assignments: byPrincipal,
  sign_ins: bySignIn,
  sign_ins_managed_identity: bySignIn,
  sign_ins_non_interactive: bySignIn,
  sign_ins_service_principal: bySignIn,
  teams_user_activity: { names: ['userPrincipalName'] },
  user_app_role_assignments: byPrincipal,
  user_registration_details: byOwnId,
}

/** Columns that hold ids of persons; a dot leads into an object or, where their `type` is one of a user, the elements of a list. */
export interface PersonIds {
  readonly columns: readonly string[]
  /** The column that tells what the id belongs to, where it may be something else. */
  readonly kind?: string
}

const member: PersonIds = { columns: ['id'], kind: '_odata_type' }
const principal: PersonIds = { columns: ['principalId'], kind: 'principalType' }

/** Where an id stands as a person's, beside `subjects` and key columns named `userId`. */
export const personIds: Readonly<Record<string, PersonIds>> = {
  administrative_unit_members: member,
  app_role_assignments: principal,
  application_owners: member,
  device_registered_owners: member,
  device_registered_users: member,
  directory_audits: { columns: ['initiatedBy.user.id', 'targetResources.id'] },
  directory_audit_changes: { columns: ['targetId'], kind: 'targetType' },
  directory_role_members: member,
  effective_role_holders: principal,
  group_app_role_assignments: principal,
  group_members: member,
  group_members_transitive: { columns: ['id'], kind: 'memberType' },
  group_owners: member,
  risky_users: { columns: ['id'] },
  service_principal_app_role_assignments: principal,
  service_principal_owners: member,
  user_app_role_assignments: principal,
  user_managers: member,
  user_registration_details: { columns: ['id'] },
}

/** The tables of persons themselves, keyed by `id`. */
export const PERSON_TABLES: readonly string[] = ['users', 'deleted_users']

/** Columns of those tables, by how surely a value of them means this person. A dot leads into an object or the elements of a list. */
export const identityColumns = {
  /** Nobody else has it. */
  own: [
    'userPrincipalName',
    'mail',
    'proxyAddresses',
    'imAddresses',
    'onPremisesUserPrincipalName',
    'onPremisesImmutableId',
    'onPremisesDistinguishedName',
    'onPremisesSecurityIdentifier',
    'securityIdentifier',
    'authorizationInfo.certificateUserIds',
  ],
  /** An account of the same or of another person may have it too. */
  shared: ['otherMails', 'identities.issuerAssignedId'],
  /** Says something only in a row that names the person in another way. */
  common: [
    'displayName',
    'givenName',
    'surname',
    'onPremisesSamAccountName',
    'mailNickname',
    'employeeId',
    'mobilePhone',
    'businessPhones',
    'faxNumber',
  ],
} as const
