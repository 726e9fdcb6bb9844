/** How Parquet files are compressed. */
export type Compression = 'zstd' | 'snappy' | 'gzip' | 'none'
