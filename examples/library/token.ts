// Reads with tokens that this program gets by itself: whatever it does in `getToken`, it is asked again when a token ends.
//   node token.ts <folder or address of a bucket>      (before Node 22.18: compile it first)
import { type AccessToken, extract } from 'entra-extract'

const {
  AZURE_TENANT_ID = '',
  AZURE_CLIENT_ID = '',
  AZURE_CLIENT_SECRET = '',
  ENTRA_EXTRACT_AUTHORITY = 'https://login.microsoftonline.com',
  ENTRA_EXTRACT_GRAPH_URL = 'https://graph.microsoft.com',
} = process.env

async function getToken(): Promise<AccessToken> {
  const answer = await fetch(`${ENTRA_EXTRACT_AUTHORITY}/${AZURE_TENANT_ID}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: AZURE_CLIENT_ID,
      client_secret: AZURE_CLIENT_SECRET,
      scope: `${ENTRA_EXTRACT_GRAPH_URL}/.default`,
    }),
  })
  const { access_token, expires_in } = (await answer.json()) as { access_token: string; expires_in: number }
  return { token: access_token, expiresAt: Date.now() + expires_in * 1000 }
}

const report = await extract({
  out: process.argv[2] ?? './entra-lake',
  tables: ['organization', 'domains'],
  credentials: { accessToken: getToken },
  graphUrl: ENTRA_EXTRACT_GRAPH_URL,
})
console.log(report.tables.map(({ table, rows }) => `${table}: ${rows}`).join('\n'))
process.exitCode = report.exitCode
