// Scripts that register an application with exactly the permissions it needs, and consent to them. Pure.
// They look up the ids of the permissions themselves, before anything is created: a cloud may lack one.
import { cloudEndpoints } from '../auth/clouds.ts'
import type { Cloud } from '../streams/define.ts'
import type { SignInKind } from '../streams/permissions.ts'

export type ScriptLanguage = 'az' | 'powershell'
export const SCRIPT_LANGUAGES: readonly ScriptLanguage[] = ['az', 'powershell']

export interface ScriptRequest {
  readonly as: SignInKind
  readonly permissions: readonly string[]
  readonly cloud: Cloud
}

/** The application id of Microsoft Graph, the same in every tenant. */
const GRAPH = '00000003-0000-0000-c000-000000000000'
const NAME = 'entra-extract'

export function consentScript(language: ScriptLanguage, request: ScriptRequest): string {
  return language === 'az' ? azScript(request) : powershellScript(request)
}

const inShell = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`
const inPowershell = (text: string): string => `'${text.replaceAll("'", "''")}'`

const azClouds: Readonly<Record<Cloud, string>> = {
  global: 'AzureCloud',
  usgov: 'AzureUSGovernment',
  'usgov-dod': 'AzureUSGovernment',
  china: 'AzureChinaCloud',
}

function azScript({ as, permissions, cloud }: ScriptRequest): string {
  const list = as === 'application' ? 'appRoles' : 'oauth2PermissionScopes'
  return `#!/usr/bin/env bash
# Registers ${NAME} with the least ${as} permissions it needs, and consents to them for the whole tenant.
# Needs the Azure CLI, signed in as a Privileged Role Administrator: az cloud set --name ${azClouds[cloud]} && az login --allow-no-subscriptions
set -euo pipefail

name=${inShell(NAME)}
graph=${inShell(GRAPH)}
permissions=(
${permissions.map(permission => `  ${inShell(permission)}`).join('\n')}
)

if [ -n "$(az ad app list --display-name "$name" --query "[?displayName=='$name'].appId" --output tsv)" ]; then
  echo "There is an application called $name already; change the name at the top." >&2
  exit 1
fi

access=()
ids=()
for permission in "\${permissions[@]}"; do
  id=$(az ad sp show --id "$graph" --query "${list}[?value=='$permission'].id | [0]" --output tsv)
  if [ -z "$id" ]; then
    echo "Microsoft Graph has no ${as} permission $permission in this cloud." >&2
    exit 1
  fi
  ids+=("$id")
  access+=("$id=${as === 'application' ? 'Role' : 'Scope'}")
done

client_id=$(az ad app create --display-name "$name" --sign-in-audience AzureADMyOrg${as === 'delegated' ? ' --is-fallback-public-client true --public-client-redirect-uris http://localhost' : ''} --query appId --output tsv)
az ad app permission add --id "$client_id" --api "$graph" --api-permissions "\${access[@]}" --only-show-errors
principal_id=$(az ad sp create --id "$client_id" --query id --output tsv)

${as === 'application' ? azRoles(cloud) : azScopes()}
${credentialHint(as, { federated: 'az ad app federated-credential create --id "$client_id" --parameters federation.json', certificate: 'az ad app credential reset --id "$client_id" --append --cert @certificate.pem' })}
echo "AZURE_TENANT_ID=$(az account show --query tenantId --output tsv)"
echo "AZURE_CLIENT_ID=$client_id"
`
}

const azRoles = (
  cloud: Cloud,
): string => `# Admin consent. A new principal is not known everywhere at once, so this is tried again.
graph_url=${inShell(cloudEndpoints[cloud].graph)}
graph_principal_id=$(az ad sp show --id "$graph" --query id --output tsv)
for id in "\${ids[@]}"; do
  body="{\\"principalId\\":\\"$principal_id\\",\\"resourceId\\":\\"$graph_principal_id\\",\\"appRoleId\\":\\"$id\\"}"
  for attempt in 1 2 3 4 5 6; do
    if az rest --method POST --url "$graph_url/v1.0/servicePrincipals/$principal_id/appRoleAssignments" --resource "$graph_url" \\
      --headers 'Content-Type=application/json' --body "$body" --output none; then break; fi
    if [ "$attempt" = 6 ]; then exit 1; fi
    sleep 10
  done
done
`

const azScopes = (): string => `# Admin consent for everybody in the tenant.
az ad app permission grant --id "$client_id" --api "$graph" --scope "\${permissions[*]}" --output none
`

const environments: Readonly<Record<Cloud, string>> = {
  global: 'Global',
  usgov: 'USGov',
  'usgov-dod': 'USGovDoD',
  china: 'China',
}

function powershellScript({ as, permissions, cloud }: ScriptRequest): string {
  const application = as === 'application'
  const modules = application ? '' : ', Microsoft.Graph.Identity.SignIns'
  const consent = application ? 'AppRoleAssignment.ReadWrite.All' : 'DelegatedPermissionGrant.ReadWrite.All'
  const known = application
    ? "$graph.AppRoles | Where-Object { $_.Value -eq $permission -and $_.AllowedMemberTypes -contains 'Application' }"
    : '$graph.Oauth2PermissionScopes | Where-Object { $_.Value -eq $permission }'
  return `#Requires -Modules Microsoft.Graph.Authentication, Microsoft.Graph.Applications${modules}
# Registers ${NAME} with the least ${as} permissions it needs, and consents to them for the whole tenant.
# Sign in as a Privileged Role Administrator.
$ErrorActionPreference = 'Stop'
Connect-MgGraph -Environment ${environments[cloud]} -Scopes 'Application.ReadWrite.All', '${consent}' -NoWelcome

$name = ${inPowershell(NAME)}
$permissions = @(
${permissions.map(permission => `  ${inPowershell(permission)}`).join('\n')}
)

if (Get-MgApplication -Filter "displayName eq '$name'") {
  throw "There is an application called $name already; change the name at the top."
}

$graph = Get-MgServicePrincipal -Filter "appId eq '${GRAPH}'"
$found = foreach ($permission in $permissions) {
  $one = ${known}
  if (-not $one) { throw "Microsoft Graph has no ${as} permission $permission in this cloud." }
  $one
}
$access = @{
  ResourceAppId  = $graph.AppId
  ResourceAccess = @($found | ForEach-Object { @{ Id = $_.Id; Type = '${application ? 'Role' : 'Scope'}' } })
}
$application = New-MgApplication -DisplayName $name -SignInAudience 'AzureADMyOrg' -RequiredResourceAccess @($access)${application ? '' : " -IsFallbackPublicClient -PublicClient @{ RedirectUris = @('http://localhost') }"}
$principal = New-MgServicePrincipal -AppId $application.AppId

${application ? powershellRoles : powershellScopes}
${credentialHint(as, { federated: 'New-MgApplicationFederatedIdentityCredential -ApplicationId $application.Id -BodyParameter $federation', certificate: 'Update-MgApplication -ApplicationId $application.Id -KeyCredentials @(@{ Type = "AsymmetricX509Cert"; Usage = "Verify"; Key = $certificate.RawData })' })}
"AZURE_TENANT_ID=$((Get-MgContext).TenantId)"
"AZURE_CLIENT_ID=$($application.AppId)"
`
}

const powershellRoles = `# Admin consent.
foreach ($role in $found) {
  New-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $principal.Id -PrincipalId $principal.Id -ResourceId $graph.Id -AppRoleId $role.Id | Out-Null
}
`

const powershellScopes = `# Admin consent for everybody in the tenant.
New-MgOauth2PermissionGrant -ClientId $principal.Id -ConsentType 'AllPrincipals' -ResourceId $graph.Id -Scope ($permissions -join ' ') | Out-Null
`

/** How to let the application sign in; a person needs no credential. */
function credentialHint(
  as: SignInKind,
  { federated, certificate }: { readonly federated: string; readonly certificate: string },
): string {
  if (as === 'delegated') return '# A person signs in with it: it needs no credential.'
  return `# It has no credential yet. Without any secret to keep, trust a pipeline or a workload (federated credential):
#   ${federated}
# or give it the public part of a certificate:
#   ${certificate}`
}
