// Which platform a machine takes itself for, by its variables and by what is found on it.
import { describe, expect, it } from 'vitest'
import { type Machine, platformOf } from '../../src/auth/managed-identity/platform.ts'

const plain: Machine = { isAzureVm: () => false, hasArcAgent: () => false, sleep: async () => {} }
const vm: Machine = { ...plain, isAzureVm: () => true }
const arc: Machine = { ...plain, hasArcAgent: () => true }

describe('the platform', () => {
  it.each([
    ['nothing of Azure', {}, plain, null],
    ['a virtual machine', {}, vm, 'vm'],
    ['a server with the agent of Azure Arc', {}, arc, 'arc'],
    ['a service on such a server', { IDENTITY_ENDPOINT: 'http://e', IDENTITY_HEADER: 'h' }, arc, 'service'],
    [
      'a server whose agent has set its variables',
      { IDENTITY_ENDPOINT: 'e', IMDS_ENDPOINT: 'i' },
      plain,
      'arc',
    ],
  ] as const)('is that of %s', (_what, env, machine, platform) => {
    expect(platformOf(env, machine)).toBe(platform)
  })
})
