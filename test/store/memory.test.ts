// The bucket that other tests run on keeps the contract that the vendors' buckets keep.
import { type Bucket, memoryObjects } from '../support/memory-objects.ts'
import { describeObjects } from './objects-contract.ts'

const buckets = new Map<string, Bucket>()

describeObjects('a bucket in memory', async prefix => {
  const bucket = buckets.get(prefix) ?? new Map()
  buckets.set(prefix, bucket)
  return memoryObjects(bucket)
})
