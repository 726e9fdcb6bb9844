// How an endpoint that lists rows, or gives one object, is described: WHAT it serves, as data. Its rows are also the truth.
import type { CloudName, GraphObject, QuotaFamily, Tier } from '../api.ts'
import type { Schema } from '../schema/index.ts'
import type { Tenant } from '../tenant/tenant.ts'

export const TIERS = ['free', 'p1', 'p2', 'governance'] as const satisfies readonly Tier[]

export interface Resource {
  /** The stream whose truth these rows are (`role_definitions`). */
  readonly name: string
  /** Below the version; each `{id}` stands for the id of a parent, outermost first. */
  readonly path: string
  readonly versions: readonly ('v1.0' | 'beta')[]
  /** `post`: a list that is asked for by POST. */
  readonly kind: 'list' | 'single' | 'post'
  /** A version in which a `single` is answered as a list of one. */
  readonly listIn?: 'beta'
  readonly schema: Schema
  /** The type of the rows in `schema`; where rows carry `@odata.type`, the type that all of them derive from. */
  readonly type: string
  /** Types that rows with `@odata.type` may have (`#microsoft.graph.` left out). */
  readonly derived?: readonly string[]
  readonly family: QuotaFamily
  /** Resource units of a plain request (default 1). */
  readonly cost?: number
  /** Application permissions of which any one is enough; empty: no application may read it. */
  readonly application: readonly string[]
  /** The same for delegated tokens. */
  readonly delegated: readonly string[]
  /** Refused to tenants below this tier: 403 as the logs do (`nonPremium`), or 400 as PIM does (`premiumRequired`). */
  readonly licence?: { readonly tier: Tier; readonly refusal: 'nonPremium' | 'premiumRequired' }
  /** Clouds whose Graph does not know the path: 404 there. */
  readonly missingIn?: readonly CloudName[]
  /** `none`: everything in one answer, and `$top` is refused. `skip`: next links carry `$skip` instead of `$skiptoken`. */
  readonly paging: 'none' | { readonly standard: number; readonly most: number; readonly links?: 'skip' }
  /** Query options that are taken, `$top` apart: `$select`, `$filter`, `$expand`, `$orderby`, `$count`. */
  readonly options: readonly string[]
  /** Properties that come only when they are selected. */
  readonly onlyOnSelect?: readonly string[]
  /** Properties that may be filtered by, with their operators (`eq`, `ge`, `le`, `gt`, `lt`, `startswith`); none: no filter. */
  readonly filterable?: Readonly<Record<string, readonly string[]>>
  /** Properties of which every request must have an `eq` in its `$filter`; `any`: one of them is enough. */
  readonly requiredFilter?: { readonly properties: readonly string[]; readonly any?: true }
  /** Relations that `$expand` knows (as written, nested options left out), and what they add to a row. */
  readonly expand?: Readonly<Record<string, (row: GraphObject, tenant: Tenant) => unknown>>
  /**
   * The rows as they stand at the tenant's time (`tenant.now`), always in the same order, made anew at each call from the tenant's
   * seed: nothing is drawn at random. A property that was never set is absent. Undefined: there is no such parent (404).
   * `single`: exactly one row. `body`: of a `post`.
   */
  rows(tenant: Tenant, parents: readonly string[], body?: GraphObject): Iterable<GraphObject> | undefined
  /** Children: the parents' ids as a reader walks them, and the columns under which the truth has them. */
  readonly parents?: {
    readonly columns: readonly string[]
    ids(tenant: Tenant): Iterable<readonly string[]>
  }
  /** What the truth of the stream is, where it is not simply the rows (an expanded relation, one selected property). */
  truth?(tenant: Tenant): Iterable<GraphObject>
}
