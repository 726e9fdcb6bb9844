// The library: what a program may import from this package. Everything else may change without notice.
export { exitCodeOf } from './api/errors.ts'
export { extract } from './api/extract.ts'
export type {
  AuthWay,
  ConnectionOptions,
  Credentials,
  Duration,
  Environment,
  ExtractOptions,
  LakeOptions,
  Message,
  StoreOptions,
} from './api/extract-options.ts'
export type {
  Answer,
  LakeColumn,
  LakeStatus,
  LakeTable,
  OpenLake,
  QueryOptions,
  ReportOptions,
  Row,
} from './api/lake-types.ts'
export { openLake } from './api/open-lake.ts'
export { UsageError } from './errors.ts'
export type { RunEvent, RunReport, TableReport, Verdict, WaitReason } from './extract/report.ts'
export type { TableStatus, VerifyResult } from './extract/results.ts'
export { SignInError, type SignInFailure } from './graph/sign-in-error.ts'
export type { AccessToken } from './graph/token-source.ts'
export { DamagedLakeError, SqlError } from './lake/ask-errors.ts'
export type { Compression } from './lake/compression.ts'
export type { Parameter, Parameters, Plain } from './lake/plain.ts'
export type { PlainReport, PlainSection } from './reports/plain.ts'
export { LockedError, StateError } from './state/errors.ts'
export { StoreError } from './store/store.ts'
export type { Cloud } from './streams/define.ts'
