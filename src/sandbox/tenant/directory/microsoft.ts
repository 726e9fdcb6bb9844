import type { AppRole } from '../applications.ts'
import { GRAPH_APP_ID } from '../applications.ts'

/** An application of Microsoft's that has a service principal in every tenant. */
export interface Service {
  readonly appId: string
  readonly displayName: string
  readonly roles: readonly AppRole[]
  readonly scopes: readonly Scope[]
}

export interface Scope {
  readonly adminConsentDescription: string
  readonly adminConsentDisplayName: string
  readonly id: string
  readonly isEnabled: boolean
  readonly origin: string
  readonly type: 'Admin' | 'User'
  readonly userConsentDescription: string | null
  readonly userConsentDisplayName: string | null
  readonly value: string
}

export const MICROSOFT_TENANT = 'f8cdef31-a31e-4b4a-93e4-5f571e91255a'

const role = (value: string, id: string): AppRole => ({
  allowedMemberTypes: ['Application'],
  description: `Lets an app use ${value} without a signed-in user.`,
  displayName: value,
  id,
  isEnabled: true,
  origin: 'Application',
  value,
})

function scope(value: string, id: string, type: 'Admin' | 'User' = 'User'): Scope {
  const forUsers = type === 'User'
  return {
    adminConsentDescription: `Lets an app use ${value} on behalf of the signed-in user.`,
    adminConsentDisplayName: value,
    id,
    isEnabled: true,
    origin: 'Application',
    type,
    userConsentDescription: forUsers ? `Lets the app use ${value} on your behalf.` : null,
    userConsentDisplayName: forUsers ? value : null,
    value,
  }
}

const GRAPH_ROLES = [
  role('User.Read.All', 'df021288-bdef-4463-88db-98f22de89214'),
  role('User.ReadWrite.All', '741f803b-c850-494e-b5df-cde7c675a1ca'),
  role('Directory.Read.All', '7ab1d382-f21e-4acd-a863-ba3e13f7da61'),
  role('Directory.ReadWrite.All', '19dbc75e-c2e2-444c-a770-ec69d8559fc7'),
  role('Group.Read.All', '5b567255-7703-4780-807c-7be8301ae99b'),
  role('Group.ReadWrite.All', '62a82d76-70ea-41e2-9197-370581804d09'),
  role('Application.Read.All', '9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30'),
  role('Application.ReadWrite.All', '1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9'),
  role('AuditLog.Read.All', 'b0afded3-3588-46d8-8b3d-9842eff778da'),
  role('Device.Read.All', '7438b122-aefc-4978-80ed-43db9fcc7715'),
  role('Mail.Read', '810c84a8-4a9e-49e6-bf7d-12d183f40d01'),
  role('Mail.Send', 'b633e1c5-b582-4048-a93e-9f11b44c7e96'),
  role('Policy.Read.All', '246dd0d5-5bd0-4def-940b-0421030a5b68'),
  role('Reports.Read.All', '230c1aed-a721-4c5d-9cb4-a90514e508ef'),
  role('RoleManagement.Read.Directory', '483bed4a-2ad3-4361-a73b-c83ccdbdc53c'),
  role('Sites.Read.All', '332a536c-c7ef-4017-ab91-336970924f0d'),
]

const GRAPH_SCOPES = [
  scope('openid', '37f7f235-527c-4136-accd-4a02d197296e'),
  scope('profile', '14dad69e-099b-42c9-810b-d002981feec1'),
  scope('email', '64a6cdd6-aab1-4aaf-94b8-3cc8405e90d0'),
  scope('offline_access', '7427e0e9-2fba-42fe-b0c0-848c9e6a8182'),
  scope('User.Read', 'e1fe6dd8-ba31-4d61-89e7-88639da4683d'),
  scope('User.ReadBasic.All', 'b340eb25-3456-403f-be2f-af7a0d370277'),
  scope('User.Read.All', 'a154be20-db9c-4678-8ab7-66f6cc099a59', 'Admin'),
  scope('Calendars.Read', '465a38f9-76ea-45b9-9f34-9e8b0d4b0b42'),
  scope('Contacts.Read', 'ff74d97f-43af-4b68-9f2a-b77ee6968c5d'),
  scope('Directory.Read.All', '06da0dbc-49e2-44d2-8312-53f166ab848a', 'Admin'),
  scope('Files.Read', '10465720-29dd-4523-a11a-6a75c743c9d9'),
  scope('Group.Read.All', '5f8c59db-677d-491f-a6b8-5f174b11ec1d', 'Admin'),
  scope('Mail.Read', '570282fd-fa5c-430d-a7fd-fc8dc98a9dca'),
  scope('Mail.Send', 'e383f46e-2787-4529-855e-0e479a3ffac0'),
  scope('Sites.Read.All', '205e70e5-aba6-4c52-a976-6d2d46c48043'),
]

const service = (
  displayName: string,
  appId: string,
  roles: readonly AppRole[] = [],
  scopes: readonly Scope[] = [],
): Service => ({ appId, displayName, roles, scopes })

/** In the order of their service principals; only the first three have roles for applications. */
export const SERVICES: readonly [Service, ...Service[]] = [
  service('Microsoft Graph', GRAPH_APP_ID, GRAPH_ROLES, GRAPH_SCOPES),
  service(
    'Office 365 Exchange Online',
    '00000002-0000-0ff1-ce00-000000000000',
    [
      role('full_access_as_app', 'dc890d15-9560-4a4c-9b7f-a736ec74ec40'),
      role('Exchange.ManageAsApp', 'dc50a0fb-09a3-484d-be87-e023b12c6440'),
    ],
    [scope('EWS.AccessAsUser.All', '3b5f3d61-589b-4a3c-a359-5dd4b5ee5bd5')],
  ),
  service(
    'Office 365 SharePoint Online',
    '00000003-0000-0ff1-ce00-000000000000',
    [
      role('Sites.FullControl.All', '678536fe-1083-478a-9c59-b99265e6b0d3'),
      role('Sites.Read.All', 'd13f72ca-a275-4b96-b789-48ebcc4da984'),
    ],
    [scope('AllSites.Read', '4e0d77b0-96ba-4398-af14-3baa780278f4')],
  ),
  service('Azure Portal', 'c44b4083-3bb0-49c1-b47d-974e53cbdf3c'),
  service('Microsoft Teams', 'cc15fd57-2c6c-4117-a88c-83b1d56b4bbe'),
  service('Windows Azure Active Directory', '00000002-0000-0000-c000-000000000000'),
  service('Microsoft Azure CLI', '04b07795-8ddb-461a-bbee-02f9e1bf7b46'),
  service('Microsoft Office', 'd3590ed6-52b3-4102-aeff-aad2292ab01c'),
  service(
    'Windows Azure Service Management API',
    '797f4846-ba00-4fd7-ba43-dac1f8f63013',
    [],
    [scope('user_impersonation', '41094075-9dad-400e-a0bd-54e686782033')],
  ),
  service('Office 365 Management APIs', 'c5393580-f805-4401-95e8-94b7a6ef2fc2'),
  service('Microsoft Intune', '0000000a-0000-0000-c000-000000000000'),
  service('Azure Key Vault', 'cfa8b339-82a2-471a-a3c9-0fc0be7a4093'),
]
