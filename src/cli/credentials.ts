// The credentials that the environment may hold. They are never options: a secret is not for the command line.
export { signInSettings } from '../api/credentials.ts'

export const credentialsHelp = `
Signing in: the first of these that is given wins; --auth <way> tries one alone.
Secrets come from the environment, never from options.
  token             ENTRA_EXTRACT_ACCESS_TOKEN: a ready token for Graph
  certificate       AZURE_CLIENT_CERTIFICATE_PATH: a PEM or PFX file, with
                    AZURE_CLIENT_CERTIFICATE_PASSWORD if it has one
  secret            AZURE_CLIENT_SECRET
  federation        AZURE_FEDERATED_TOKEN_FILE, GitHub Actions, Azure Pipelines
  managed-identity  on a virtual machine or service of Azure; AZURE_CLIENT_ID
                    for a user-assigned one
  person            who signed in with \`entra-extract auth login\`
  azure-cli         who signed in with \`az login\`
Certificate, secret and federation need AZURE_TENANT_ID and AZURE_CLIENT_ID too.
`
