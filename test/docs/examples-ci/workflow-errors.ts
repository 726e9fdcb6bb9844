// What GitHub's own parser says of a workflow.
import { register } from 'node:module'

/** Its package imports JSON as only bundlers do. */
const jsonModules = `
import { readFile } from 'node:fs/promises'
export async function load(url, context, next) {
  if (!url.includes('/@actions/') || !url.endsWith('.json')) return next(url, context)
  const source = 'export default ' + (await readFile(new URL(url), 'utf8'))
  return { format: 'module', source, shortCircuit: true }
}`

register(`data:text/javascript,${encodeURIComponent(jsonModules)}`)
const { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } = await import(
  '@actions/workflow-parser'
)

export async function workflowErrors(content: string): Promise<string[]> {
  const { context, value } = parseWorkflow({ name: 'workflow.yml', content }, new NoOperationTraceWriter())
  if (value !== undefined) await convertWorkflowTemplate(context, value)
  return context.errors.getErrors().map(({ message }) => message)
}
