import { DIRECTORY } from './directory.ts'
import { LOGS, LOGS_BETA } from './logs.ts'
import { parseSchema } from './notation.ts'
import { POLICIES } from './policies.ts'

export { type Property, propertiesOf, type Schema } from './notation.ts'

export const directorySchema = parseSchema(DIRECTORY)
export const policySchema = parseSchema(POLICIES)
export const logSchema = parseSchema(LOGS)
export const betaLogSchema = parseSchema(LOGS_BETA)
