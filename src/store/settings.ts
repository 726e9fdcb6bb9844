// What opening a bucket needs besides its place.

/** What a vendor's SDK has to be told besides the place. */
export interface BucketSettings {
  /** Where the service is, if not at the vendor's own address. */
  readonly endpoint: string | null
  /** Address buckets by path instead of by host name (S3). */
  readonly pathStyle: boolean
  /** Server-side encryption, in the vendor's word for it: `AES256`, `aws:kms`, `aws:kms:dsse`; for Azure the name of an encryption scope. */
  readonly encryption: string | null
  /** The service need not keep conditions. */
  readonly unconditional: boolean
  /** The key of the vendor's key management. */
  readonly kmsKey: string | null
  /** Folder in which scratch space is made; null: the system's. */
  readonly scratch: string | null
  readonly env: Readonly<Record<string, string | undefined>>
  readonly way: StoreWay
  /** A token for Azure Storage, by the same sign-in as Graph's; another one than `rejected`, if that can be had. */
  readonly azureToken: (
    rejected?: string,
  ) => Promise<{ readonly token: string; readonly expiresAt: number | null }>
  /** What Azure's storage hosts end with: `blob.core.windows.net`. */
  readonly azureSuffix: string
  /** Each request that is sent, for figures; absent: nobody counts. */
  readonly onRequest?: () => void
}

/** How the network is reached: a proxy by address, and certificate authorities besides the known ones. */
export interface StoreWay {
  /** The proxy for an address; null: none. */
  readonly proxyFor: (url: URL) => string | null
  /** All that are trusted, PEM; null: those that Node knows. */
  readonly ca: readonly string[] | null
}
