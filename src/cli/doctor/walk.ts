// Steps that depend on one another: each is walked, or skipped because of one before it that failed.

export type Verdict = 'ok' | 'warning' | 'failed' | 'skipped'

/** What a step found, in words for people; a warning when the way goes on all the same. */
export interface Found {
  readonly detail: string
  readonly verdict?: 'ok' | 'warning' | 'skipped'
}

export interface Step {
  readonly name: string
  /** Steps that have to have gone well. */
  readonly needs: readonly string[]
  /** Throws an error whose message says what is wrong and what mends it. */
  readonly walk: () => Promise<Found>
}

export interface Finding {
  readonly step: string
  readonly verdict: Verdict
  readonly detail: string
}

export interface Walked {
  readonly findings: readonly Finding[]
  /** What each step that failed threw, by its name, in their order. */
  readonly errors: ReadonlyMap<string, unknown>
}

/**
 * Walks the steps in their order; each finding is told as it comes. `sentence` makes one of what a step throws. Throws the reason of
 * an aborted `signal`, and nothing else.
 */
export async function walkSteps(
  steps: readonly Step[],
  sentence: (error: unknown) => string,
  onFinding: (finding: Finding) => void,
  signal: AbortSignal,
): Promise<Walked> {
  const findings: Finding[] = []
  const lost = new Set<string>()
  const errors = new Map<string, unknown>()
  for (const { name, needs, walk } of steps) {
    const obstacle = needs.find(need => lost.has(need))
    const finding = obstacle === undefined ? await walked(name, walk) : skipped(name, obstacle)
    if (finding.verdict === 'failed' || obstacle !== undefined) lost.add(name)
    findings.push(finding)
    onFinding(finding)
  }
  return { findings, errors }

  async function walked(step: string, walk: Step['walk']): Promise<Finding> {
    try {
      const { detail, verdict = 'ok' } = await walk()
      return { step, verdict, detail }
    } catch (error) {
      signal.throwIfAborted()
      errors.set(step, error)
      return { step, verdict: 'failed', detail: sentence(error) }
    }
  }
}

const skipped = (step: string, obstacle: string): Finding => ({
  step,
  verdict: 'skipped',
  detail: `not looked at: ${obstacle} comes first.`,
})
