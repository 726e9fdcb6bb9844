// What `extract` and `openLake` of the library may be told. Types alone.

import type { RunEvent } from '../extract/report.ts'
import type { AccessToken } from '../graph/token-source.ts'
import type { Compression } from '../lake/compression.ts'
import type { Cloud } from '../streams/define.ts'

/** Milliseconds, or a text such as `90s`, `50m`, `6h` or `7d`. */
export type Duration = number | string

/** Variables by name, such as those of the process. The library reads no other ones. */
export type Environment = { readonly [name: string]: string | undefined }

/** What to sign in with. One of them; `tenant` and `clientId` stand beside it. */
export type Credentials =
  /** A ready token for Microsoft Graph, or a function that gets one whenever one is needed. `claims`: see Microsoft's claims challenges. */
  | { readonly accessToken: string | ((claims: string | null) => Promise<AccessToken>) }
  /** A secret of the application `clientId` of `tenant`. */
  | { readonly clientSecret: string }
  /** A PEM or PFX file with the application's certificate and key. */
  | { readonly certificatePath: string; readonly certificatePassword?: string | undefined }
  /** A file with the identity token of a workload, which its platform renews. */
  | { readonly federatedTokenFile: string }
  /** The identity of the machine or service; `clientId` for a user-assigned one. A service tells of it in the `environment`. */
  | { readonly managedIdentity: true }
  /** Who signed in with `az login`. `az` is looked for on the PATH of the `environment`. */
  | { readonly azureCli: true }

/** Who signs in where, and the way there. What is absent is looked for in the `environment`, as the command does. */
export interface ConnectionOptions {
  /** Absent: the environment is asked for every way of signing in, as the command does. */
  readonly credentials?: Credentials | undefined
  /** For credentials, proxies, certificate authorities and buckets. Absent: an empty one; that of the process for what the command does. */
  readonly environment?: Environment | undefined
  /** Default: `global`. */
  readonly cloud?: Cloud | undefined
  /** The tenant to sign in to, by id or domain name. */
  readonly tenant?: string | undefined
  /** The application to sign in with. */
  readonly clientId?: string | undefined
  /** The only way of signing in to try. Not beside `credentials`. */
  readonly auth?: AuthWay | undefined
  /** Where sign-ins of persons are kept, if not in the keychain. */
  readonly cacheFile?: string | undefined
  /** Root of Microsoft Graph, if not the one of the cloud. */
  readonly graphUrl?: string | undefined
  /** Host that signs in, if not the one of the cloud. */
  readonly authority?: string | undefined
  /** A PEM file of certificate authorities to trust besides the known ones. */
  readonly caFile?: string | undefined
}

export type AuthWay =
  | 'token'
  | 'certificate'
  | 'secret'
  | 'federation'
  | 'managed-identity'
  | 'person'
  | 'azure-cli'
  | 'browser'
  | 'device-code'

/** What a lake in a bucket needs besides its address. */
export interface StoreOptions {
  /** Where the bucket's service is, if not at the vendor's own address. */
  readonly storeEndpoint?: string | undefined
  /** S3: address the bucket in the path. */
  readonly storePathStyle?: boolean | undefined
  /** S3: `AES256`, `aws:kms` or `aws:kms:dsse`; Azure: an encryption scope. */
  readonly storeEncryption?: string | undefined
  /** S3, Google Cloud Storage: the key that encrypts. */
  readonly storeKmsKey?: string | undefined
  /** The service ignores conditional writes; the caller takes care that one run works on the lake at a time. */
  readonly storeUnconditional?: boolean | undefined
  /** Folder in which a lake in a bucket is worked on. Default: the system's temporary folder. */
  readonly scratch?: string | undefined
}

/** A sentence for people. */
export interface Message {
  readonly text: string
  /** Somebody has to read it now, such as the code of a sign-in. */
  readonly urgent: boolean
}

export interface ExtractOptions extends ConnectionOptions, StoreOptions {
  /** A folder, or the address of a bucket (`s3://`, `abfss://`, `az://`, `gs://`). Default: `./entra-lake`. */
  readonly out?: string | undefined
  /** Tables by name. Absent or empty: the default set. */
  readonly tables?: readonly string[] | undefined
  /** Tables to leave out. */
  readonly exclude?: readonly string[] | undefined
  /** Read every stream whole, whatever the state says. */
  readonly full?: boolean | undefined
  /** How often streams are read whole of which delta does not follow everything. Default: 7 days. */
  readonly fullEvery?: Duration | undefined
  /** First reach of event tables: a duration back from now, a date, or a time. Default: 30 days. */
  readonly since?: Duration | Date | undefined
  /** How far each run reads events again. Default: 6 hours. */
  readonly lookback?: Duration | undefined
  /** Stop at a commit point after this long; the next run goes on. Default: never. */
  readonly maxDuration?: Duration | undefined
  /** Only these columns, by table. */
  readonly columns?: { readonly [table: string]: readonly string[] } | undefined
  /** Default: `zstd`. */
  readonly compression?: Compression | undefined
  /** Write no files under `changes/`. */
  readonly noChanges?: boolean | undefined
  /** How much of Microsoft Graph's quotas to use at most, per cent from 1 to 100. Default: 100. */
  readonly share?: number | undefined
  /** What DuckDB may use (`512MB`). Default: `1GB`. */
  readonly memory?: string | undefined
  /** Longest silence of Microsoft Graph. Default: 120 seconds before an answer, 60 within it. */
  readonly timeout?: Duration | undefined
  /** Read directory extensions too. */
  readonly extensions?: boolean | undefined
  /** Compute the derived tables too. */
  readonly derived?: boolean | undefined
  /** A CSV file with prices of licences, for `license_costs`. */
  readonly prices?: string | undefined
  /** Ids of users, for `user_owned_deleted_items`. */
  readonly owner?: readonly string[] | undefined
  /** What is masked before it is stored: `users.mail:hmac`, `*.ipAddress:truncate`. */
  readonly mask?: readonly string[] | undefined
  /** How much of the data about persons is stored. Default: `full`. */
  readonly pii?: 'full' | 'pseudonymous' | 'none' | undefined
  /** A file with the key for `hmac`; absent: `ENTRA_EXTRACT_MASK_KEY` of the `environment`. */
  readonly maskKeyFile?: string | undefined
  /** Aborted: the run stops at its next commit point. */
  readonly signal?: AbortSignal | undefined
  /** Hears what goes on. It must not throw, and the run waits for it. */
  readonly onEvent?: ((event: RunEvent) => void) | undefined
  /** Hears what the command would write for people beside its progress. */
  readonly onMessage?: ((message: Message) => void) | undefined
}

export interface LakeOptions extends ConnectionOptions, StoreOptions {
  /** What DuckDB may use for each query (`512MB`). Default: `1GB`. */
  readonly memory?: string | undefined
  readonly onMessage?: ((message: Message) => void) | undefined
}
